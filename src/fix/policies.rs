//! NetworkPolicies to try on the map: the usual ways to isolate a namespace, each as a separate fix.

use crate::checks::{Edit, Fix, Risk};
use crate::model::{Kind, ObjectRef};
use serde_json::{Value, json};

/// Returns what can be tried between two namespaces; `from` is empty for the internet.
#[must_use]
pub fn offers(from: &str, to: &str) -> Vec<Fix> {
    let mut all = vec![
        ingress(to, "deny-ingress", "Deny all ingress to", &json!([])),
        ingress(
            to,
            "own-namespace-only",
            "Allow only its own pods to reach",
            &json!([{"from": [{"podSelector": {}}]}]),
        ),
    ];
    if !from.is_empty() && from != to {
        let rules = json!([{"from": [{"podSelector": {}}, named(from)]}]);
        all.push(ingress(
            to,
            &format!("allow-{from}"),
            &format!("Allow only {from} and its own pods to reach"),
            &rules,
        ));
        let dns = json!([{"to": [named("kube-system")], "ports": [
            {"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53},
            {"protocol": "UDP", "port": 8053}, {"protocol": "TCP", "port": 8053},
        ]}]);
        let spec = json!({"podSelector": {}, "policyTypes": ["Egress"], "egress": dns});
        all.push(make(from, "deny-egress", format!("Deny egress from {from} except DNS"), &spec));
    }
    all
}

fn named(namespace: &str) -> Value {
    json!({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}})
}

fn ingress(namespace: &str, name: &str, title: &str, rules: &Value) -> Fix {
    let spec = json!({"podSelector": {}, "policyTypes": ["Ingress"], "ingress": rules});
    make(namespace, name, format!("{title} {namespace}"), &spec)
}

fn make(namespace: &str, name: &str, title: String, spec: &Value) -> Fix {
    let target = ObjectRef::new(Kind::NetworkPolicy, namespace, name);
    let body = json!({
        "apiVersion": target.api_version,
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": namespace},
        "spec": spec,
    });
    Fix::new(title, Risk::MayBreak)
        .costs("Existing connections that neither this nor another policy allows stop working.")
        .edit(Edit::create(target, body))
}
