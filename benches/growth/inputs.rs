//! Files that grow in one dimension and in nothing else.

#![allow(clippy::needless_pass_by_value)]
use super::objects::{
    ISSUER, account_binding, authorization, binding, by_selector, called, caller, calls, containers,
    deployment, env, function, gateway, http_routes, ingress, keys, labels, mounts, namespace,
    network_policy, object, of_host, open_routes, packages, peers, pod, python, references, requirements,
    role, routes, rule, rules_of_role, secret, service, source, spaces, subjects, subscription,
    virtual_service, with,
};
use serde_json::{Value, json};

/// One dimension by which real clusters grow.
pub struct Dimension {
    pub name: &'static str,
    /// The command that is measured, before its `-f`.
    pub command: &'static [&'static str],
    /// How many are counted the first time; the second time it is twice as many.
    pub count: usize,
    /// All files for so many.
    pub make: fn(usize) -> Vec<File>,
}

/// A file and what is in it.
pub struct File {
    pub name: String,
    pub text: String,
}

const SCAN: &[&str] = &["scan", "-o", "json"];
const LINES: &[&str] = &["scan", "-o", "jsonl"];
const TABLE: &[&str] = &["scan"];

macro_rules! dimensions {
    ($($name:literal $command:ident $count:literal $make:expr;)+) => {
        &[$(Dimension { name: $name, command: $command, count: $count, make: $make },)+]
    };
}

