//! A shop's cluster on today's Kyma, with teams of different security awareness.

use super::builders;
use super::function::{git, node, python};
use super::platform::{self, Versions};
use super::rbac::{account, binding, group, role, rule};
use super::route::{DOMAIN, DemoRoute, ISSUER, PARTNERS, old_rule, route};
use super::space::{self, DemoNamespace, space};
use super::texts::{self, packages, requirements};
use super::{estate_careless, mesh};
use crate::model::Kind;
use crate::model::platform::Era;
use crate::source::embedded::Embedded;
use serde_json::{Value, json};

const VERSIONS: Versions =
    Versions { serverless: "1.13.0", controller: "function-buildless-controller", gateway: "3.10.0" };
/// The label with which a namespace has signatures of images verified.
const SIGNATURES: &str = "namespaces.warden.kyma-project.io/validate";
const AXIOS: (&str, &str) = ("axios", "1.12.2");
const PG: (&str, &str) = ("pg", "8.16.3");

pub fn plant(cluster: &Embedded) {
    for object in platform::machines().into_iter().chain(people()) {
        cluster.seed(object);
    }
    let teams = [
        estate_careless::default(),
        payments(),
        orders(),
        shop(),
        checkout(),
        inventory(),
        identity(),
        notifications(),
        reporting(),
        logistics(),
        estate_careless::crm(),
        estate_careless::anna(),
        estate_careless::sandbox(),
    ];
    let [kyma, istio, kube] = platform::system(&VERSIONS);
    let kyma = kyma
        .label(SIGNATURES, "system")
        .and([mesh::docker_registry(), mesh::kyma_gateway(DOMAIN), mesh::publisher()])
        .and(platform::pods(
            "kyma-system",
            &["eventing-publisher-proxy", "eventing-manager", "serverless-ctrl-mngr"],
        ));
    let istio = istio
        .label(SIGNATURES, "system")
        .and([mesh::peers("istio-system", "default", "STRICT"), mesh::settings()])
        .and(platform::pods("istio-system", &["istio-ingressgateway"]));
    for space in [kyma, istio, kube].into_iter().chain(teams) {
        space.plant(cluster, Era::Buildless);
    }
    drift(cluster);
    estate_careless::night(cluster);
    cluster.seed(platform::serverless(
        json!({}),
        json!({"defaultRuntimePodPreset": "M", "dockerRegistry": {"enableInternal": true}}),
        "",
    ));
}

/// One of two pods was started before the tag of its image was pushed again.
fn drift(cluster: &Embedded) {
    let mut pods = cluster.objects(Kind::Pod);
    pods.retain(|pod| builders::namespace(pod) == "shop" && builders::name(pod).starts_with("recommend-"));
    let Some(pod) = pods.last() else { return };
    cluster.update(Kind::Pod, "shop", builders::name(pod), |pod| {
        let digest = builders::digest(&["recommend", "last week"]);
        let image = format!("registry.harbour-goods.example/ml/python@{digest}");
        builders::set(pod, "/status/containerStatuses/0/imageID", json!(image));
    });
}

fn people() -> Vec<Value> {
    let deployer = account("argocd", "argocd-application-controller");
    vec![
        binding("", "platform-team", ("ClusterRole", "cluster-admin"), &[group("platform-team")]),
        binding("", "argocd", ("ClusterRole", "cluster-admin"), &[deployer]),
    ]
}

