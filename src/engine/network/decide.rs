//! One connection: from a pod or an address to a pod or an address.

use super::answer::{ConnectionAnswer, DirectionAnswer};
use super::class::{Member, PodClass};
use super::index::{Network, Owner, Zone};
use super::policy::{AllowRule, Party, Ready};
use super::ports::Ports;
use crate::model::Tri;
use std::net::IpAddr;

/// One end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionEnd<'a> {
    Pod(&'a str, &'a str),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Egress,
    Ingress,
}

/// An end after look-up.
#[derive(Clone, Copy)]
pub(super) enum ResolvedEnd<'a> {
    Pod(&'a Zone, usize, &'a str, &'a Member),
    Address(IpAddr, Option<&'a str>),
}

const SELF: &str = "a pod always reaches itself";
const NODE: &str = "traffic between a pod and its own node is always allowed";
const HOST: &str = "policies do not isolate pods on the host network";
const HOMELESS: &str = "a pod with an unknown address is in no address block";
const BLOCK: &str = "an address block decides about a pod: network plugins differ in this";

impl ConnectionAnswer {
    /// Whether a pod without a known address was compared with address blocks, which may contain it.
    #[must_use]
    pub fn lacks_address(&self) -> bool {
        self.notes.contains(&HOMELESS)
    }
}

impl Network {
    /// The answer for a connection; `None` if one of its pods is not known.
    #[must_use]
    pub fn answer(&self, from: ConnectionEnd<'_>, to: ConnectionEnd<'_>) -> Option<ConnectionAnswer> {
        let (source, target) = (self.find(from)?, self.find(to)?);
        let mut answer = ConnectionAnswer {
            egress: DirectionAnswer::open(),
            ingress: DirectionAnswer::open(),
            ..ConnectionAnswer::default()
        };
        if is_same(source, target) {
            answer.notes.push(SELF);
            return Some(answer);
        }
        if is_own_node(source, target) {
            answer.notes.push(NODE);
            return Some(answer);
        }
        let (from, to) = (party(source), party(target));
        if let ResolvedEnd::Pod(zone, ..) = source {
            answer.egress = self.side(zone, from, to, Direction::Egress, &mut answer.notes);
        }
        if let ResolvedEnd::Pod(zone, ..) = target {
            answer.ingress = self.side(zone, to, from, Direction::Ingress, &mut answer.notes);
        }
        self.doubts(&mut answer, source, target);
        Some(answer)
    }

    pub(super) fn find<'a>(&'a self, end: ConnectionEnd<'a>) -> Option<ResolvedEnd<'a>> {
        match end {
            ConnectionEnd::Pod(namespace, name) => {
                let zone = self.zone(namespace)?;
                let (name, member) = zone.pods.members.get_key_value(name)?;
                Some(ResolvedEnd::Pod(zone, self.places.get(namespace).copied()?, name, member))
            }
            ConnectionEnd::Address(address) => match self.owners.get(&address) {
                Some(Owner::Pod(at, name)) => {
                    let zone = self.spaces.get(*at)?;
                    let (name, member) = zone.pods.members.get_key_value(name)?;
                    Some(ResolvedEnd::Pod(zone, *at, name, member))
                }
                Some(Owner::Node(name)) => Some(ResolvedEnd::Address(address, Some(name))),
                None => Some(ResolvedEnd::Address(address, None)),
            },
        }
    }

    /// One direction, from the pod that policies may isolate to its peer.
    fn side(
        &self,
        zone: &Zone,
        own: Peer<'_>,
        peer: Peer<'_>,
        direction: Direction,
        notes: &mut Vec<&'static str>,
    ) -> DirectionAnswer {
        let Peer::Class { at, class, .. } = own else { return DirectionAnswer::open() };
        if class.host {
            notes.push(HOST);
            return DirectionAnswer::open();
        }
        // Named ports are those of the target pod.
        let named = match direction {
            Direction::Egress => peer.class(),
            Direction::Ingress => Some(class),
        };
        let mut side = DirectionAnswer::default();
        for (policy, rules) in isolating(zone, at, direction) {
            side.isolated = true;
            side.policies.push(policy.name.clone());
            for rule in rules {
                let (fits, by_block) = self.fits(rule, zone, peer);
                if fits == Tri::No {
                    let missed = peer.class().is_some_and(|class| class.homeless) && rule.has_block();
                    if missed && !notes.contains(&HOMELESS) {
                        notes.push(HOMELESS);
                    }
                    continue;
                }
                let ports = rule.ports(named);
                if by_block && matches!(peer, Peer::Class { .. }) && !notes.contains(&BLOCK) {
                    notes.push(BLOCK);
                }
                side.possible.add(&ports);
                if fits == Tri::Yes {
                    side.sure.add(&ports);
                }
                side.admits.push((policy.name.clone(), ports, fits));
            }
        }
        if !side.isolated {
            (side.sure, side.possible) = (Ports::All, Ports::All);
        }
        if zone.doubt.is_some() || self.foreign.is_some() {
            (side.sure, side.possible) = (Ports::None, Ports::All);
        }
        side
    }

    /// Whether a rule matches a peer, and whether an address block decided so.
    pub(super) fn fits(&self, rule: &AllowRule, zone: &Zone, peer: Peer<'_>) -> (Tri, bool) {
        if rule.peers.is_empty() {
            return (Tri::Yes, false);
        }
        let each = rule
            .peers
            .iter()
            .map(|party| (self.matches(*party, zone, peer), matches!(party, Party::Block(_))));
        each.max_by_key(|(fits, block)| (*fits, !*block)).unwrap_or_default()
    }

    fn matches(&self, party: Party, zone: &Zone, peer: Peer<'_>) -> Tri {
        match (party, peer) {
            (Party::Nobody, _) | (_, Peer::Nobody) | (Party::Pods { .. }, Peer::Address(_)) => Tri::No,
            (Party::Block(at), Peer::Address(address)) => {
                Tri::of(self.seen.blocks.get(at).is_some_and(|block| block.contains(address)))
            }
            (Party::Block(at), Peer::Class { class, .. }) => Tri::of(class.inside.contains(&at)),
            (Party::Pods { .. }, Peer::Class { class, .. }) if class.host => Tri::No,
            (Party::Pods { namespaces, pods }, Peer::Class { place, all, .. }) => {
                let space = match namespaces {
                    Some(row) => self.tables.namespaces.fits(row, place),
                    None => Tri::of(self.places.get(&zone.name) == Some(&place)),
                };
                space.and(pods.map_or(Tri::Yes, |row| self.tables.pods.fits(row, all)))
            }
        }
    }

    fn doubts(&self, answer: &mut ConnectionAnswer, source: ResolvedEnd<'_>, target: ResolvedEnd<'_>) {
        if answer.sure() == answer.possible() {
            return;
        }
        let zones = [source, target].into_iter().filter_map(|found| match found {
            ResolvedEnd::Pod(zone, ..) => zone.doubt.clone(),
            ResolvedEnd::Address(..) => None,
        });
        answer.why.extend(self.foreign.iter().cloned().chain(zones));
        if answer.why.is_empty() {
            answer.why.push("the labels of a namespace are unknown".into());
        }
        answer.why.dedup();
    }
}

fn party(found: ResolvedEnd<'_>) -> Peer<'_> {
    match found {
        ResolvedEnd::Address(address, _) => Peer::Address(address),
        ResolvedEnd::Pod(zone, place, _, member) => match zone.pods.all.get(member.class) {
            Some(class) => Peer::Class { place, at: member.class, all: zone.first + member.class, class },
            None => Peer::Nobody,
        },
    }
}

/// A node reaches the pods that run on it, and they reach the node.
fn is_own_node(source: ResolvedEnd<'_>, target: ResolvedEnd<'_>) -> bool {
    let node = |found: ResolvedEnd<'_>| match found {
        ResolvedEnd::Address(_, node) => node.map(ToOwned::to_owned),
        ResolvedEnd::Pod(zone, _, _, member) => {
            let host = zone.pods.all.get(member.class).is_some_and(|class| class.host);
            host.then(|| member.node.to_string()).filter(|node| !node.is_empty())
        }
    };
    let runs_on = |found: ResolvedEnd<'_>, node: &str| match found {
        ResolvedEnd::Address(_, own) => own == Some(node),
        ResolvedEnd::Pod(_, _, _, member) => &*member.node == node,
    };
    node(source).is_some_and(|node| runs_on(target, &node))
        || node(target).is_some_and(|node| runs_on(source, &node))
}

