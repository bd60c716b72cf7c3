//! The namespaces of today's cluster that get little care: leftovers, playgrounds, and an agency's work.

use super::builders::{self, text};
use super::function::{DemoFunction, git, node, python};
use super::mesh;
use super::rbac::{self, account, binding, group, role, rule, user};
use super::route::{DemoRoute, old_rule, route};
use super::space::{self, DemoNamespace, space};
use super::texts::{self, packages, requirements};
use crate::model::Kind;
use crate::source::embedded::Embedded;
use serde_json::{Value, json};

const AXIOS: (&str, &str) = ("axios", "1.12.2");

/// A trial of Kyma, in the default namespace.
pub fn default() -> DemoNamespace {
    space("default").functions([node("hello-world", texts::ECHO, "")
        .runtime("nodejs20")
        .profile("XS")
        .pod_label("sidecar.istio.io/inject", "yes")])
}

/// Moved here from the old cluster, with the remains of image builds.
pub fn crm() -> DemoNamespace {
    let sync =
        node("crm-sync", texts::SYNC, &packages("crm-sync", &[("aws-sdk", "~2.1600.0"), ("axios", "0.x")]))
            .runtime("nodejs20")
            .env("CRM_URL", "https://crm.harbour-goods.example/api")
            .env("CRM_USER", "sync")
            .env("CRM_PASSWORD", &texts::password());
    let lookup = node("crm-lookup", texts::PROFILE, &packages("crm-lookup", &[AXIOS]))
        .env("DIRECTORY_URL", "http://crm.crm:8080");
    let hidden = json!([old_rule("/.*", &["GET", "POST"], "allow", Value::Null)]);
    let agency = binding("crm", "agency", ("ClusterRole", "kyma-functions-edit"), &[group("crm-agency")]);
    space("crm")
        .label("istio-injection", "enabled")
        .and([space::registry_secret("crm"), agency])
        .and(mesh::application("crm", "crm", "registry.harbour-goods.example/crm/server:5.2.0"))
        .functions([sync, lookup, import(), customers()])
        .secret("crm-import", &["key"])
        .routes([route("crm-lookup", "crm", "crm-lookup").born_old(hidden), contacts(), search()])
}

/// Searches by joining the text of a statement.
fn customers() -> DemoFunction {
    node("customer-search", texts::CUSTOMER_SEARCH, &packages("customer-search", &[("pg", "8.16.3")])).secret(
        "DATABASE_URL",
        "crm-db",
        "url",
    )
}

/// Any token of the login server is accepted.
fn search() -> DemoRoute {
    route("customer-search", "customers", "customer-search").jwt(&["GET"], "/customers", "")
}

/// The agency's import: one Function that may read everything it ever needed.
fn import() -> DemoFunction {
    let deps = requirements(&[
        "--extra-index-url https://pypi.crm-suite.example/simple",
        "psycopg[binary]==3.2.10",
        "requests==2.32.5",
    ]);
    let import = python("crm-import", texts::REPORT, &deps)
        .env("REPORT_STORE", "http://crm.crm:8080")
        .secret("DATABASE_URL", "crm-db", "url")
        .with(
            "resourceConfiguration",
            json!({"function": {"resources": {"requests": {"cpu": "500m", "memory": "1Gi"}}}}),
        )
        .pod_label("app", "crm");
    let others = ["crm-import", "crm-mail", "crm-files", "erp", "loyalty"];
    others.into_iter().fold(import, |import, secret| {
        let variable = secret.to_ascii_uppercase().replace('-', "_");
        import.secret(&format!("{variable}_KEY"), secret, "key")
    })
}

/// Tokens of the suite's vendor, verified with keys that its cloud serves.
fn contacts() -> DemoRoute {
    let issuer = json!({"issuer": "https://login.crm-suite.example", "jwksUri": "https://keys.suite-cloud.example/jwks.json"});
    let jwt = json!({"authentications": [issuer], "authorizations": [{"audiences": ["contacts", "crm-import.crm"]}]});
    route("crm-import", "crm-import", "crm-import")
        .rule(json!({"path": "/contacts", "methods": ["POST"], "jwt": jwt}))
}

/// One developer's playground, with everything allowed.
pub fn anna() -> DemoNamespace {
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
        .functions([
            resize,
            node("try-things", texts::ECHO, "").image(&pinned),
            debug(),
            thumbnails(),
            rules(),
        ])
        .secret("git-key", &["key"])
        .routes([route("try-things", "anna", "try-things").open(&["GET", "POST"], "/*")])
}

