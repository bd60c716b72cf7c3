//! A Function that is taken over reaches whatever the network reaches.

use super::isolation::{Line, names, pods, policy, port, share};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "no-egress-restriction",
    family: Reach,
    severity: Medium,
    title: "The Functions may call everything",
    why: "Functions freely reach every Service, the cluster's API, the cloud's metadata address and the internet: a bad dependency can send anything anywhere.",
    page: include_str!("no_egress_restriction.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Kind(Kind::NetworkPolicy), Reads::Platform],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions = scope.space.functions.values().map(AsRef::as_ref);
    let open: Vec<&Function> = functions.filter(|function| !isolated(scope, function)).collect();
    if open.is_empty() {
        return Vec::new();
    }
    let named = names(&open);
    let message =
        format!("{} can call every Service, the metadata address and the internet", some_of(&named));
    let finding = Finding::new(&CHECK, namespace_ref(scope)).seen(share(scope, &open)).says(message);
    vec![finding.about(named).key("unguarded")]
}

fn isolated(scope: &Scope<'_>, function: &Function) -> bool {
    let pod = function.labels_of_pods();
    scope.space.network_policies.values().any(|policy| policy.isolates_egress(&pod))
}

/// Cloud metadata lives there; so do node-local helpers that no Function needs.
const METADATA: &str = "169.254.0.0/16";
const PRIVATE: [&str; 4] = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"];

fn fixes(scope: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    let fix = Fix::new("Let out only what Kyma needs", Risk::MayBreak)
        .costs("Everything else is cut: databases, other namespaces, the cluster's API, Git over SSH, internal package registries. A pod that cannot install its dependencies does not start again. Nothing restarts now, so breakage may show only later.")
        .edit(policy(scope, "functions-egress", "Egress", &lines()));
    vec![fix]
}

fn lines() -> [Line; 6] {
    let outside: Vec<&str> = std::iter::once(METADATA).chain(PRIVATE).collect();
    [
        Line {
            rule: names_lookup(),
            why: "names are looked up here; clusters differ in which of these answers, and 8053 is where the pods of some listen",
        },
        Line {
            rule: json!({"to": [{"podSelector": {}}], "ports": [port("TCP", 8080)]}),
            why: "Functions of this namespace call each other at this port; take it out if they do not",
        },
        Line {
            rule: json!({"to": [pods("kyma-system", "app.kubernetes.io/name", "eventing-publisher-proxy")], "ports": [port("TCP", 8080)]}),
            why: "events are published here",
        },
        Line {
            rule: json!({"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kyma-system"}}}], "ports": [port("TCP", 4318)]}),
            why: "traces are sent here",
        },
        Line {
            rule: json!({"to": [pods("istio-system", "app", "istiod")], "ports": [port("TCP", 15012)]}),
            why: "a sidecar gets its configuration and its certificate here; without it the pod does not start",
        },
        Line {
            rule: json!({"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": outside}}], "ports": [port("TCP", 443)]}),
            why: "package registries and APIs on the internet, but neither cloud metadata nor private networks; narrow it to a proxy if you have one",
        },
    ]
}

fn names_lookup() -> Value {
    let ports: Vec<Value> =
        [53, 8053].into_iter().flat_map(|number| [port("UDP", number), port("TCP", number)]).collect();
    json!({
        "to": [
            pods("kube-system", "k8s-app", "kube-dns"),
            pods("kube-system", "k8s-app", "node-local-dns"),
            {"ipBlock": {"cidr": "169.254.20.10/32"}},
        ],
        "ports": ports,
    })
}
