//! Policies prepared for evaluation: selectors are looked up in tables that all policies share.

use super::bits::CertainBits;
use super::block::AddressBlock;
use super::class::PodClass;
use super::ports::Ports;
use crate::model::Tri;
use crate::model::network_policy::{NetworkPolicy, NetworkRule, Peer, PolicyPort, PortName, Protocol};
use crate::model::{Labels, Selector};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// A policy of one namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub name: Arc<str>,
    pub source: Arc<NetworkPolicy>,
    /// The classes of its namespace that it selects.
    pub selects: CertainBits,
    pub ingress: Option<Vec<AllowRule>>,
    pub egress: Option<Vec<AllowRule>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowRule {
    /// `None`: every peer.
    pub peers: Vec<Party>,
    /// The numbered ports that the rule allows, or all.
    fixed: Ports,
    named: Vec<(Box<str>, Protocol)>,
}

/// A peer: positions in the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    Pods { namespaces: Option<usize>, pods: Option<usize> },
    Block(usize),
    Nobody,
}

/// Each distinct selector, and what it selects.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    pub pods: PolicyTable<Selector>,
    pub namespaces: PolicyTable<Selector>,
}

#[derive(Debug, Clone)]
pub struct PolicyTable<T> {
    rows: Vec<Arc<CertainBits>>,
    places: HashMap<T, usize>,
}

impl<T> Default for PolicyTable<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: HashMap::new() }
    }
}

impl<T: Eq + Hash> PolicyTable<T> {
    fn place(&mut self, item: T, bits: impl FnOnce(&T) -> CertainBits) -> usize {
        if let Some(at) = self.places.get(&item) {
            return *at;
        }
        self.rows.push(Arc::new(bits(&item)));
        let at = self.rows.len() - 1;
        self.places.insert(item, at);
        at
    }

    pub fn fits(&self, row: usize, at: usize) -> Tri {
        self.rows.get(row).map_or(Tri::No, |bits| bits.get(at))
    }
}

/// The input of the tables: every class and every namespace, in order.
pub struct TableInput<'a> {
    pub classes: &'a [&'a PodClass],
    pub namespaces: &'a [(Arc<str>, Option<Labels>)],
    pub blocks: &'a [AddressBlock],
}

impl Tables {
    pub fn ready(&mut self, policy: &Arc<NetworkPolicy>, own: &[PodClass], ground: &TableInput<'_>) -> Ready {
        let selects = |class: &PodClass| Tri::of(!class.host && policy.pods.matches(&class.labels));
        let mut rules = |rules: &Option<Vec<NetworkRule>>| {
            rules.as_ref().map(|rules| rules.iter().map(|rule| self.rule(rule, ground)).collect())
        };
        Ready {
            name: format!("{}/{}", policy.meta.namespace, policy.meta.name).into(),
            ingress: rules(&policy.ingress),
            egress: rules(&policy.egress),
            selects: own.iter().map(selects).collect(),
            source: policy.clone(),
        }
    }

    fn rule(&mut self, rule: &NetworkRule, ground: &TableInput<'_>) -> AllowRule {
        let peers = rule.peers.iter().map(|peer| self.party(peer, ground)).collect();
        let mut fixed = if rule.ports.is_empty() { Ports::All } else { Ports::None };
        let mut named = Vec::new();
        for port in &rule.ports {
            match admitted(port) {
                Ok(ports) => fixed.add(&ports),
                Err(name) => named.push((name, port.protocol)),
            }
        }
        AllowRule { peers, fixed, named }
    }

    fn party(&mut self, peer: &Peer, ground: &TableInput<'_>) -> Party {
        match peer {
            Peer::Pods { namespaces: None, pods: None } => Party::Nobody,
            Peer::Pods { namespaces, pods } => {
                let spaces = namespaces.clone().map(|selector| {
                    let fits =
                        |one: &Selector| ground.namespaces.iter().map(|space| named(one, space)).collect();
                    self.namespaces.place(selector, fits)
                });
                let pods = pods.clone().filter(|selector| !selector.selects_all()).map(|selector| {
                    let fits = |one: &Selector| {
                        let of = |class: &&PodClass| Tri::of(one.matches(&class.labels));
                        ground.classes.iter().map(of).collect()
                    };
                    self.pods.place(selector, fits)
                });
                Party::Pods { namespaces: spaces, pods }
            }
            Peer::Block { cidr, except } => {
                let block = AddressBlock::read(cidr, except);
                let at = block.and_then(|block| ground.blocks.iter().position(|one| *one == block));
                at.map_or(Party::Nobody, Party::Block)
            }
        }
    }
}

/// The label that the server itself adds to each namespace.
const NAME: &str = "kubernetes.io/metadata.name";

/// A namespace whose object was not read still has a name; its other labels are unknown.
fn named(selector: &Selector, (name, labels): &(Arc<str>, Option<Labels>)) -> Tri {
    let sure = Labels::from_iter([(NAME, &**name)]);
    if let Some(labels) = labels {
        let whole = labels.with([(NAME, &**name)]);
        return Tri::of(selector.matches(&whole));
    }
    let by_name = |key: &str| key == NAME;
    let (known, open): (Vec<_>, Vec<_>) =
        selector.match_expressions.iter().cloned().partition(|expression| by_name(&expression.key));
    let pairs = selector.match_labels.iter().filter(|(key, _)| by_name(key)).collect();
    let needs_more = !open.is_empty() || selector.match_labels.iter().any(|(key, _)| !by_name(key));
    let part = Selector { match_labels: pairs, match_expressions: known };
    match (part.matches(&sure), needs_more) {
        (false, _) => Tri::No,
        (true, true) => Tri::Maybe,
        (true, false) => Tri::Yes,
    }
}

/// The ports of an entry, or the port name that each pod resolves to a number.
fn admitted(port: &PolicyPort) -> Result<Ports, Box<str>> {
    match &port.port {
        None => Ok(Ports::of(port.protocol)),
        Some(PortName::Number(first)) => {
            Ok(Ports::one(port.protocol, *first, port.end_port.unwrap_or(*first)))
        }
        Some(PortName::Name(name)) => Err(name.clone()),
    }
}

impl AllowRule {
    pub fn has_block(&self) -> bool {
        self.peers.iter().any(|party| matches!(party, Party::Block(_)))
    }

    /// The ports that the rule allows towards these pods; an address has no port names.
    pub fn ports(&self, to: Option<&PodClass>) -> Ports {
        let mut ports = self.fixed.clone();
        for (name, protocol) in &self.named {
            for number in to.into_iter().flat_map(|class| class.named(name, *protocol)) {
                ports.add(&Ports::one(*protocol, number, number));
            }
        }
        ports
    }
}
