//! A shop's cluster on today's Kyma: teams of different care, none of them careless on purpose.

use super::function::{Fun, git, node, python};
use super::people::{self, account, binding, group, role, rule, user};
use super::platform::{self, Versions};
use super::route::{PARTNERS, old_rule, route};
use super::space::{self, Space, space};
use super::texts::{self, packages, requirements};
use crate::model::platform::Era;
use crate::source::embedded::Embedded;
use serde_json::{Value, json};

const VERSIONS: Versions =
    Versions { serverless: "1.13.0", controller: "function-buildless-controller", gateway: "3.10.0" };
const AXIOS: (&str, &str) = ("axios", "1.12.2");
const PG: (&str, &str) = ("pg", "8.16.3");

pub fn plant(cluster: &Embedded) {
    for object in platform::machines().into_iter().chain(people()) {
        cluster.seed(object);
    }
    let teams = [
        default(),
        payments(),
        orders(),
        shop(),
        checkout(),
        inventory(),
        identity(),
        notifications(),
        reporting(),
        logistics(),
        crm(),
        anna(),
        sandbox(),
    ];
    for space in platform::system(&VERSIONS).into_iter().chain(teams) {
        space.plant(cluster, Era::Buildless);
    }
    cluster.seed(platform::serverless(
        json!({}),
        json!({"defaultRuntimePodPreset": "M", "dockerRegistry": {"enableInternal": true}}),
        "",
    ));
}

fn people() -> Vec<Value> {
    let deployer = account("argocd", "argocd-application-controller");
    vec![
        binding("", "platform-team", ("ClusterRole", "cluster-admin"), &[group("platform-team")]),
        binding("", "argocd", ("ClusterRole", "cluster-admin"), &[deployer]),
    ]
}

/// Somebody tried Kyma out, in the first namespace there is.
fn default() -> Space {
    space("default").functions([node("hello-world", texts::ECHO, "").runtime("nodejs20").profile("XS")])
}

/// Delivered by Argo CD, careful with levels, careless with keys.
fn payments() -> Space {
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
        .and([team, space::ingress("payments")])
        .functions([charge, refund, webhook, settle].map(|one| one.label("team", "payments")))
        .routes([
            route("charge-card", "pay", "charge-card").jwt(&["POST"], "/*", "").by("argocd-controller"),
            route("refund", "refund", "refund")
                .jwt(&["POST"], "/refunds", "refund.payments")
                .by("argocd-controller"),
            route("provider-webhook", "pay-hooks", "provider-webhook")
                .open(&["POST"], "/hooks/provider")
                .by("argocd-controller"),
        ])
}

/// The oldest team: rules from v1beta1 times, a database password in the environment.
fn orders() -> Space {
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
            .env("SMTP_HOST", "smtp.harbour-goods.example");
    let any = json!({"authentications": [{"issuer": super::route::ISSUER, "jwksUri": format!("{}/.well-known/jwks.json", super::route::ISSUER)}]});
    let public = json!([old_rule("/.*", &["GET"], "jwt", any)]);
    space("orders")
        .meshed()
        .secret("orders-db", &["url"])
        .and([
            binding("orders", "team", ("ClusterRole", "edit"), &[group("team-orders")]),
            space::ingress("orders"),
        ])
        .functions([create, status, mailer])
        .routes([
            route("order-create", "orders", "order-create").jwt(&["POST"], "/orders", ""),
            route("order-status", "order-status", "order-status").jwt(&["GET"], "/*", "").born_old(public),
        ])
}

/// Public by design, and proud of its own image.
fn shop() -> Space {
    let catalog = node("catalog", texts::CATALOG, &packages("catalog", &[AXIOS, ("lru-cache", "11.2.2")]));
    let search = node("search", texts::SEARCH, &packages("search", &[("@elastic/elasticsearch", "latest")]))
        .env("SEARCH_URL", "http://search.shop:9200");
    let recommend = python("recommend", texts::FORECAST, &requirements(&["numpy>=1.26", "requests"]))
        .image("registry.harbour-goods.example/ml/python:latest")
        .env("PLANNING_URL", "http://planning.shop:8080");
    let price = node("cart-price", texts::CATALOG, &packages("cart-price", &[AXIOS])).runtime("nodejs20");
    space("shop")
        .meshed()
        .level("baseline")
        .tokenless()
        .isolated()
        .functions([catalog, search, recommend, price])
        .routes([
            route("catalog", "shop", "catalog").open(&["GET"], "/items"),
            route("search", "search", "search").open(&["GET"], "/search"),
            route("cart-price", "cart", "cart-price").jwt(&["POST"], "/price", "cart-price.shop"),
        ])
}

