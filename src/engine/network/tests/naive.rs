//! A naive evaluator: every policy is read again for every connection, port by port.

use super::super::Openness;
use crate::model::network_policy::{NetworkPolicy, NetworkRule, Peer, PolicyPort, PortName, Protocol};
use crate::model::pod::Pod;
use crate::model::{Labels, Snapshot};
use std::net::IpAddr;

#[derive(Clone, Copy)]
pub enum NaiveEnd<'a> {
    Pod(&'a Pod),
    Address(IpAddr),
}

pub fn allowed(
    snapshot: &Snapshot,
    from: NaiveEnd<'_>,
    to: NaiveEnd<'_>,
    protocol: Protocol,
    port: u16,
) -> bool {
    if let (NaiveEnd::Pod(one), NaiveEnd::Pod(other)) = (from, to)
        && (&one.meta.namespace, &one.meta.name) == (&other.meta.namespace, &other.meta.name)
    {
        return true;
    }
    if let (NaiveEnd::Pod(one), NaiveEnd::Pod(other)) = (from, to) {
        let same = !one.template.spec.node_name.is_empty()
            && one.template.spec.node_name == other.template.spec.node_name;
        if same && (one.template.spec.host_network || other.template.spec.host_network) {
            return true;
        }
    }
    leaves(snapshot, from, to, protocol, port) && enters(snapshot, from, to, protocol, port)
}

fn leaves(snapshot: &Snapshot, from: NaiveEnd<'_>, to: NaiveEnd<'_>, protocol: Protocol, port: u16) -> bool {
    let NaiveEnd::Pod(pod) = from else { return true };
    let mine = selecting(snapshot, pod);
    let about: Vec<_> = mine.iter().filter_map(|policy| Some((*policy, policy.egress.as_ref()?))).collect();
    let admits = |(policy, rules): &(&NetworkPolicy, &Vec<NetworkRule>)| {
        rules.iter().any(|rule| peers(snapshot, policy, rule, to) && ports(rule, to, protocol, port))
    };
    about.is_empty() || about.iter().any(admits)
}

fn enters(snapshot: &Snapshot, from: NaiveEnd<'_>, to: NaiveEnd<'_>, protocol: Protocol, port: u16) -> bool {
    let NaiveEnd::Pod(pod) = to else { return true };
    let mine = selecting(snapshot, pod);
    let about: Vec<_> = mine.iter().filter_map(|policy| Some((*policy, policy.ingress.as_ref()?))).collect();
    let admits = |(policy, rules): &(&NetworkPolicy, &Vec<NetworkRule>)| {
        rules.iter().any(|rule| peers(snapshot, policy, rule, from) && ports(rule, to, protocol, port))
    };
    about.is_empty() || about.iter().any(admits)
}

fn selecting<'a>(snapshot: &'a Snapshot, pod: &Pod) -> Vec<&'a NetworkPolicy> {
    if pod.template.spec.host_network {
        return Vec::new();
    }
    let space = snapshot.space(&pod.meta.namespace).expect("a namespace");
    space
        .network_policies
        .values()
        .map(AsRef::as_ref)
        .filter(|policy| policy.pods.matches(&pod.meta.labels))
        .collect()
}

fn peers(snapshot: &Snapshot, policy: &NetworkPolicy, rule: &NetworkRule, other: NaiveEnd<'_>) -> bool {
    rule.peers.is_empty() || rule.peers.iter().any(|peer| peer_is(snapshot, policy, peer, other))
}

