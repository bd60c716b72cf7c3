//! Files that grow in one dimension and in nothing else.

use serde_json::{Value, json};

const ISSUER: &str = "https://id.example.com";

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
    "entries of one list"               LINES 2000 |n| vec![text("list.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n".to_owned() + &(0..n).map(|at| format!("  k{at}: v\n")).collect::<String>())];
};

fn text(name: &str, text: String) -> File {
    File { name: name.into(), text }
}

fn list(items: Vec<Value>) -> Vec<File> {
    vec![text("all.json", json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string())]
}

fn each(count: usize, make: impl Fn(usize) -> Vec<Value>) -> Vec<Value> {
    (0..count).flat_map(make).collect()
}

fn object(api: &str, kind: &str, space: &str, name: &str) -> Value {
    if space.is_empty() {
        return json!({"apiVersion": api, "kind": kind, "metadata": {"name": name}});
    }
    json!({"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": space}})
}

/// An object with a field set; what leads there is made.
fn with(mut object: Value, pointer: &str, value: Value) -> Value {
    let mut at = &mut object;
    for part in pointer.split('/').skip(1) {
        at = match part.parse::<usize>() {
            Ok(index) if at.is_array() => &mut at[index],
            _ => &mut at[part],
        };
    }
    *at = value;
    object
}

fn namespace(name: &str) -> Value {
    object("v1", "Namespace", "", name)
}

fn function(at: usize) -> Value {
    function_in("shop", at)
}

fn function_in(space: &str, at: usize) -> Value {
    let spec = json!({"runtime": "nodejs22", "source": {"inline": {
        "source": "module.exports = { main: async function (event, context) { return event.data } }",
        "dependencies": "{\"dependencies\": {\"axios\": \"1.12.2\"}}"}}});
    with(object("serverless.kyma-project.io/v1alpha2", "Function", space, &format!("f{at}")), "/spec", spec)
}

fn python() -> Value {
    with(function(0), "/spec/runtime", json!("python312"))
}

fn service(at: usize) -> Value {
    service_in("shop", at)
}

fn service_in(space: &str, at: usize) -> Value {
    let spec = json!({"ports": [{"port": 80, "targetPort": 8080}], "selector": {
        "serverless.kyma-project.io/function-name": format!("f{at}"),
        "serverless.kyma-project.io/managed-by": "function-controller",
        "serverless.kyma-project.io/resource": "deployment"}});
    with(object("v1", "Service", space, &format!("f{at}")), "/spec", spec)
}

/// A Service under another name, that finds the pods of a Function by its labels.
fn by_selector(at: usize) -> Value {
    with(service(at), "/metadata/name", json!(format!("s{at}")))
}

fn jwt(issuer: &str) -> Value {
    json!({"authentications": [{"issuer": issuer, "jwksUri": format!("{issuer}/keys")}]})
}

fn rule_in(space: &str, at: usize, to: &str, issuer: &str) -> Value {
    let spec = json!({"gateway": "kyma-system/kyma-gateway", "hosts": [format!("r{at}-{space}.example.com")],
        "service": {"name": to, "port": 80},
        "rules": [{"path": "/*", "methods": ["GET"], "jwt": jwt(issuer)}]});
    with(object("gateway.kyma-project.io/v2", "APIRule", space, &format!("r{at}")), "/spec", spec)
}

fn rule(at: usize, to: usize, issuer: &str) -> Value {
    rule_in("shop", at, &format!("f{to}"), issuer)
}

fn of_host(at: usize) -> Value {
    let one = with(rule(at, 0, ISSUER), "/spec/hosts", json!(["all.example.com"]));
    with(one, "/spec/rules", json!([{"path": format!("/part-{at}"), "methods": ["GET"], "jwt": jwt(ISSUER)}]))
}

fn routes(count: usize) -> Value {
    let route = |at: usize| json!({"path": format!("/part-{at}/*"), "methods": ["GET"], "jwt": jwt(ISSUER)});
    with(rule(0, 0, ISSUER), "/spec/rules", (0..count).map(route).collect())
}

fn spaces(count: usize, issuer: impl Fn(usize) -> String) -> Vec<Value> {
    let space = |at: usize| {
        let (name, issuer) = (format!("team-{at:05}"), issuer(at));
        let four = (0..4).flat_map(|one| {
            [
                function_in(&name, one),
                service_in(&name, one),
                rule_in(&name, one, &format!("f{one}"), &issuer),
            ]
        });
        [namespace(&name)].into_iter().chain(four.collect::<Vec<_>>()).collect()
    };
    each(count, space)
}

