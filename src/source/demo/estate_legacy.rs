//! The same shop's old cluster: image builds, an internal registry, and its credential in every namespace.

use super::function::{git, node, python};
use super::platform::{self, Versions};
use super::rbac::{account, binding, group};
use super::route::{ISSUER, old_rule, route};
use super::space::{self, DemoNamespace, space};
use super::texts::{self, packages, requirements};
use crate::model::platform::Era;
use crate::source::embedded::Embedded;
use serde_json::{Value, json};

const VERSIONS: Versions =
    Versions { serverless: "1.8.4", controller: "function-controller", gateway: "3.2.1" };
const AXIOS: (&str, &str) = ("axios", "1.12.2");

pub fn plant(cluster: &Embedded) {
    for object in platform::machines().into_iter().chain(people()) {
        cluster.seed(object);
    }
    let [kyma, mesh, kube] = platform::system(&VERSIONS);
    let kyma = kyma.level("restricted").and(platform::registry());
    let teams = [space("default"), payments(), billing(), web(), warehouse(), tools()];
    for space in [kyma, mesh, kube].into_iter().chain(teams) {
        space.plant(cluster, Era::Legacy);
    }
    let flags =
        "--insecure,--skip-tls-verify,--log-format=text,--registry-mirror=mirror.harbour-goods.example";
    let registry = json!({"dockerRegistry": {"enableInternal": true}, "functionBuildExecutorArgs": flags});
    cluster.seed(platform::serverless(json!({}), registry, "internal"));
}

fn people() -> Vec<Value> {
    let deployer = account("ci", "deployer");
    vec![
        binding("", "platform-team", ("ClusterRole", "cluster-admin"), &[group("platform-team")]),
        binding("", "ci-deployer", ("ClusterRole", "edit"), &[deployer]),
    ]
}

fn payments() -> DemoNamespace {
    let charge = node("charge-card", &texts::charge(), &packages("charge-card", &[("stripe", "16.2.0")]))
        .runtime("nodejs20");
    let settle = python("settle-nightly", texts::SETTLE, &requirements(&["requests==2.32.5"])).secret(
        "BANK_TOKEN",
        "bank",
        "token",
    );
    let token =
        json!({"jwks_urls": [format!("{ISSUER}/.well-known/jwks.json")], "trusted_issuers": [ISSUER]});
    let rules = json!([old_rule("/.*", &["POST"], "jwt", token)]);
    space("payments")
        .meshed()
        .level("baseline")
        .secret("bank", &["token"])
        .functions([charge, settle])
        .routes([route("charge-card", "pay", "charge-card").jwt(&["POST"], "/*", "").born_old(rules)])
}

/// Raised to `restricted` after an audit; since then builds fail here.
fn billing() -> DemoNamespace {
    let invoice = python("invoice", texts::REPORT, &requirements(&["psycopg[binary]", "requests"])).secret(
        "DATABASE_URL",
        "billing-db",
        "url",
    );
    let remind = node("remind", texts::REFUND, &packages("remind", &[AXIOS])).runtime("nodejs20");
    space("billing")
        .meshed()
        .level("restricted")
        .isolated()
        .secret("billing-db", &["url"])
        .functions([invoice, remind])
        .routes([route("remind", "remind", "remind").jwt(&["POST"], "/remind", "")])
}

fn web() -> DemoNamespace {
    let open = json!([old_rule("/.*", &["GET"], "allow", Value::Null)]);
    space("web")
        .functions([
            node(
                "landing",
                texts::CATALOG,
                &packages("landing", &[("axios", "^1.6.0"), ("lru-cache", "11.2.2")]),
            )
            .runtime("nodejs20"),
            node("contact", texts::WEBHOOK, "").runtime("nodejs20").secret("WEBHOOK_KEY", "contact", "key"),
            node("sitemap", texts::SEARCH, &packages("sitemap", &[("@elastic/elasticsearch", "8.19.1")]))
                .runtime("nodejs22")
                .env("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
        ])
        .secret("contact", &["key"])
        .routes([
            route("landing", "www", "landing").born_old(open),
            route("contact", "contact", "contact").open(&["POST"], "/contact"),
        ])
}

/// The tidiest of the old namespaces.
fn warehouse() -> DemoNamespace {
    let stock = |name| {
        node(name, texts::STOCK, &packages(name, &[("pg", "8.16.3")])).secret(
            "DB_PASSWORD",
            "warehouse-db",
            "password",
        )
    };
    let keys =
        json!({"jwks_urls": [format!("{ISSUER}/.well-known/jwks.json")], "required_scope": ["stock:write"]});
    let scanners = json!([old_rule("/stock", &["POST"], "jwt", keys)]);
    space("warehouse")
        .meshed()
        .level("baseline")
        .isolated()
        .secret("warehouse-db", &["password"])
        .functions([stock("stock-change"), stock("stock-level")])
        .routes([
            route("stock-level", "stock", "stock-level").jwt(&["GET"], "/stock", "stock-level.warehouse"),
            route("stock-change", "stock-change", "stock-change").born_old(scanners),
        ])
}

fn tools() -> DemoNamespace {
    let url = texts::database("tools-db.tools.svc.cluster.local", "tools");
    space("tools").level("baseline").and([space::ingress("tools")]).functions([
        node(
            "import-orders",
            texts::ORDER,
            &packages("import-orders", &[("pg", "^8.0.0"), ("uuid", "11.1.0")]),
        )
        .runtime("nodejs22")
        .env("DATABASE_URL", &url),
        node("crm-sync", texts::SYNC, &packages("crm-sync", &[("aws-sdk", "2.1692.0"), AXIOS]))
            .runtime("nodejs20"),
        git(
            "night-report",
            "python312",
            &texts::git_address("tools/reports.git"),
            "night",
            "7d1e50b2ac9f3468e07b1f25d9c4836ae12f07bc",
        ),
        node("echo", texts::ECHO, "")
            .runtime("nodejs20")
            .image("registry.harbour-goods.example/tools/node:20"),
    ])
}
