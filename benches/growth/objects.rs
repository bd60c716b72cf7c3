//! Objects as they are written to the files.

use super::inputs::each;
use serde_json::{Value, json};

pub const ISSUER: &str = "https://id.example.com";

pub fn object(api: &str, kind: &str, space: &str, name: &str) -> Value {
    if space.is_empty() {
        return json!({"apiVersion": api, "kind": kind, "metadata": {"name": name}});
    }
    json!({"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": space}})
}

/// An object with a field set; what leads there is made.
pub fn with(mut object: Value, pointer: &str, value: Value) -> Value {
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

pub fn namespace(name: &str) -> Value {
    object("v1", "Namespace", "", name)
}

pub fn function(at: usize) -> Value {
    function_in("shop", at)
}

pub fn function_in(space: &str, at: usize) -> Value {
    let spec = json!({"runtime": "nodejs22", "source": {"inline": {
        "source": "module.exports = { main: async function (event, context) { return event.data } }",
        "dependencies": "{\"dependencies\": {\"axios\": \"1.12.2\"}}"}}});
    with(object("serverless.kyma-project.io/v1alpha2", "Function", space, &format!("f{at}")), "/spec", spec)
}

pub fn python() -> Value {
    with(function(0), "/spec/runtime", json!("python312"))
}

pub fn service(at: usize) -> Value {
    service_in("shop", at)
}

pub fn service_in(space: &str, at: usize) -> Value {
    let spec = json!({"ports": [{"port": 80, "targetPort": 8080}], "selector": {
        "serverless.kyma-project.io/function-name": format!("f{at}"),
        "serverless.kyma-project.io/managed-by": "function-controller",
        "serverless.kyma-project.io/resource": "deployment"}});
    with(object("v1", "Service", space, &format!("f{at}")), "/spec", spec)
}

/// A Service under another name, that finds the pods of a Function by its labels.
pub fn by_selector(at: usize) -> Value {
    with(service(at), "/metadata/name", json!(format!("s{at}")))
}

pub fn jwt(issuer: &str) -> Value {
    json!({"authentications": [{"issuer": issuer, "jwksUri": format!("{issuer}/keys")}]})
}

pub fn rule_in(space: &str, at: usize, to: &str, issuer: &str) -> Value {
    let spec = json!({"gateway": "kyma-system/kyma-gateway", "hosts": [format!("r{at}-{space}.example.com")],
        "service": {"name": to, "port": 80},
        "rules": [{"path": "/*", "methods": ["GET"], "jwt": jwt(issuer)}]});
    with(object("gateway.kyma-project.io/v2", "APIRule", space, &format!("r{at}")), "/spec", spec)
}

pub fn rule(at: usize, to: usize, issuer: &str) -> Value {
    rule_in("shop", at, &format!("f{to}"), issuer)
}

pub fn of_host(at: usize) -> Value {
    let one = with(rule(at, 0, ISSUER), "/spec/hosts", json!(["all.example.com"]));
    with(one, "/spec/rules", json!([{"path": format!("/part-{at}"), "methods": ["GET"], "jwt": jwt(ISSUER)}]))
}

pub fn routes(count: usize) -> Value {
    let route = |at: usize| json!({"path": format!("/part-{at}/*"), "methods": ["GET"], "jwt": jwt(ISSUER)});
    with(rule(0, 0, ISSUER), "/spec/rules", (0..count).map(route).collect())
}

pub fn spaces(count: usize, issuer: impl Fn(usize) -> String) -> Vec<Value> {
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

pub fn network_policy(at: usize) -> Value {
    let spec = json!({"podSelector": {"matchLabels": {"serverless.kyma-project.io/function-name": format!("f{at}")}},
        "policyTypes": ["Ingress"], "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": format!("a{at}")}}}]}]});
    with(object("networking.k8s.io/v1", "NetworkPolicy", "shop", &format!("p{at}")), "/spec", spec)
}

pub fn peers(count: usize) -> Value {
    let rule = |at: usize| json!({"to": [{"ipBlock": {"cidr": format!("10.{}.{}.0/24", at / 256 % 256, at % 256)}}], "ports": [{"port": at % 60_000 + 1}]});
    let rules: Vec<Value> = (0..count).map(rule).collect();
    let spec = json!({"podSelector": {}, "policyTypes": ["Egress"], "egress": rules});
    with(object("networking.k8s.io/v1", "NetworkPolicy", "shop", "wide"), "/spec", spec)
}