fn network_policy(at: usize) -> Value {
    let spec = json!({"podSelector": {"matchLabels": {"serverless.kyma-project.io/function-name": format!("f{at}")}},
        "policyTypes": ["Ingress"], "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": format!("a{at}")}}}]}]});
    with(object("networking.k8s.io/v1", "NetworkPolicy", "shop", &format!("p{at}")), "/spec", spec)
}

fn peers(count: usize) -> Value {
    let rule = |at: usize| json!({"to": [{"ipBlock": {"cidr": format!("10.{}.{}.0/24", at / 256 % 256, at % 256)}}], "ports": [{"port": at % 60_000 + 1}]});
    let rules: Vec<Value> = (0..count).map(rule).collect();
    let spec = json!({"podSelector": {}, "policyTypes": ["Egress"], "egress": rules});
    with(object("networking.k8s.io/v1", "NetworkPolicy", "shop", "wide"), "/spec", spec)
}

fn authorization(space: &str, at: usize) -> Value {
    let spec = json!({"selector": {"matchLabels": {"serverless.kyma-project.io/function-name": format!("f{at}")}},
        "action": "ALLOW", "rules": [{"from": [{"source": {"namespaces": [format!("n{at}")]}}]}]});
    with(object("security.istio.io/v1", "AuthorizationPolicy", space, &format!("a{at}")), "/spec", spec)
}

fn pod(at: usize) -> Value {
    let labels = json!({"serverless.kyma-project.io/function-name": format!("f{at}"),
        "serverless.kyma-project.io/managed-by": "function-controller",
        "serverless.kyma-project.io/resource": "deployment"});
    let spec = json!({"containers": [{"name": "function", "image": "europe-docker.pkg.dev/kyma-project/prod/function-runtime-nodejs22:1.0",
        "securityContext": {"allowPrivilegeEscalation": false, "runAsNonRoot": true, "capabilities": {"drop": ["ALL"]}}}]});
    with(with(object("v1", "Pod", "shop", &format!("f{at}-x")), "/metadata/labels", labels), "/spec", spec)
}

fn containers(count: usize) -> Value {
    let one = |at: usize| json!({"name": format!("c{at}"), "image": "example.com/own:1", "env": [{"name": "A", "value": "b"}]});
    with(pod(0), "/spec/containers", (0..count).map(one).collect())
}

