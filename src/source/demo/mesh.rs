//! Objects that teams and operators add to the mesh and the network by hand, each in one call.

use super::builders::{self, text};
use super::platform;
use super::workload;
use crate::yaml::Put;
use serde_json::{Value, json};

fn with_spec(api: &str, kind: &str, (namespace, name): (&str, &str), spec: Value) -> Value {
    let mut made = builders::object(api, kind, namespace, name);
    made.put(["spec"], spec);
    made
}

/// Returns a gateway for one host, with the given minimum TLS version.
pub fn gateway(namespace: &str, name: &str, host: &str, oldest: &str) -> Value {
    let server = json!({
        "port": {"number": 443, "name": "https", "protocol": "HTTPS"}, "hosts": [host],
        "tls": {"mode": "SIMPLE", "credentialName": format!("{name}-tls"), "minProtocolVersion": oldest},
    });
    let spec =
        json!({"selector": {"app": "istio-ingressgateway", "istio": "ingressgateway"}, "servers": [server]});
    with_spec("networking.istio.io/v1", "Gateway", (namespace, name), spec)
}

/// Returns the gateway of the platform: every host below its domain, and no plaintext.
pub fn kyma_gateway(domain: &str) -> Value {
    let host = format!("*.{domain}");
    let mut made = gateway("kyma-system", "kyma-gateway", &host, "TLSV1_2");
    let plain = json!({"port": {"number": 80, "name": "http", "protocol": "HTTP"}, "hosts": [host], "tls": {"httpsRedirect": true}});
    if let Some(servers) = made.pointer_mut("/spec/servers").and_then(Value::as_array_mut) {
        servers.push(plain);
    }
    made
}

/// Returns the settings of the mesh, with the login proxies that routes may use; one lets callers in when
/// it is down.
pub fn settings() -> Value {
    let proxy = "accessLogFile: /dev/stdout\nextensionProviders:\n- name: oauth2-proxy\n  envoyExtAuthzHttp:\n    service: oauth2-proxy.login.svc.cluster.local\n    port: 80\n    failOpen: true\n- name: staff-login\n  envoyExtAuthzHttp:\n    service: staff-login.login.svc.cluster.local\n    port: 80\n";
    let mut made = builders::object("v1", "ConfigMap", "istio-system", "istio");
    made.put(["data"], json!({"mesh": proxy}));
    made
}

pub fn peers(namespace: &str, name: &str, mode: &str) -> Value {
    with_spec(
        "security.istio.io/v1",
        "PeerAuthentication",
        (namespace, name),
        json!({"mtls": {"mode": mode}}),
    )
}

/// Returns a policy that allows anyone to call one Function.
pub fn allow_all(namespace: &str, name: &str, function: &str) -> Value {
    let selector = json!({"matchLabels": {crate::model::function::LABEL_NAME: function}});
    let spec = json!({"action": "ALLOW", "selector": selector, "rules": [{}]});
    with_spec("security.istio.io/v1", "AuthorizationPolicy", (namespace, name), spec)
}

/// Returns a subscription of a Function to events of a type; without a source, from any source.
pub fn subscription(namespace: &str, name: &str, function: &str, (source, kind): (&str, &str)) -> Value {
    let matching = if source.is_empty() { "exact" } else { "standard" };
    let sink = format!("http://{function}.{namespace}.svc.cluster.local");
    let spec = json!({"sink": sink, "source": source, "types": [kind], "typeMatching": matching});
    let mut made = with_spec("eventing.kyma-project.io/v1alpha2", "Subscription", (namespace, name), spec);
    made.put(["status"], json!({"ready": true}));
    made
}

pub fn rate_limit(namespace: &str, function: &str, calls: u32) -> Value {
    let bucket = json!({"maxTokens": calls, "tokensPerFill": calls, "fillInterval": "60s"});
    let selector = json!({crate::model::function::LABEL_NAME: function});
    let spec = json!({"selectorLabels": selector, "enforce": true, "local": {"defaultBucket": bucket}});
    let mut made = with_spec("gateway.kyma-project.io/v1alpha1", "RateLimit", (namespace, function), spec);
    made.put(["status"], json!({"state": "Ready"}));
    made
}

pub fn ingress(namespace: &str, name: &str, host: &str, service: &str) -> Value {
    let backend = json!({"service": {"name": service, "port": {"number": 80}}});
    let paths = json!([{"path": "/", "pathType": "Prefix", "backend": backend}]);
    let spec = json!({"ingressClassName": "nginx", "rules": [{"host": host, "http": {"paths": paths}}]});
    with_spec("networking.k8s.io/v1", "Ingress", (namespace, name), spec)
}

/// Returns a policy that is meant to select a Function, but uses a label that pods of Functions do not
/// have.
pub fn missed_policy(namespace: &str, function: &str) -> Value {
    let spec = json!({
        "podSelector": {"matchLabels": {"app": function}}, "policyTypes": ["Ingress", "Egress"],
        "ingress": [], "egress": [{"ports": [{"protocol": "TCP", "port": 443}]}],
    });
    with_spec("networking.k8s.io/v1", "NetworkPolicy", (namespace, function), spec)
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
pub fn service(namespace: &str, name: &str, selector: Value, port: u16) -> Value {
    let ports = json!([{"name": "http", "port": port, "targetPort": port, "protocol": "TCP"}]);
    let spec = json!({"type": "ClusterIP", "selector": selector, "ports": ports});
    with_spec("v1", "Service", (namespace, name), spec)
}

/// The endpoint for events, from every pod that may call it.
pub fn publisher() -> Value {
    let name = "eventing-publisher-proxy";
    let mut service = service("kyma-system", name, json!({"app.kubernetes.io/name": name}), 80);
    builders::set(&mut service, "/spec/ports/0/targetPort", json!(8080));
    service
}

/// Returns an application that is not a Function, and the Service that leads to it.
pub fn application(namespace: &str, name: &str, image: &str) -> [Value; 2] {
    let container = json!({
        "name": name, "image": image, "ports": [{"containerPort": 8080, "protocol": "TCP"}],
        "securityContext": {
            "allowPrivilegeEscalation": false, "runAsNonRoot": true, "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        },
    });
    let spec =
        json!({"serviceAccountName": name, "automountServiceAccountToken": false, "containers": [container]});
    [platform::deployment(namespace, name, "", spec), service(namespace, name, json!({"app": name}), 8080)]
}

/// Returns the Service of a Function as if it had existed before: the controller changed it, and does not
/// own it.
pub fn taken_over(function: &Value) -> Value {
    let mut made = workload::service(function);
    if let Some(meta) = made.get_mut("metadata").and_then(Value::as_object_mut) {
        meta.remove("ownerReferences");
    }
    made.put(
        ["metadata", "annotations"],
        json!({"meta.helm.sh/release-name": text(function, "/metadata/name")}),
    );
    made
}

/// Returns the registry module: it stores the cluster's own images, and is reachable from pipelines
/// outside.
pub fn docker_registry() -> Value {
    let spec = json!({"externalAccess": {"enabled": true}});
    let mut made =
        with_spec("operator.kyma-project.io/v1alpha1", "DockerRegistry", ("kyma-system", "default"), spec);
    made.put(["status"], json!({"state": "Ready", "served": "True", "externalAccess": {"enabled": "True"}}));
    made
}