pub fn authorization(space: &str, at: usize) -> Value {
    let spec = json!({"selector": {"matchLabels": {"serverless.kyma-project.io/function-name": format!("f{at}")}},
        "action": "ALLOW", "rules": [{"from": [{"source": {"namespaces": [format!("n{at}")]}}]}]});
    with(object("security.istio.io/v1", "AuthorizationPolicy", space, &format!("a{at}")), "/spec", spec)
}

pub fn pod(at: usize) -> Value {
    let labels = json!({"serverless.kyma-project.io/function-name": format!("f{at}"),
        "serverless.kyma-project.io/managed-by": "function-controller",
        "serverless.kyma-project.io/resource": "deployment"});
    let spec = json!({"containers": [{"name": "function", "image": "europe-docker.pkg.dev/kyma-project/prod/function-runtime-nodejs22:1.0",
        "securityContext": {"allowPrivilegeEscalation": false, "runAsNonRoot": true, "capabilities": {"drop": ["ALL"]}}}]});
    with(with(object("v1", "Pod", "shop", &format!("f{at}-x")), "/metadata/labels", labels), "/spec", spec)
}

pub fn containers(count: usize) -> Value {
    let one = |at: usize| json!({"name": format!("c{at}"), "image": "example.com/own:1", "env": [{"name": "A", "value": "b"}]});
    with(pod(0), "/spec/containers", (0..count).map(one).collect())
}