/// In nobody's mesh, so that its tokens protect nothing.
fn checkout() -> Space {
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

/// As it should be.
fn inventory() -> Space {
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

fn clean(name: &'static str) -> Space {
    let team = format!("team-{name}");
    space(name).meshed().level("restricted").tokenless().isolated().and([binding(
        name,
        "team",
        ("ClusterRole", "edit"),
        &[group(&team)],
    )])
}

/// As it should be, too.
fn identity() -> Space {
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

/// Clean as well, with code from a repository, which `restricted` would refuse.
fn notifications() -> Space {
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

/// Python, scheduled, read by everybody with a login.
fn reporting() -> Space {
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
        .and([readers, space::ingress("reporting")])
        .functions([
            daily,
            invoices,
            python("forecast", texts::FORECAST, &requirements(&["numpy==2.3.4", "requests==2.32.5"])),
        ])
}

/// Two clients, one token: partners may call both.
fn logistics() -> Space {
    let plan = |name| {
        node(name, texts::REFUND, &packages(name, &[AXIOS])).env("PROVIDER_URL", "https://api.ship.example")
    };
    space("logistics")
        .meshed()
        .level("restricted")
        .tokenless()
        .isolated()
        .functions([plan("ship-label"), plan("ship-track")])
        .routes([
            route("ship-label", "ship-label", "ship-label").tokens(
                PARTNERS,
                &["POST"],
                "/labels",
                "logistics",
            ),
            route("ship-track", "ship-track", "ship-track").tokens(
                PARTNERS,
                &["GET"],
                "/track/{*}",
                "logistics",
            ),
        ])
}

/// Moved here from the old cluster, with what image builds left behind.
fn crm() -> Space {
    let sync =
        node("crm-sync", texts::SYNC, &packages("crm-sync", &[("aws-sdk", "~2.1600.0"), ("axios", "0.x")]))
            .runtime("nodejs20")
            .env("CRM_URL", "https://crm.harbour-goods.example/api")
            .env("CRM_USER", "sync")
            .env("CRM_PASSWORD", &texts::password());
    let lookup = node("crm-lookup", texts::PROFILE, &packages("crm-lookup", &[AXIOS]))
        .env("DIRECTORY_URL", "http://crm.crm:8080");
    let hidden = json!([old_rule("/.*", &["GET", "POST"], "allow", Value::Null)]);
    space("crm")
        .label("istio-injection", "enabled")
        .and([space::registry_secret("crm")])
        .functions([sync, lookup])
        .routes([route("crm-lookup", "crm", "crm-lookup").born_old(hidden)])
}

/// One developer's playground, with everything allowed.
fn anna() -> Space {
    let reader = role(
        "dev-anna",
        "read-functions",
        &[rule(&["serverless.kyma-project.io"], &["functions"], &["get", "list"])],
    );
    let builder = account("ci", "builder");
    let bound = binding("dev-anna", "ci-reads", ("Role", "read-functions"), &[builder]);
    let own = binding("dev-anna", "anna", ("ClusterRole", "admin"), &[user("anna@harbour-goods.example")]);
    let resize =
        git("resize-image", "nodejs22", "https://git.harbour-goods.example/anna/play.git", "resize", "main");
    let pinned = format!("registry.harbour-goods.example/anna/node@sha256:{}", "5d0c".repeat(16));
    space("dev-anna")
        .level("privileged")
        .and([reader, bound, own])
        .functions([resize, node("try-things", texts::ECHO, "").image(&pinned), debug()])
        .routes([route("try-things", "anna", "try-things").open(&["GET", "POST"], "/*")])
}

fn debug() -> Fun {
    node("debug-headers", texts::ECHO, &packages("debug-headers", &[("debug", "*")]))
        .pod_label("sidecar.istio.io/inject", "true")
}

/// Forgotten by everybody; unpatched, and open.
fn sandbox() -> Space {
    space("sandbox")
        .functions([
            node("echo", texts::ECHO, "").runtime("nodejs20").pod_label("sidecar.istio.io/inject", "true"),
            node(
                "demo-day",
                texts::CATALOG,
                &packages("demo-day", &[("axios", "^0.27.0"), ("lru-cache", ">=7")]),
            )
            .runtime("nodejs20"),
        ])
        .routes([route("echo", "echo", "echo").open(&["GET", "POST", "PUT", "DELETE"], "/*")])
        .and([binding(
            "sandbox",
            "anybody",
            ("ClusterRole", "kyma-functions-view"),
            &[people::group("system:unauthenticated")],
        )])
}