fn binding(kind: &str, at: usize) -> Value {
    let space = if kind == "RoleBinding" { "shop" } else { "" };
    let made = object("rbac.authorization.k8s.io/v1", kind, space, &format!("b{at}"));
    let role =
        if kind == "RoleBinding" { ("Role", format!("role{at}")) } else { ("ClusterRole", "edit".into()) };
    let made = with(
        made,
        "/roleRef",
        json!({"apiGroup": "rbac.authorization.k8s.io", "kind": role.0, "name": role.1}),
    );
    with(
        made,
        "/subjects",
        json!([{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": format!("g{at}")}]),
    )
}

fn role(at: usize) -> Value {
    let made = object("rbac.authorization.k8s.io/v1", "Role", "shop", &format!("role{at}"));
    with(
        made,
        "/rules",
        json!([{"apiGroups": ["", "serverless.kyma-project.io"], "resources": ["secrets", "functions"], "verbs": ["get", "list", "update"]}]),
    )
}

fn subjects(count: usize) -> Value {
    let subject = |at: usize| json!({"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": format!("u{at}")});
    let made = with(binding("ClusterRoleBinding", 0), "/subjects", (0..count).map(subject).collect());
    with(made, "/roleRef/name", json!("cluster-admin"))
}

fn rules_of_role(count: usize) -> Value {
    let rule = |at: usize| json!({"apiGroups": [""], "resources": ["secrets"], "resourceNames": [format!("s{at}")], "verbs": ["get"]});
    with(role(0), "/rules", (0..count).map(rule).collect())
}

fn subscription(at: usize, to: usize) -> Value {
    let made = object("eventing.kyma-project.io/v1alpha2", "Subscription", "shop", &format!("e{at}"));
    with(
        made,
        "/spec",
        json!({"sink": format!("http://f{to}.shop.svc.cluster.local"), "source": "shop", "types": [format!("order.created.v{at}")]}),
    )
}

fn env(count: usize) -> Value {
    (0..count).map(|at| json!({"name": format!("NAME_{at}"), "value": format!("value-{at}")})).collect()
}

fn references(count: usize) -> Value {
    (0..count).map(|at| json!({"name": format!("NAME_{at}"), "valueFrom": {"secretKeyRef": {"name": format!("s{at}"), "key": "k"}}})).collect()
}

fn open_routes(count: usize) -> Value {
    let route =
        |at: usize| json!({"path": format!("/part-{at}/*"), "methods": ["GET", "POST"], "noAuth": true});
    with(rule(0, 0, ISSUER), "/spec/rules", (0..count).map(route).collect())
}

fn deployment(at: usize) -> Value {
    let made = object("apps/v1", "Deployment", "shop", &format!("d{at}"));
    let template = json!({"metadata": {"labels": {"app": format!("d{at}")}}, "spec": {"containers": [{"name": "c", "image": "example.com/own:1"}]}});
    with(made, "/spec", json!({"selector": {"matchLabels": {"app": format!("d{at}")}}, "template": template}))
}

fn account_binding(at: usize) -> Value {
    with(
        binding("RoleBinding", at),
        "/subjects",
        json!([{"kind": "ServiceAccount", "name": format!("s{at}"), "namespace": "shop"}]),
    )
}

fn keys(count: usize) -> Value {
    (0..count).map(|at| json!({"name": format!("API_KEY_{at}"), "value": format!("sk_live_4eC39HqLyjWDarjtT1zdp{at:05}")})).collect()
}

fn source(lines: usize) -> String {
    let line = |at: usize| {
        format!("  const value{at} = await fetch(`https://api.example.com/${{event.data.id}}/{at}`);\n")
    };
    format!(
        "module.exports = {{ main: async function (event) {{\n{}}} }}\n",
        (0..lines).map(line).collect::<String>()
    )
}

fn packages(count: usize) -> String {
    let all: Vec<String> = (0..count).map(|at| format!("\"package-{at}\": \"^1.{at}.0\"")).collect();
    format!("{{\"dependencies\": {{{}}}}}", all.join(", "))
}

fn requirements(count: usize) -> String {
    (0..count).map(|at| format!("package-{at}>=1.{at}\n")).collect()
}

fn labels(count: usize) -> Value {
    Value::Object((0..count).map(|at| (format!("label-{at}"), json!("v"))).collect())
}

fn mounts(count: usize) -> Value {
    (0..count).map(|at| json!({"secretName": format!("s{at}"), "mountPath": format!("/mnt/{at}")})).collect()
}

fn secret(at: usize) -> Value {
    with(object("v1", "Secret", "shop", &format!("s{at}")), "/data", json!({"password": "aHVudGVyMg=="}))
}

fn virtual_service(at: usize) -> Value {
    let made = object("networking.istio.io/v1", "VirtualService", "shop", &format!("v{at}"));
    with(
        made,
        "/spec",
        json!({"hosts": [format!("v{at}.example.com")], "gateways": ["kyma-system/kyma-gateway"],
        "http": [{"route": [{"destination": {"host": "f0.shop.svc.cluster.local", "port": {"number": 80}}}]}]}),
    )
}

fn http_routes(count: usize) -> Value {
    let route = |at: usize| json!({"match": [{"uri": {"prefix": format!("/part-{at}")}}], "route": [{"destination": {"host": "f0.shop.svc.cluster.local"}}]});
    with(virtual_service(0), "/spec/http", (0..count).map(route).collect())
}

fn gateway(at: usize) -> Value {
    let made = object("networking.istio.io/v1", "Gateway", "kyma-system", &format!("g{at}"));
    with(
        made,
        "/spec",
        json!({"selector": {"istio": "ingressgateway"}, "servers": [{"hosts": ["*.example.com"], "port": {"number": 443, "name": "https", "protocol": "HTTPS"}, "tls": {"mode": "SIMPLE", "credentialName": "c"}}]}),
    )
}

fn ingress(at: usize) -> Value {
    let made = object("networking.k8s.io/v1", "Ingress", "shop", &format!("i{at}"));
    with(
        made,
        "/spec",
        json!({"rules": [{"host": format!("i{at}.example.com"), "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "f0", "port": {"number": 80}}}}]}}]}),
    )
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