/// The properties of an end that policies can match.
#[derive(Debug, Clone, Copy)]
pub(super) enum Peer<'a> {
    Class { place: usize, at: usize, all: usize, class: &'a PodClass },
    Address(IpAddr),
    Nobody,
}

impl<'a> Peer<'a> {
    fn class(self) -> Option<&'a PodClass> {
        match self {
            Self::Class { class, .. } => Some(class),
            Self::Address(_) | Self::Nobody => None,
        }
    }
}

fn is_same(source: ResolvedEnd<'_>, target: ResolvedEnd<'_>) -> bool {
    match (source, target) {
        (ResolvedEnd::Pod(_, from, one, _), ResolvedEnd::Pod(_, to, other, _)) => (from, one) == (to, other),
        (ResolvedEnd::Address(one, _), ResolvedEnd::Address(other, _)) => one == other,
        (ResolvedEnd::Pod(..), ResolvedEnd::Address(..))
        | (ResolvedEnd::Address(..), ResolvedEnd::Pod(..)) => false,
    }
}

/// The policies that select a class in a direction, with their rules.
pub(super) fn isolating(
    zone: &Zone,
    at: usize,
    direction: Direction,
) -> impl Iterator<Item = (&Ready, &Vec<AllowRule>)> {
    let rules = move |policy: &'_ Ready| match direction {
        Direction::Egress => policy.egress.is_some(),
        Direction::Ingress => policy.ingress.is_some(),
    };
    let selected =
        zone.policies.iter().filter(move |policy| rules(policy) && policy.selects.get(at) == Tri::Yes);
    selected.filter_map(move |policy| {
        let rules = match direction {
            Direction::Egress => policy.egress.as_ref(),
            Direction::Ingress => policy.ingress.as_ref(),
        };
        rules.map(|rules| (policy, rules))
    })
}