fn peer_is(snapshot: &Snapshot, policy: &NetworkPolicy, peer: &Peer, other: NaiveEnd<'_>) -> bool {
    match (peer, other) {
        (Peer::Block { cidr, except }, NaiveEnd::Address(address)) => in_block(cidr, except, address),
        (Peer::Block { cidr, except }, NaiveEnd::Pod(pod)) => {
            pod.addresses.iter().any(|one| in_block(cidr, except, one.parse().expect("an address")))
        }
        (Peer::Pods { .. }, NaiveEnd::Address(_)) | (Peer::Pods { namespaces: None, pods: None }, _) => false,
        (Peer::Pods { namespaces, pods }, NaiveEnd::Pod(pod)) => {
            let space = match namespaces {
                None => pod.meta.namespace == policy.meta.namespace,
                Some(selector) => selector.matches(&labels(snapshot, &pod.meta.namespace)),
            };
            let selected = pods.as_ref().is_none_or(|selector| selector.matches(&pod.meta.labels));
            !pod.template.spec.host_network && space && selected
        }
    }
}

fn labels(snapshot: &Snapshot, namespace: &str) -> Labels {
    let object = snapshot.space(namespace).expect("a namespace").namespace().expect("seen");
    object.meta.labels.with([("kubernetes.io/metadata.name", namespace)])
}

/// IPv4 blocks only, compared bit by bit.
fn in_block(cidr: &str, except: &[String], address: IpAddr) -> bool {
    let inside = |cidr: &str| {
        let (net, length) = cidr.split_once('/').expect("a block");
        let text = |address: IpAddr| match address {
            IpAddr::V4(four) => format!("{:032b}", u32::from(four)),
            IpAddr::V6(_) => String::new(),
        };
        let length: usize = length.parse().expect("a length");
        let (net, own) = (text(net.parse().expect("an address")), text(address));
        own.len() == 32 && net[..length] == own[..length]
    };
    inside(cidr) && !except.iter().any(|one| inside(one))
}

fn ports(rule: &NetworkRule, to: NaiveEnd<'_>, protocol: Protocol, port: u16) -> bool {
    rule.ports.is_empty()
        || rule
            .ports
            .iter()
            .any(|policy_port| policy_port.protocol == protocol && port_is(policy_port, to, port))
}

fn port_is(wanted: &PolicyPort, to: NaiveEnd<'_>, port: u16) -> bool {
    match (&wanted.port, to) {
        (None, _) => true,
        (Some(PortName::Number(first)), _) => (*first..=wanted.end_port.unwrap_or(*first)).contains(&port),
        (Some(PortName::Name(_)), NaiveEnd::Address(_)) => false,
        (Some(PortName::Name(name)), NaiveEnd::Pod(pod)) => {
            let containers = pod.template.spec.containers.iter().flat_map(|one| &one.ports);
            containers.into_iter().any(|container| {
                container.name == **name
                    && container.container_port == i64::from(port)
                    && Protocol::read(&container.protocol) == Some(wanted.protocol)
            })
        }
    }
}

/// A cell, computed pod by pod and port by port over the relevant ports.
pub fn openness(snapshot: &Snapshot, from: &str, to: &str, probes: &[(Protocol, u16)]) -> Openness {
    let pods = |name: &str| {
        let space = snapshot.space(name).expect("a namespace");
        let own = space.pods.values().filter(|pod| !pod.template.spec.host_network && !pod.finished());
        own.map(AsRef::as_ref).collect::<Vec<&Pod>>()
    };
    let (sources, targets) = (pods(from), pods(to));
    if sources.is_empty() || targets.is_empty() {
        return Openness::Empty;
    }
    let (mut all, mut some) = (true, false);
    for source in &sources {
        for target in &targets {
            for (protocol, port) in probes {
                // A pod's traffic to itself does not count here.
                let yes = leaves(snapshot, NaiveEnd::Pod(source), NaiveEnd::Pod(target), *protocol, *port)
                    && enters(snapshot, NaiveEnd::Pod(source), NaiveEnd::Pod(target), *protocol, *port);
                all &= yes;
                some |= yes;
            }
        }
    }
    match (all, some) {
        (true, _) => Openness::All,
        (false, true) => Openness::Some,
        (false, false) => Openness::None,
    }
}
