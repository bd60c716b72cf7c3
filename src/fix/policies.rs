//! NetworkPolicies to try on the map: the usual ways to close a namespace, each as a fix of its own.

use crate::checks::{Edit, Fix, Risk};
use crate::model::{Kind, ObjectRef};
use serde_json::{Value, json};

/// What can be tried between two namespaces; `from` is empty for the internet.
pub fn offers(from: &str, to: &str) -> Vec<Fix> {
    let mut all = vec![
        ingress(to, "deny-ingress", "Let nothing into", &json!([])),
        ingress(
            to,
            "own-namespace-only",
            "Let only its own pods into",
            &json!([{"from": [{"podSelector": {}}]}]),
        ),
    ];
    if !from.is_empty() && from != to {
        let rules = json!([{"from": [{"podSelector": {}}, named(from)]}]);
        all.push(ingress(
            to,
            &format!("allow-{from}"),
            &format!("Let only {from} and its own pods into"),
            &rules,
        ));
        let dns = json!([{"to": [named("kube-system")], "ports": [
            {"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53},
            {"protocol": "UDP", "port": 8053}, {"protocol": "TCP", "port": 8053},
        ]}]);
        let spec = json!({"podSelector": {}, "policyTypes": ["Egress"], "egress": dns});
        all.push(make(from, "deny-egress", format!("Let nothing out of {from} but name lookups"), &spec));
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
        .costs("Whatever connects today and is not let through by this or another policy stops working.")
        .edit(Edit::create(target, body))
}