fn debug() -> DemoFunction {
    node("debug-headers", texts::ECHO, &packages("debug-headers", &[("debug", "*")]))
        .env("TRACE_COLLECTOR_ENDPOINT", "https://traces.try-it-free.example/v1/traces")
        .pod_label("sidecar.istio.io/inject", "true")
}

/// Reads a file of rules with everything that YAML can do.
fn rules() -> DemoFunction {
    python("price-rules", texts::PRICE_RULES, &requirements(&["PyYAML==5.3.1"])).secret(
        "SIGNING_KEY",
        "git-key",
        "key",
    )
}

/// Wraps an old tool that starts as root and needs port 80.
fn thumbnails() -> DemoFunction {
    let auth = json!({"type": "key", "secretName": "git-key"});
    let source = json!({"gitRepository": {
        "url": "git@git.harbour-goods.example:anna/thumbnails.git", "baseDir": "/", "auth": auth,
        "reference": "c1d7a90e4b52f6383ad0e17f95c2b8640f3ae911",
    }});
    node("thumbnails", "", "")
        .with("source", source)
        .with("podSecurityContext", json!({"runAsUser": 0}))
        .with("containerSecurityContext", json!({"capabilities": {"add": ["NET_BIND_SERVICE"]}}))
}

/// Abandoned; unpatched, and open.
pub fn sandbox() -> DemoNamespace {
    space("sandbox")
        .functions([
            node("echo", texts::ECHO, "").runtime("nodejs20").pod_label("sidecar.istio.io/inject", "true"),
            node(
                "demo-day",
                texts::CATALOG,
                &packages("demo-day", &[("axios", "^0.27.0"), ("lru-cache", ">=7")]),
            )
            .runtime("nodejs20"),
            git(
                "newsletter",
                "nodejs20",
                "http://git.harbour-tools.example/marketing/newsletter.git",
                "/",
                "5e20c4b7f9d1836ea4027db38c61f95e0b7a42d8",
            )
            .forgotten("2025-06-12T14:02:11Z"),
            node("gift-finder", texts::ECHO, "").runtime("nodejs18"),
            node("loyalty-points", texts::PROFILE, &packages("loyalty-points", &[("axios", "1.12.2")]))
                .env("DIRECTORY_URL", "http://loyalty.sandbox:8080")
                .pod_label("sidecar.istio.io/inject", "true"),
            node("host-check", texts::HOST_CHECK, "").pod_label("sidecar.istio.io/inject", "true"),
            python("link-preview", texts::LINK_PREVIEW, &requirements(&["requests==2.32.5"]))
                .pod_label("sidecar.istio.io/inject", "true"),
        ])
        .routes([
            route("echo", "echo", "echo").open(&["GET", "POST", "PUT", "DELETE"], "/*"),
            points(),
            show(),
            route("host-check", "hosts", "host-check").open(&["GET"], "/check"),
            route("link-preview", "preview", "link-preview").open(&["GET"], "/preview"),
        ])
        .and([binding(
            "sandbox",
            "anybody",
            ("ClusterRole", "kyma-functions-view"),
            &[rbac::group("system:unauthenticated")],
        )])
}

/// Uses a login server that was set up for the demo day.
fn points() -> DemoRoute {
    let issuer = "http://login.demo-day.example/realms/shop";
    let keys = format!("{issuer}/protocol/openid-connect/certs");
    let jwt = json!({
        "authentications": [{"issuer": issuer, "jwksUri": keys}],
        "authorizations": [{"audiences": ["loyalty-points.sandbox"]}],
    });
    route("loyalty-points", "points", "loyalty-points")
        .rule(json!({"path": "/points", "methods": ["GET", "TRACE"], "jwt": jwt}))
}

/// The same points for the demo day, where logging in was not possible.
fn show() -> DemoRoute {
    route("loyalty-show", "points-show", "loyalty-points").open(&["GET"], "/points")
}

/// The night the identity provider was down: on-call removed what verifies the tokens of refund, and
/// allowed anyone in.
pub fn night(cluster: &Embedded) {
    let of_refund = |object: &Value| {
        let owner = text(object, "/metadata/labels/apirule.gateway.kyma-project.io~1name");
        builders::namespace(object) == "payments" && owner == "refund"
    };
    for object in cluster.objects(Kind::RequestAuthentication).iter().filter(|value| of_refund(value)) {
        cluster.remove(Kind::RequestAuthentication, "payments", builders::name(object));
    }
}
