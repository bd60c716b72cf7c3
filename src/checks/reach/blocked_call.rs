//! The code of a Function calls a host on a port that no policy allows, or a Service whose pods deny it.

use super::callees;
use super::passage::{CallAnswer, Denial, Party};
use crate::checks::code::source_text;
use crate::checks::destinations::{self, Destination, TargetPort};
use crate::checks::prelude::*;
use crate::model::Selector;
use crate::model::code::ContactedHost;
use crate::model::network_policy::{NetworkPolicy, NetworkRule, Peer, PolicyPort, PortName, Protocol};
use std::collections::BTreeMap;

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
        Reads::Hint(Kind::AuthorizationPolicy),
        Reads::Hint(Kind::PeerAuthentication),
        Reads::Hint(Kind::RequestAuthentication),
        Reads::Hint(Kind::EnvoyFilter),
        Reads::Hint(Kind::MeshConfig),
        Reads::Hint(Kind::Pod),
        Reads::Callees,
    ],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let calls = callees::judged(scope);
    let answers: BTreeMap<(&str, &ContactedHost), &CallAnswer> =
        calls.iter().map(|call| ((call.function.as_str(), &call.endpoint), &call.answer)).collect();
    let functions = scope.space.functions.values();
    functions.flat_map(|function| judge(scope, &answers, function)).collect()
}

fn judge(
    scope: &Scope<'_>,
    answers: &BTreeMap<(&str, &ContactedHost), &CallAnswer>,
    function: &Function,
) -> Vec<Finding> {
    if callees::has_proxy(function) {
        return Vec::new();
    }
    let pod = function.labels_of_pods();
    let policies = scope.space.network_policies.values().map(AsRef::as_ref);
    let isolating: Vec<&NetworkPolicy> = policies.filter(|one| one.isolates_egress(&pod)).collect();
    let rules = || isolating.iter().flat_map(|policy| policy.egress.iter().flatten());
    let is_isolated = !isolating.is_empty();
    let blocked = |destination: &Destination| match destination {
        Destination::Public { port, .. } => !rules().any(|rule| leads_outside(rule) && admits(rule, *port)),
        // Without its pods, any rule with the port counts.
        Destination::Service { namespace, name, port } if namespace == scope.name() => {
            let ports = target_ports(scope, name, *port);
            !ports.is_empty() && !rules().any(|rule| ports.iter().any(|port| admits(rule, *port)))
        }
        Destination::Service { .. } | Destination::Near(_) | Destination::Unresolved(_) => false,
    };
    let cut_off = |endpoint: &ContactedHost| {
        // Whatever is there, the name of the namespace alone says that nothing leads into it.
        let namespace = destinations::elsewhere(endpoint, scope.name());
        namespace.is_some_and(|namespace| !rules().any(|rule| may_enter(rule, namespace)))
    };
    let names: Vec<&str> = isolating.iter().map(|policy| policy.meta.name.as_str()).collect();
    let found = destinations::of(scope, function).into_iter().filter(|(one, _)| destinations::is_named(one));
    let judged = found.filter_map(|(endpoint, destination)| {
        if is_isolated && (blocked(&destination) || cut_off(&endpoint)) {
            let seen = format!("isolated by {}", some_of(&names));
            let says = format!("No NetworkPolicy allows the call to {}", endpoint.text());
            return Some(report(function, &endpoint, &seen, says));
        }
        let CallAnswer::Denied(denial) = answers.get(&(function.meta.name.as_str(), &endpoint))? else {
            return None;
        };
        let finding = denied(function, &endpoint, denial);
        Some(if scope.is_from_files() { finding.sure(Confidence::Possible) } else { finding })
    });
    judged.collect()
}

fn denied(function: &Function, endpoint: &ContactedHost, denial: &Denial) -> Finding {
    let (text, names) = (endpoint.text(), some_of(&denial.names));
    let (seen, says) = match denial.by {
        Party::Egress => {
            (format!("isolated by {names}"), format!("No NetworkPolicy allows the call to {text}"))
        }
        Party::Ingress => (
            format!("isolated by {names}"),
            format!("NetworkPolicies of the called pods do not admit the call to {text}"),
        ),
        Party::Mesh => {
            let by = if denial.names.is_empty() { String::new() } else { format!(" ({names})") };
            (format!("{}{by}", denial.why), format!("The mesh denies every request to {text}"))
        }
    };
    report(function, endpoint, &seen, says)
}

fn report(function: &Function, endpoint: &ContactedHost, seen: &str, says: String) -> Finding {
    Finding::new(&CHECK, function_ref(function))
        .at(source_text(function))
        .line(endpoint.line, 1)
        .with_evidence(seen)
        .says(says)
        .sure(Confidence::Likely)
        .key(endpoint.text())
}

/// Whether a rule may lead to addresses outside the cluster.
fn leads_outside(rule: &NetworkRule) -> bool {
    rule.peers.is_empty() || rule.peers.iter().any(|peer| matches!(peer, Peer::Block { .. }))
}

/// Whether a rule leads to pods of another namespace, or may: labels other than its name are not asked.
fn may_enter(rule: &NetworkRule, namespace: &str) -> bool {
    let may = |peer: &Peer| match peer {
        Peer::Block { .. } => true,
        Peer::Pods { namespaces: None, .. } => false,
        Peer::Pods { namespaces: Some(selector), .. } => may_select(selector, namespace),
    };
    rule.peers.is_empty() || rule.peers.iter().any(may)
}

/// The label that every namespace has, with its name.
const NAME: &str = "kubernetes.io/metadata.name";

fn may_select(selector: &Selector, namespace: &str) -> bool {
    let by_labels = selector.match_labels.get(NAME).is_none_or(|name| name == namespace);
    let expressions = selector.match_expressions.iter().filter(|one| one.key == NAME);
    by_labels
        && expressions.into_iter().all(|expression| {
            let is_listed = expression.values.iter().any(|value| value == namespace);
            match expression.operator.as_str() {
                "In" => is_listed,
                "NotIn" => !is_listed,
                "DoesNotExist" => false,
                _ => true,
            }
        })
}

/// Whether a rule admits a port, or may: a port with a name differs from pod to pod.
fn admits(rule: &NetworkRule, wanted: u16) -> bool {
    let fits = |port: &PolicyPort| {
        port.protocol == Protocol::Tcp
            && match &port.port {
                None | Some(PortName::Name(_)) => true,
                Some(PortName::Number(first)) => (*first..=port.end_port.unwrap_or(*first)).contains(&wanted),
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
        Some(TargetPort::Number(number)) => vec![number],
        Some(TargetPort::Name(_)) | None => Vec::new(),
    }
}