pub const ALL: &[Dimension] = dimensions! {
    "namespaces, one issuer"            LINES 200  |n| list(spaces(n, |_| ISSUER.into()));
    "namespaces, an issuer each"        LINES 200  |n| list(spaces(n, |at| format!("{ISSUER}/{at}")));
    "namespaces, as one document"       SCAN  100  |n| list(spaces(n, |_| ISSUER.into()));
    "namespaces, as a table"            TABLE 100  |n| list(spaces(n, |_| ISSUER.into()));
    "Functions in one namespace"        LINES 300  |n| list(each(n, |at| vec![function(at)]));
    "exposed Functions in one namespace" LINES 300 |n| list(each(n, |at| vec![function(at), service(at), rule(at, at, ISSUER)]));
    "Functions with a fix each"         SCAN  100  |n| list(each(n, |at| vec![with(function(at), "/spec/env", json!([{"name": "API_KEY", "value": "sk_live_4eC39HqLyjWDarjtT1zdp7dc"}]))]));
    "rules of one host"                 LINES 300  |n| list([vec![function(0), service(0)], each(n, |at| vec![of_host(at)])].concat());
    "routes to one Service"             LINES 300  |n| list([vec![function(0), service(0)], each(n, |at| vec![rule(at, 0, ISSUER)])].concat());
    "routes of one rule"                LINES 300  |n| list(vec![function(0), service(0), routes(n)]);
    "NetworkPolicies"                   LINES 300  |n| list([each(10, |at| vec![function(at)]), each(n, |at| vec![network_policy(at)])].concat());
    "NetworkPolicies and Functions"     LINES 150  |n| list(each(n, |at| vec![function(at), network_policy(at)]));
    "rules of one NetworkPolicy"        LINES 500  |n| list(vec![function(0), peers(n)]);
    "AuthorizationPolicies"             LINES 200  |n| list(each(n, |at| vec![function(at), service(at), authorization("shop", at)]));
    "AuthorizationPolicies of the mesh" LINES 200  |n| list(each(n, |at| vec![function(at), service(at), authorization("istio-system", at)]));
    "Services with selectors"           LINES 300  |n| list(each(n, |at| vec![function(at), by_selector(at), rule(at, at, ISSUER)]));
    "pods"                              LINES 300  |n| list(each(n, |at| vec![function(at), pod(at)]));
    "RoleBindings"                      LINES 300  |n| list([vec![function(0)], each(n, |at| vec![binding("RoleBinding", at)])].concat());
    "RoleBindings and Roles"            LINES 200  |n| list([vec![function(0)], each(n, |at| vec![role(at), binding("RoleBinding", at)])].concat());
    "ClusterRoleBindings"               LINES 300  |n| list([vec![function(0)], each(n, |at| vec![binding("ClusterRoleBinding", at)])].concat());
    "ClusterRoleBindings and namespaces" LINES 100 |n| list([spaces(n, |_| ISSUER.into()), each(n, |at| vec![binding("ClusterRoleBinding", at)])].concat());
    "subjects of one binding"           LINES 500  |n| list(vec![function(0), subjects(n)]);
    "rules of one Role"                 LINES 500  |n| list(vec![function(0), rules_of_role(n), binding("RoleBinding", 0)]);
    "Subscriptions"                     LINES 300  |n| list([vec![function(0), service(0)], each(n, |at| vec![subscription(at, 0)])].concat());
    "Subscriptions and Functions"       LINES 200  |n| list(each(n, |at| vec![function(at), service(at), subscription(at, at)]));
    "env entries of one Function"       LINES 1000 |n| list(vec![with(function(0), "/spec/env", env(n))]);
    "credentials in one Function"       LINES 300  |n| list(vec![with(function(0), "/spec/env", keys(n))]);
    "credentials of one Function, weighed" SCAN 100 |n| list(vec![with(function(0), "/spec/env", keys(n))]);
    "lines of source"                   LINES 1000 |n| list(vec![with(function(0), "/spec/source/inline/source", json!(source(n)))]);
    "one long line of source"           LINES 20000 |n| list(vec![with(function(0), "/spec/source/inline/source", json!(format!("const x = \"{}\";", "aB3 ".repeat(n))))]);
    "packages"                          LINES 300  |n| list(vec![with(function(0), "/spec/source/inline/dependencies", json!(packages(n)))]);
    "requirements"                      LINES 300  |n| list(vec![with(python(), "/spec/source/inline/dependencies", json!(requirements(n)))]);
    "labels of one Function"            LINES 1000 |n| list(vec![with(function(0), "/metadata/labels", labels(n))]);
    "labels of one namespace"           LINES 1000 |n| list(vec![function(0), with(namespace("shop"), "/metadata/labels", labels(n))]);
    "mounted Secrets of one Function"   LINES 500  |n| list(vec![with(function(0), "/spec/secretMounts", mounts(n))]);
    "containers of one pod"             LINES 300  |n| list(vec![function(0), containers(n)]);
    "Secrets"                           LINES 500  |n| list([vec![function(0)], each(n, |at| vec![secret(at)])].concat());
    "VirtualServices"                   LINES 200  |n| list([vec![function(0), service(0)], each(n, |at| vec![virtual_service(at)])].concat());
    "routes of one VirtualService"      LINES 300  |n| list(vec![function(0), service(0), http_routes(n)]);
    "Gateways"                          LINES 200  |n| list([vec![function(0), service(0), rule(0, 0, ISSUER)], each(n, |at| vec![gateway(at)])].concat());
    "Ingresses"                         LINES 300  |n| list([vec![function(0), service(0)], each(n, |at| vec![ingress(at)])].concat());
    "exceptions"                        LINES 200  exceptions;
    "faults of the configuration"       LINES 200  |n| exceptions(n).into_iter().map(|file| File { text: file.text.replace("object:", "objekt:"), ..file }).collect();
    "Functions in a Service each"       LINES 200  |n| list(each(n, |at| vec![with(function(at), "/spec/labels", json!({"app": format!("a{at}")})), with(by_selector(at), "/spec/selector", json!({"app": format!("a{at}")}))]));
    "Functions in one Service"          LINES 200  |n| list([each(n, |at| vec![with(function(at), "/spec/labels", json!({"app": "a"}))]), vec![with(by_selector(0), "/spec/selector", json!({"app": "a"}))]].concat());
    "env entries of one pod"            LINES 1000 |n| list(vec![function(0), with(pod(0), "/spec/containers/0/env", env(n))]);
    "env entries from Secrets"          LINES 500  |n| list(vec![with(function(0), "/spec/env", references(n))]);
    "origins of one rule"               LINES 500  |n| list(vec![function(0), service(0), with(rule(0, 0, ISSUER), "/spec/corsPolicy", json!({"allowOrigins": (0..n).map(|at| json!({"exact": format!("https://o{at}.example.com")})).collect::<Vec<_>>()}))]);
    "audiences of one rule"             LINES 300  |n| list(vec![function(0), service(0), with(rule(0, 0, ISSUER), "/spec/rules/0/jwt/authorizations", (0..n).map(|at| json!({"audiences": [format!("a{at}")]})).collect())]);
    "issuers of one rule"               LINES 200  |n| list(vec![function(0), service(0), with(rule(0, 0, ISSUER), "/spec/rules/0/jwt/authentications", (0..n).map(|at| json!({"issuer": format!("{ISSUER}/{at}"), "jwksUri": format!("{ISSUER}/{at}/keys")})).collect())]);
    "open routes of one rule"           LINES 200  |n| list(vec![function(0), service(0), open_routes(n)]);
    "Deployments"                       LINES 300  |n| list(each(n, |at| vec![function(at), deployment(at)]));
    "ServiceAccounts and bindings"      LINES 200  |n| list(each(n, |at| vec![function(at), object("v1", "ServiceAccount", "shop", &format!("s{at}")), account_binding(at)]));
    "fields that are refused"           LINES 200  |n| list(each(n, |at| vec![with(function(at), "/spec/unknownField", json!(1))]));
    "documents of YAML"                 LINES 200  |n| vec![yaml(n)];
    "files"                             LINES 200  files;
    "files of sets of their own"        LINES 40   sets;
    "nested brackets"                   LINES 5000 |n| vec![text("deep.json", "[".repeat(n) + &"]".repeat(n))];
    "nested brackets of YAML"           LINES 5000 |n| vec![text("deep.yaml", "a: ".to_owned() + &"[".repeat(n) + &"]".repeat(n))];
    "nested maps of YAML"               LINES 2000 |n| vec![text("deep.yaml", (0..n).map(|at| format!("{}a:\n", " ".repeat(at.min(2000)))).collect())];
    "one long text"                     LINES 50000 |n| list(vec![with(function(0), "/metadata/annotations", json!({"note": "word ".repeat(n)}))]);
    "Functions that call a Service"     LINES 200  |n| list([called("warehouse"), each(n, |at| vec![caller("shop", at, "stock.warehouse"), pod(at)])].concat());
    "Functions that call a Service each" LINES 150 |n| list(each(n, |at| vec![caller("shop", at, &format!("f{at}")), service(at), pod(at), network_policy(at)]));
    "namespaces that call a Service"    LINES 200  |n| list([called("warehouse"), each(n, |at| vec![namespace(&format!("team-{at:05}")), caller(&format!("team-{at:05}"), 0, "stock.warehouse")])].concat());
    "namespaces that a Function calls"  LINES 200  |n| list([vec![calls(n)], each(n, |at| called(&format!("team-{at:05}")))].concat());
    "entries of one list"               LINES 2000 |n| vec![text("list.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n".to_owned() + &(0..n).map(|at| format!("  k{at}: v\n")).collect::<String>())];
};