pub fn binding(kind: &str, at: usize) -> Value {
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

pub fn role(at: usize) -> Value {
    let made = object("rbac.authorization.k8s.io/v1", "Role", "shop", &format!("role{at}"));
    with(
        made,
        "/rules",
        json!([{"apiGroups": ["", "serverless.kyma-project.io"], "resources": ["secrets", "functions"], "verbs": ["get", "list", "update"]}]),
    )
}

pub fn subjects(count: usize) -> Value {
    let subject = |at: usize| json!({"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": format!("u{at}")});
    let made = with(binding("ClusterRoleBinding", 0), "/subjects", (0..count).map(subject).collect());
    with(made, "/roleRef/name", json!("cluster-admin"))
}

pub fn rules_of_role(count: usize) -> Value {
    let rule = |at: usize| json!({"apiGroups": [""], "resources": ["secrets"], "resourceNames": [format!("s{at}")], "verbs": ["get"]});
    with(role(0), "/rules", (0..count).map(rule).collect())
}

pub fn subscription(at: usize, to: usize) -> Value {
    let made = object("eventing.kyma-project.io/v1alpha2", "Subscription", "shop", &format!("e{at}"));
    with(
        made,
        "/spec",
        json!({"sink": format!("http://f{to}.shop.svc.cluster.local"), "source": "shop", "types": [format!("order.created.v{at}")]}),
    )
}

pub fn env(count: usize) -> Value {
    (0..count).map(|at| json!({"name": format!("NAME_{at}"), "value": format!("value-{at}")})).collect()
}

pub fn references(count: usize) -> Value {
    (0..count).map(|at| json!({"name": format!("NAME_{at}"), "valueFrom": {"secretKeyRef": {"name": format!("s{at}"), "key": "k"}}})).collect()
}

pub fn open_routes(count: usize) -> Value {
    let route =
        |at: usize| json!({"path": format!("/part-{at}/*"), "methods": ["GET", "POST"], "noAuth": true});
    with(rule(0, 0, ISSUER), "/spec/rules", (0..count).map(route).collect())
}

pub fn deployment(at: usize) -> Value {
    let made = object("apps/v1", "Deployment", "shop", &format!("d{at}"));
    let template = json!({"metadata": {"labels": {"app": format!("d{at}")}}, "spec": {"containers": [{"name": "c", "image": "example.com/own:1"}]}});
    with(made, "/spec", json!({"selector": {"matchLabels": {"app": format!("d{at}")}}, "template": template}))
}

pub fn account_binding(at: usize) -> Value {
    with(
        binding("RoleBinding", at),
        "/subjects",
        json!([{"kind": "ServiceAccount", "name": format!("s{at}"), "namespace": "shop"}]),
    )
}

pub fn keys(count: usize) -> Value {
    (0..count).map(|at| json!({"name": format!("API_KEY_{at}"), "value": format!("sk_live_4eC39HqLyjWDarjtT1zdp{at:05}")})).collect()
}

pub fn source(lines: usize) -> String {
    let line = |at: usize| {
        format!("  const value{at} = await fetch(`https://api.example.com/${{event.data.id}}/{at}`);\n")
    };
    format!(
        "module.exports = {{ main: async function (event) {{\n{}}} }}\n",
        (0..lines).map(line).collect::<String>()
    )
}

/// A Function whose code calls a Service.
pub fn caller(space: &str, at: usize, host: &str) -> Value {
    let source = format!("module.exports = {{ main: async () => (await fetch('http://{host}/a')).json() }}");
    with(function_in(space, at), "/spec/source/inline/source", json!(source))
}

/// A Function whose code calls the Service `stock` of so many namespaces.
pub fn calls(count: usize) -> Value {
    let line = |at: usize| format!("  await fetch('http://stock.team-{at:05}/a');\n");
    let lines: String = (0..count).map(line).collect();
    let source = format!("module.exports = {{ main: async () => {{\n{lines}}} }}");
    with(function(0), "/spec/source/inline/source", json!(source))
}

/// A namespace with the Service `stock`, its pod, and a policy for it.
pub fn called(space: &str) -> Vec<Value> {
    let labels = json!({"app": "stock"});
    let service = json!({"selector": labels, "ports": [{"port": 80, "targetPort": 8080}]});
    let pod = json!({"containers": [{"name": "stock", "image": "example.com/own:1"}]});
    let policy = json!({"podSelector": {"matchLabels": labels}, "policyTypes": ["Ingress"],
        "ingress": [{"from": [{"podSelector": {}}]}]});
    vec![
        namespace(space),
        with(object("v1", "Service", space, "stock"), "/spec", service),
        with(with(object("v1", "Pod", space, "stock-a"), "/metadata/labels", labels), "/spec", pod),
        with(object("networking.k8s.io/v1", "NetworkPolicy", space, "stock"), "/spec", policy),
    ]
}

pub fn packages(count: usize) -> String {
    let all: Vec<String> = (0..count).map(|at| format!("\"package-{at}\": \"^1.{at}.0\"")).collect();
    format!("{{\"dependencies\": {{{}}}}}", all.join(", "))
}

pub fn requirements(count: usize) -> String {
    (0..count).map(|at| format!("package-{at}>=1.{at}\n")).collect()
}

pub fn labels(count: usize) -> Value {
    Value::Object((0..count).map(|at| (format!("label-{at}"), json!("v"))).collect())
}

pub fn mounts(count: usize) -> Value {
    (0..count).map(|at| json!({"secretName": format!("s{at}"), "mountPath": format!("/mnt/{at}")})).collect()
}

pub fn secret(at: usize) -> Value {
    with(object("v1", "Secret", "shop", &format!("s{at}")), "/data", json!({"password": "aHVudGVyMg=="}))
}

pub fn virtual_service(at: usize) -> Value {
    let made = object("networking.istio.io/v1", "VirtualService", "shop", &format!("v{at}"));
    with(
        made,
        "/spec",
        json!({"hosts": [format!("v{at}.example.com")], "gateways": ["kyma-system/kyma-gateway"],
        "http": [{"route": [{"destination": {"host": "f0.shop.svc.cluster.local", "port": {"number": 80}}}]}]}),
    )
}

pub fn http_routes(count: usize) -> Value {
    let route = |at: usize| json!({"match": [{"uri": {"prefix": format!("/part-{at}")}}], "route": [{"destination": {"host": "f0.shop.svc.cluster.local"}}]});
    with(virtual_service(0), "/spec/http", (0..count).map(route).collect())
}

pub fn gateway(at: usize) -> Value {
    let made = object("networking.istio.io/v1", "Gateway", "kyma-system", &format!("g{at}"));
    with(
        made,
        "/spec",
        json!({"selector": {"istio": "ingressgateway"}, "servers": [{"hosts": ["*.example.com"], "port": {"number": 443, "name": "https", "protocol": "HTTPS"}, "tls": {"mode": "SIMPLE", "credentialName": "c"}}]}),
    )
}

pub fn ingress(at: usize) -> Value {
    let made = object("networking.k8s.io/v1", "Ingress", "shop", &format!("i{at}"));
    with(
        made,
        "/spec",
        json!({"rules": [{"host": format!("i{at}.example.com"), "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "f0", "port": {"number": 80}}}}]}}]}),
    )
}