/// Deployed by Argo CD; strict with Pod Security levels, careless with keys.
fn payments() -> DemoNamespace {
    let team = binding("payments", "team", ("ClusterRole", "edit"), &[group("team-payments")]);
    let charge = node("charge-card", &texts::charge(), &packages("charge-card", &[("stripe", "^16.2.0")]));
    let refund = node("refund", texts::REFUND, &packages("refund", &[AXIOS]))
        .env("PROVIDER_URL", "https://api.pay.example/v2")
        .secret("PROVIDER_KEY", "provider", "key");
    let webhook = node("provider-webhook", texts::WEBHOOK, "").secret("WEBHOOK_KEY", "provider", "webhook");
    let settle = python("settle-nightly", texts::SETTLE, &requirements(&["requests==2.32.5"]))
        .env("BANK_URL", "https://gateway.bank.example")
        .secret("BANK_TOKEN", "bank", "token");
    space("payments")
        .argo("payments")
        .meshed()
        .label("pod-security.kubernetes.io/warn", "restricted")
        .label("pod-security.kubernetes.io/audit", "restricted")
        .secret("provider", &["key", "webhook"])
        .secret("bank", &["token"])
        .and([team, space::ingress("payments"), mesh::missed_policy("payments", "settle-nightly")])
        .and(operators())
        .functions([charge, refund, webhook, settle].map(|function| function.label("team", "payments")))
        .routes([
            route("charge-card", "pay", "charge-card").jwt(&["POST"], "/*", "").by("argocd-controller"),
            route("refund", "refund", "refund")
                .jwt(&["POST"], "/refunds", "refund.payments")
                .by("argocd-controller"),
            route("provider-webhook", "pay-hooks", "provider-webhook")
                .open(&["POST"], "/hooks/provider")
                .by("argocd-controller"),
            route("settle-manually", "settle", "settle-nightly")
                .rule(json!({"path": "/run", "methods": ["POST"], "extAuth": {"authorizers": ["oauth2-proxy"]}}))
                .by("argocd-controller"),
        ])
}

/// Operators who may repair the mesh at night, and thereby remove what requires tokens.
fn operators() -> [Value; 3] {
    let policies = rule(
        &["security.istio.io"],
        &["authorizationpolicies", "requestauthentications"],
        &["get", "list", "update", "delete"],
    );
    [
        role("payments", "mesh-on-call", &[policies]),
        binding("payments", "on-call", ("Role", "mesh-on-call"), &[group("on-call")]),
        // Since a night when tokens could not be verified, no token is required.
        mesh::allow_all("payments", "probe-refund", "refund"),
    ]
}

/// The oldest team: rules from the time of v1beta1, a database password in the environment.
fn orders() -> DemoNamespace {
    let url = texts::database("orders-db.orders.svc.cluster.local", "orders");
    let deps = packages("orders", &[PG, ("uuid", "11.1.0")]);
    let create = node("order-create", texts::ORDER, &deps).env("DATABASE_URL", &url);
    let status = node("order-status", texts::STATUS, &packages("order-status", &[PG])).secret(
        "DATABASE_URL",
        "orders-db",
        "url",
    );
    let mailer =
        node("order-mailer", &texts::mailer(), &packages("order-mailer", &[("nodemailer", "7.0.9"), AXIOS]))
            .runtime("nodejs22")
            .env("SMTP_HOST", "smtp.harbour-goods.example")
            .pod_note("traffic.sidecar.istio.io/excludeOutboundPorts", "443,465");
    let any = json!({"authentications": [{"issuer": ISSUER, "jwksUri": format!("{ISSUER}/.well-known/jwks.json")}]});
    let public = json!([old_rule("/.*", &["GET"], "jwt", any)]);
    let cors = json!({"allowOrigins": [{"regex": ".*"}], "allowMethods": ["POST"], "allowCredentials": true});
    space("orders")
        .meshed()
        .secret("orders-db", &["url"])
        .secret("serverless-package-registry-config", &[".npmrc"])
        .and([
            binding("orders", "team", ("ClusterRole", "edit"), &[group("team-orders")]),
            space::ingress("orders"),
            mesh::subscription("orders", "order-paid", "order-create", ("payments", "order.paid.v1")),
            // The till system of the shops has no sidecar.
            mesh::peers("orders", "tills", "PERMISSIVE"),
        ])
        .functions([create, status, mailer])
        .routes([
            route("order-create", "orders", "order-create")
                .jwt(&["POST"], "/orders", "")
                .beside("corsPolicy", cors),
            route("order-create-strict", "orders", "order-create").jwt(
                &["POST"],
                "/orders",
                "order-create.orders",
            ),
            route("order-status", "order-status", "order-status").jwt(&["GET"], "/*", "").born_old(public),
        ])
}