fn text(name: &str, text: String) -> File {
    File { name: name.into(), text }
}

fn list(items: Vec<Value>) -> Vec<File> {
    vec![text("all.json", json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string())]
}

pub fn each(count: usize, make: impl Fn(usize) -> Vec<Value>) -> Vec<Value> {
    (0..count).flat_map(make).collect()
}

fn exceptions(count: usize) -> Vec<File> {
    let functions = list(each(count, |at| vec![with(function(at), "/spec/env", keys(1))]));
    let one = |at: usize| {
        format!("  - check: credentials-in-function\n    object: Function/shop/f{at}\n    reason: known\n")
    };
    let config = format!("exceptions:\n{}", (0..count).map(one).collect::<String>());
    functions.into_iter().chain([text("fnsec.yaml", config)]).collect()
}

fn yaml(count: usize) -> File {
    let one = |at: usize| {
        format!(
            "apiVersion: serverless.kyma-project.io/v1alpha2\nkind: Function\nmetadata:\n  name: f{at}\n  namespace: shop\nspec:\n  runtime: nodejs22\n  source:\n    inline:\n      source: |\n        module.exports = {{ main: function () {{}} }}\n---\n"
        )
    };
    text("all.yaml", (0..count).map(one).collect())
}

fn files(count: usize) -> Vec<File> {
    (0..count).map(|at| text(&format!("f{at}.json"), function(at).to_string())).collect()
}

fn sets(count: usize) -> Vec<File> {
    (0..count).map(|at| text(&format!("env-{at}/function.json"), function(0).to_string())).collect()
}
