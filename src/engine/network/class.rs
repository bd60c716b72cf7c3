//! Pods that no policy can distinguish form one class: same namespace, labels, named ports and blocks.

use super::block::{AddressBlock, address};
use crate::model::network_policy::{NetworkPolicy, Peer, Protocol};
use crate::model::pod::Pod;
use crate::model::pod_spec::Container;
use crate::model::{Labels, Selector, Space};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

/// The properties of a pod that policies can match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PodClass {
    pub labels: Labels,
    pub ports: Vec<(Box<str>, Protocol, u16)>,
    /// The blocks of policies that contain an address of these pods, by position.
    pub inside: Vec<usize>,
    /// Whether the pods have no known address although they need one.
    pub homeless: bool,
    /// Pods on the host network, which policies do not isolate.
    pub host: bool,
}

/// One pod of a namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Within the namespace.
    pub class: usize,
    pub node: Arc<str>,
    pub addresses: Vec<IpAddr>,
}

/// The pods of one namespace, by class and by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classes {
    pub all: Vec<PodClass>,
    pub members: BTreeMap<Arc<str>, Member>,
}

/// Everything that policies match by: label keys and address blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyTerms {
    pub keys: BTreeSet<Box<str>>,
    pub blocks: Vec<AddressBlock>,
}

impl PolicyTerms {
    /// Adds what a policy matches by; returns whether any of it is new.
    pub fn add(&mut self, policy: &NetworkPolicy) -> bool {
        let (keys, blocks) = (self.keys.len(), self.blocks.len());
        self.selector(&policy.pods);
        let rules = policy.ingress.iter().chain(&policy.egress).flatten();
        for peer in rules.flat_map(|rule| &rule.peers) {
            match peer {
                Peer::Pods { pods, .. } => pods.iter().for_each(|pod| self.selector(pod)),
                Peer::Block { cidr, except } => {
                    let block = AddressBlock::read(cidr, except).filter(|block| !self.blocks.contains(block));
                    self.blocks.extend(block);
                }
            }
        }
        (keys, blocks) != (self.keys.len(), self.blocks.len())
    }

    fn selector(&mut self, selector: &Selector) {
        let listed = selector.match_expressions.iter().map(|expression| expression.key.as_str());
        for key in selector.match_labels.iter().map(|(key, _)| key).chain(listed) {
            if !self.keys.contains(key) {
                self.keys.insert(key.into());
            }
        }
    }
}

impl Classes {
    pub fn of(space: &Space, seen: &PolicyTerms) -> Self {
        let mut classes = Self::default();
        let mut known: HashMap<PodClass, usize> = HashMap::new();
        for (name, pod) in space.pods.iter().filter(|(_, pod)| !pod.finished()) {
            let addresses: Vec<IpAddr> = pod.addresses.iter().filter_map(|text| address(text)).collect();
            let class = PodClass::of(pod, &addresses, seen);
            let next = classes.all.len();
            let at = *known.entry(class.clone()).or_insert(next);
            if at == next {
                classes.all.push(class);
            }
            let node: Arc<str> = pod.template.spec.node_name.as_str().into();
            classes.members.insert(name.clone(), Member { class: at, node, addresses });
        }
        classes
    }
}

impl PodClass {
    pub fn of(pod: &Pod, addresses: &[IpAddr], seen: &PolicyTerms) -> Self {
        let labels = pod.meta.labels.iter().filter(|(key, _)| seen.keys.contains(*key)).collect();
        let inside = seen.blocks.iter().enumerate();
        let inside = inside.filter(|(_, block)| addresses.iter().any(|address| block.contains(*address)));
        Self {
            labels,
            ports: ports(pod),
            inside: inside.map(|(at, _)| at).collect(),
            homeless: !seen.blocks.is_empty() && addresses.is_empty(),
            host: pod.template.spec.host_network,
        }
    }

    /// The numbers of a named port in these pods.
    pub fn named<'a>(&'a self, name: &'a str, protocol: Protocol) -> impl Iterator<Item = u16> + 'a {
        let fits = move |one: &&(Box<str>, Protocol, u16)| &*one.0 == name && one.1 == protocol;
        self.ports.iter().filter(fits).map(|port| port.2)
    }
}

fn ports(pod: &Pod) -> Vec<(Box<str>, Protocol, u16)> {
    let spec = &pod.template.spec;
    let stays = |container: &&Container| container.restart_policy == "Always";
    let containers = spec.containers.iter().chain(spec.init_containers.iter().filter(stays));
    let each = containers.flat_map(|container| &container.ports).filter(|port| !port.name.is_empty());
    let mut all: Vec<_> = each
        .filter_map(|port| {
            let number = u16::try_from(port.container_port).ok()?;
            Some((port.name.as_str().into(), Protocol::read(&port.protocol)?, number))
        })
        .collect();
    all.sort();
    all.dedup();
    all
}