/// Public by design, with an image of its own.
fn shop() -> DemoNamespace {
    let catalog = node("catalog", texts::CATALOG, &packages("catalog", &[AXIOS, ("lru-cache", "11.2.2")]));
    let search = node("search", texts::SEARCH, &packages("search", &[("@elastic/elasticsearch", "latest")]))
        .env("SEARCH_URL", "http://search.shop:9200")
        .env("REQ_MB_LIMIT", "100");
    let recommend = python("recommend", texts::FORECAST, &requirements(&["numpy>=1.26", "requests"]))
        .image("registry.harbour-goods.example/ml/python:latest")
        .env("PLANNING_URL", "http://planning.shop:8080")
        .with("replicas", json!(2));
    let wishes = node("wishlist", texts::PROFILE, &packages("wishlist", &[AXIOS]))
        .env("DIRECTORY_URL", "http://wishes.shop:8080");
    let cards =
        node("gift-cards", texts::CHECKOUT, &packages("gift-cards", &[AXIOS])).with("replicas", json!(0));
    let taken = mesh::taken_over(&recommend.manifest("shop"));
    let price = node("cart-price", texts::CATALOG, &packages("cart-price", &[AXIOS])).runtime("nodejs20");
    space("shop")
        .meshed()
        .level("baseline")
        .tokenless()
        .isolated()
        .and([
            taken,
            mesh::gateway("shop", "tills", "tills.harbour-goods.example", "TLSV1_0"),
            mesh::rate_limit("shop", "wishlist", 600),
        ])
        .functions([catalog, search, recommend, price, wishes, cards])
        .routes([
            route("catalog", "shop", "catalog").open(&["GET"], "/items"),
            route("search", "search", "search").open(&["GET"], "/{*}"),
            route("cart-price", "cart", "cart-price").jwt(&["POST"], "/price", "cart-price.shop").jwt(
                &["GET", "POST"],
                "/{*}",
                "cart-price.shop",
            ),
            wishlist(),
            route("delivery-rates", "rates", "ship-rates").over_there("logistics").jwt(
                &["GET"],
                "/rates",
                "delivery-rates.shop",
            ),
            route("gift-cards", "gifts", "gift-cards").rule(
                json!({"path": "/cards", "methods": ["POST"], "extAuth": {"authorizers": ["staff-login"]}}),
            ),
        ])
}

/// Lists that friends may read, below those of the user; links in mails contain the token.
fn wishlist() -> DemoRoute {
    let keys = format!("{ISSUER}/.well-known/jwks.json");
    let jwt = json!({
        "authentications": [{"issuer": ISSUER, "jwksUri": keys, "fromParams": ["token"]}],
        "authorizations": [{"audiences": ["wishlist.shop"]}],
    });
    let own = json!({
        "path": "/lists", "methods": ["GET", "POST"], "jwt": jwt,
        "request": {"headers": {"x-api-key": texts::api_key()}},
    });
    route("wishlist", "wishes", "wishlist").rule(own).open(&["GET"], "/lists/shared")
}

/// Outside the mesh, so that its tokens protect nothing.
fn checkout() -> DemoNamespace {
    let start = node("checkout-start", texts::CHECKOUT, &packages("checkout", &[AXIOS]));
    let back = node("checkout-callback", texts::WEBHOOK, "").secret("WEBHOOK_KEY", "callback", "key");
    space("checkout")
        .level("baseline")
        .tokenless()
        .isolated()
        .secret("callback", &["key"])
        .functions([start, back])
        .routes([route("checkout", "checkout", "checkout-start").jwt(
            &["POST"],
            "/checkout",
            "checkout-start.checkout",
        )])
}

/// A namespace without findings.
fn inventory() -> DemoNamespace {
    let stock = |name| {
        node(name, texts::STOCK, &packages(name, &[PG]))
            .env("DB_HOST", "inventory-db.inventory.svc.cluster.local")
            .secret("DB_USER", "inventory-db", "user")
            .secret("DB_PASSWORD", "inventory-db", "password")
    };
    clean("inventory")
        .argo("inventory")
        .secret("inventory-db", &["user", "password"])
        .functions([stock("stock-change"), stock("stock-level"), stock("stock-count").profile("S")])
        .routes([
            route("stock-change", "stock", "stock-change")
                .jwt(&["POST"], "/stock", "stock-change.inventory")
                .by("argocd-controller"),
            route("stock-level", "stock-level", "stock-level")
                .jwt(&["GET"], "/stock/{*}", "stock-level.inventory")
                .by("argocd-controller"),
        ])
}

