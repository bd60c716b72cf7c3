//! A compromised Function reaches everything that the network reaches.

use super::called::NamespaceCalls;
use super::isolation::{PolicyLine, doubted, names, pods, policy, port, share};
use super::open::{Direction, OpenFunctions, open};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "no-egress-restriction",
    family: Reach,
    severity: Medium,
    title: "Outgoing traffic of Functions is unrestricted",
    why: "Functions can reach every Service, the cluster's API, the cloud's metadata address and the internet. A malicious dependency can send any data anywhere.",
    page: include_str!("no_egress_restriction.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Kind(Kind::NetworkPolicy),
        Reads::Hint(Kind::Pod),
        Reads::Hint(Kind::Node),
        Reads::OtherPolicies,
        Reads::Platform,
    ],
    find,
    fixes,
};

const UNGUARDED: &str = "unguarded";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions: Vec<&Function> = scope.space.functions.values().map(AsRef::as_ref).collect();
    open(scope, &functions, Direction::Out).iter().map(|open| finding(scope, open)).collect()
}

fn finding(scope: &Scope<'_>, open: &OpenFunctions<'_>) -> Finding {
    let named = names(&open.functions);
    let reach = "every Service, the metadata address and the internet";
    let Some(first) = open.by.first() else {
        let finding = Finding::new(&CHECK, namespace_ref(scope)).with_evidence(share(scope, named.len()));
        let said = finding.says(format!("{} can call {reach}", some_of(&named)));
        return absent(scope, doubted(scope, said).about(named).key(UNGUARDED), "NetworkPolicy");
    };
    let policies: Vec<&str> = open.by.iter().map(|policy| policy.meta.name.as_str()).collect();
    let called = match policies.as_slice() {
        [one] => format!("NetworkPolicy {one} allows"),
        all => format!("NetworkPolicies {} together allow", some_of(all)),
    };
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::NetworkPolicy, scope.name(), &first.meta.name))
        .at("/spec/egress")
        .with_evidence("rules that exclude nothing")
        .says(format!("{called} {} to call {reach}", some_of(&named)))
        .sure(Confidence::Likely)
        .about(named)
        .key(format!("open by {}", policies.join(" ")));
    doubted(scope, finding)
}

/// Contains the cloud metadata address and node-local helpers that no Function needs.
const METADATA: &str = "169.254.0.0/16";
const PRIVATE: [&str; 4] = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"];

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    // Policies add up: another one would not restrict anything.
    if finding.key != UNGUARDED {
        return Vec::new();
    }
    let called = NamespaceCalls::of(scope);
    let mut all: Vec<PolicyLine> = lines(&called).into();
    all.extend(called.services);
    let title = if called.any {
        "Allow only what Kyma needs and the code calls"
    } else {
        "Allow only the outgoing traffic that Kyma needs"
    };
    let unresolved = called.unresolved.as_slice();
    let open = match unresolved {
        [] => String::new(),
        some => format!(" Add what the code does not show: {}.", some_of(some)),
    };
    let fix = Fix::new(title, Risk::MayBreak)
        .costs(format!("All other traffic is blocked: databases, other namespaces, the cluster's API, Git over SSH, internal package registries. A pod that cannot install its dependencies does not start again. Nothing restarts now, so failures may appear only later.{open}"))
        .edit(policy(scope, "functions-egress", "Egress", &all));
    vec![fix]
}

fn lines(called: &NamespaceCalls) -> [PolicyLine; 6] {
    let outside: Vec<&str> = std::iter::once(METADATA).chain(PRIVATE).collect();
    [
        PolicyLine {
            rule: names_lookup(),
            why: "DNS lookups; clusters differ in which of these answers, and in some the DNS pods listen on 8053".into(),
        },
        PolicyLine {
            rule: json!({"to": [{"podSelector": {}}], "ports": [port("TCP", 8080)]}),
            why: "Functions of this namespace call each other on this port; remove it if they do not".into(),
        },
        PolicyLine {
            rule: json!({"to": [pods("kyma-system", "app.kubernetes.io/name", "eventing-publisher-proxy")], "ports": [port("TCP", 8080)]}),
            why: "events are published here".into(),
        },
        PolicyLine {
            rule: json!({"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kyma-system"}}}], "ports": [port("TCP", 4318)]}),
            why: "traces are sent here".into(),
        },
        PolicyLine {
            rule: json!({"to": [pods("istio-system", "app", "istiod")], "ports": [port("TCP", 15012)]}),
            why: "a sidecar gets its configuration and certificate here; without it the pod does not start".into(),
        },
        PolicyLine {
            rule: json!({"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": outside}}], "ports": called.ports()}),
            why: called.why().into(),
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
