//! The code of a Function calls a host on a port that no policy allows.

use crate::checks::code::source_text;
use crate::checks::destinations::{self, Destination, Target};
use crate::checks::prelude::*;
use crate::model::code::Endpoint;
use crate::model::network_policy::{NetworkPolicy, Peer, PolicyPort, PolicyRule, PortName, Protocol};

pub static CHECK: Check = Check {
    id: "blocked-call",
    family: Reach,
    severity: Low,
    title: "A policy blocks a call of the code",
    why: "The call fails until its timeout. Whoever debugs it is tempted to remove the policy, which protects everything else.",
    page: include_str!("blocked_call.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Code,
        Reads::Kind(Kind::NetworkPolicy),
        Reads::Hint(Kind::Service),
    ],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    if scope.space.network_policies.is_empty() {
        return Vec::new();
    }
    let functions = scope.space.functions.values();
    functions.flat_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Vec<Finding> {
    // Behind a proxy the code connects to the proxy only.
    if function.env.iter().any(|one| one.name.to_ascii_lowercase().ends_with("_proxy")) {
        return Vec::new();
    }
    let pod = function.labels_of_pods();
    let policies = scope.space.network_policies.values().map(AsRef::as_ref);
    let isolating: Vec<&NetworkPolicy> = policies.filter(|one| one.isolates_egress(&pod)).collect();
    if isolating.is_empty() {
        return Vec::new();
    }
    let rules = || isolating.iter().flat_map(|policy| policy.egress.iter().flatten());
    let blocked = |(_, destination): &(Endpoint, Destination)| match destination {
        Destination::Public { port, .. } => !rules().any(|rule| leads_outside(rule) && admits(rule, *port)),
        // Only own Services are certainly in view. Which pods a rule selects is not asked: any rule counts.
        Destination::Service { namespace, name, port } if namespace == scope.name() => {
            let ports = target_ports(scope, name, *port);
            !ports.is_empty() && !rules().any(|rule| ports.iter().any(|port| admits(rule, *port)))
        }
        Destination::Service { .. } | Destination::Near(_) | Destination::Unresolved(_) => false,
    };
    let names: Vec<&str> = isolating.iter().map(|policy| policy.meta.name.as_str()).collect();
    let found = destinations::of(scope, function).into_iter().filter(|(one, _)| destinations::is_named(one));
    let report = |(endpoint, _): (Endpoint, Destination)| {
        Finding::new(&CHECK, function_ref(function))
            .at(source_text(function))
            .line(endpoint.line, 1)
            .seen(format!("isolated by {}", some_of(&names)))
            .says(format!("No NetworkPolicy allows the call to {}", endpoint.text()))
            .sure(Confidence::Likely)
            .key(endpoint.text())
    };
    found.filter(blocked).map(report).collect()
}

/// Whether a rule may lead to addresses outside the cluster.
fn leads_outside(rule: &PolicyRule) -> bool {
    rule.peers.is_empty() || rule.peers.iter().any(|peer| matches!(peer, Peer::Block { .. }))
}

/// Whether a rule admits a port, or may: a port with a name differs from pod to pod.
fn admits(rule: &PolicyRule, wanted: u16) -> bool {
    let fits = |port: &PolicyPort| {
        port.protocol == Protocol::Tcp
            && match &port.port {
                None | Some(PortName::Name(_)) => true,
                Some(PortName::Number(first)) => (*first..=port.end.unwrap_or(*first)).contains(&wanted),
            }
    };
    rule.ports.is_empty() || rule.ports.iter().any(fits)
}

/// Returns the ports of pods behind a port of a Service; none if a name decides it, or the Service has no such port.
fn target_ports(scope: &Scope<'_>, name: &str, port: u16) -> Vec<u16> {
    let Some(service) = scope.space.services.get(name) else { return Vec::new() };
    if service.selector.is_empty() {
        return Vec::new();
    }
    match destinations::target(service, port) {
        Some(Target::Number(number)) => vec![number],
        Some(Target::Name(_)) | None => Vec::new(),
    }
}