fn clean(name: &'static str) -> DemoNamespace {
    let team = format!("team-{name}");
    space(name).meshed().level("restricted").tokenless().isolated().and([binding(
        name,
        "team",
        ("ClusterRole", "edit"),
        &[group(&team)],
    )])
}

/// Another namespace without findings.
fn identity() -> DemoNamespace {
    let profile = |name| {
        node(name, texts::PROFILE, &packages(name, &[AXIOS]))
            .env("DIRECTORY_URL", "https://directory.harbour-goods.example")
    };
    clean("identity").functions([profile("profile"), profile("profile-partners")]).routes([
        route("profile", "profile", "profile").jwt(&["GET"], "/profile", "profile.identity"),
        route("profile-partners", "partners", "profile-partners").tokens(
            PARTNERS,
            &["GET"],
            "/profile",
            "profile-partners.identity",
        ),
    ])
}

/// Also without findings, with code from a repository, which `restricted` would refuse.
fn notifications() -> DemoNamespace {
    let push = node("push", texts::NOTIFY, &packages("push", &[("web-push", "3.6.7")]))
        .secret("VAPID_PUBLIC", "vapid", "public")
        .secret("VAPID_PRIVATE", "vapid", "private");
    let digest = git(
        "daily-digest",
        "nodejs24",
        "https://git.harbour-goods.example/notifications/functions.git",
        "digest",
        "3f9c2a7be41d08c6a5f2917d3b8e60c4a1d7f52e",
    );
    clean("notifications").level("baseline").secret("vapid", &["public", "private"]).functions([push, digest])
}

/// Python, scheduled, readable by every user with a login.
fn reporting() -> DemoNamespace {
    let url = texts::database("warehouse.reporting.svc.cluster.local", "sales");
    let daily = python(
        "daily-report",
        texts::REPORT,
        &requirements(&["psycopg[binary]==3.2.10", "requests==2.32.5"]),
    )
    .secret("DATABASE_URL", "warehouse", "url")
    .env("REPORT_STORE", "http://reports.reporting:8080")
    .mount("warehouse", "/bindings/warehouse");
    let invoices = python(
        "export-invoices",
        &texts::export(),
        &requirements(&["boto3>=1.34", "psycopg[binary]==3.2.10"]),
    )
    .env("DATABASE_URL", &url)
    .secret("AWS_SECRET", "aws", "secret");
    let readers =
        binding("reporting", "everybody-views", ("ClusterRole", "view"), &[group("system:authenticated")]);
    space("reporting")
        .level("baseline")
        .tokenless()
        .secret("warehouse", &["url"])
        .secret("aws", &["secret"])
        .secret("planning-ca", &["ca.crt"])
        .and([
            readers,
            space::ingress("reporting"),
            mesh::ingress("reporting", "reports", "reports.harbour-goods.example", "daily-report"),
            mesh::subscription("reporting", "sales", "export-invoices", ("", "invoice.created.v1")),
        ])
        .functions([
            daily,
            invoices,
            python("forecast", texts::FORECAST, &requirements(&["numpy==2.3.4", "requests==2.32.5"]))
                .label("sidecar.istio.io/inject", "true")
                .mount("planning-ca", "/etc/ssl/certs"),
        ])
}

/// Two clients, one token: partners may call both.
fn logistics() -> DemoNamespace {
    let plan = |name| {
        node(name, texts::REFUND, &packages(name, &[AXIOS])).env("PROVIDER_URL", "https://api.ship.example")
    };
    let rates = git(
        "ship-rates",
        "nodejs24",
        "https://git.harbour-goods.example/logistics/rates.git",
        "rates",
        "9b04e7d25c1f83a6470be95d12fc68a3370d4ce1",
    );
    space("logistics")
        .meshed()
        .level("restricted")
        .tokenless()
        .isolated()
        .functions([plan("ship-label"), plan("ship-track"), rates])
        .routes([
            route("ship-label", "ship-label", "ship-label").tokens(
                PARTNERS,
                &["POST"],
                "/labels",
                "logistics",
            ),
            // The page at the root is meant for the dispatchers only.
            route("ship-track", "ship-track", "ship-track")
                .tokens(PARTNERS, &["GET"], "/", "dispatch.logistics")
                .tokens(PARTNERS, &["GET"], "/*", "logistics"),
        ])
}
