//! Everything that decides about connections, taken from a snapshot: pods by class, policies by namespace.

use super::block::address;
use super::class::{Classes, PodClass, PolicyTerms};
use super::policy::{Ready, TableInput, Tables};
use crate::model::kind::KindScope;
use crate::model::network_policy::NetworkPolicy;
use crate::model::{Bits, Dirty, Feed, Kind, Labels, Snapshot, Space};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

/// A copy costs a few pointers per namespace, so a "what if" is a copy with one change.
#[derive(Debug, Clone)]
pub struct Network {
    pub(super) spaces: Vec<Arc<Zone>>,
    pub(super) places: Arc<BTreeMap<Arc<str>, usize>>,
    pub(super) tables: Arc<Tables>,
    pub(super) seen: Arc<PolicyTerms>,
    /// The pod or node that has an address.
    pub(super) owners: Arc<BTreeMap<IpAddr, Owner>>,
    /// Why no answer about the whole cluster is certain: it contains policies of a kind that is not
    /// evaluated.
    pub(super) foreign: Option<Arc<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    Pod(usize, Arc<str>),
    Node(Arc<str>),
}

/// One namespace.
#[derive(Debug, Clone)]
pub(super) struct Zone {
    pub name: Arc<str>,
    pub(super) pods: Arc<Classes>,
    pub(super) policies: Vec<Ready>,
    /// Position of its first class among the classes of all namespaces.
    pub(super) first: usize,
    /// Why its policies are incomplete: not read, invalid, or not the only kind.
    pub(super) doubt: Option<Arc<str>>,
    /// Why not all of its pods are known.
    pub(super) hidden: Option<Arc<str>>,
}

const POLICIES: Bits = Kind::NetworkPolicy.bit();
const GROUND: Bits = Kind::Pod.bit() | Kind::Namespace.bit() | Kind::Node.bit();

impl Network {
    /// The revision bits of everything it is built from.
    pub const READS: Bits = POLICIES | GROUND | Kind::FOREIGN_BITS;

    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        Self::among(snapshot, &snapshot.spaces().collect::<Vec<&Space>>())
    }

    /// Reads from a cluster only these namespaces, with their pods and policies.
    pub fn among(snapshot: &Snapshot, spaces: &[&Space]) -> Self {
        let mut seen = PolicyTerms::default();
        for policy in spaces.iter().flat_map(|space| space.network_policies.values()) {
            seen.add(policy);
        }
        let pods: Vec<Arc<Classes>> =
            spaces.iter().map(|space| Arc::new(Classes::of(space, &seen))).collect();
        let mut network = Self {
            places: Arc::new(spaces.iter().enumerate().map(|(at, space)| (space.name.clone(), at)).collect()),
            owners: Arc::new(owners(snapshot, &pods)),
            seen: Arc::new(seen),
            tables: Arc::default(),
            foreign: foreign(snapshot, snapshot.cluster(), ""),
            spaces: Vec::with_capacity(spaces.len()),
        };
        let mut first = 0;
        for (space, pods) in spaces.iter().zip(pods) {
            let classes = pods.all.len();
            let doubt = doubt(snapshot, space);
            let hidden = unknown(snapshot, Kind::Pod, &space.name).or_else(|| broken(space, Kind::Pod));
            let zone = Zone { name: space.name.clone(), pods, policies: Vec::new(), first, doubt, hidden };
            network.spaces.push(Arc::new(zone));
            first += classes;
        }
        let all: Vec<usize> = (0..spaces.len()).collect();
        network.take_policies(snapshot, &all);
        network
    }

    /// Applies what a change marked dirty; returns the namespaces whose policies are new, or `None` if all
    /// are.
    pub fn update(&mut self, snapshot: &Snapshot, dirty: &Dirty) -> Option<BTreeSet<Arc<str>>> {
        if dirty.everywhere & POLICIES != 0 || dirty.affects(Self::READS & !POLICIES) {
            *self = Self::of(snapshot);
            return None;
        }
        let names = dirty.spaces.iter().filter(|(_, bits)| **bits & POLICIES != 0).map(|(name, _)| name);
        let names: BTreeSet<Arc<str>> = names.map(|name| Arc::from(name.as_ref())).collect();
        let known = names.iter().all(|name| self.places.contains_key(name));
        if !known || names.iter().any(|name| self.is_new(snapshot, name)) {
            *self = Self::of(snapshot);
            return None;
        }
        let places: Vec<usize> = names.iter().filter_map(|name| self.places.get(name).copied()).collect();
        self.take_policies(snapshot, &places);
        Some(names)
    }

    /// Whether policies of a namespace match by a label key or block that no policy used before.
    fn is_new(&self, snapshot: &Snapshot, name: &str) -> bool {
        let Some(space) = snapshot.space(name) else { return false };
        let mut seen = PolicyTerms::clone(&self.seen);
        space.network_policies.values().any(|policy| seen.add(policy))
    }

    fn take_policies(&mut self, snapshot: &Snapshot, places: &[usize]) {
        let zones = self.spaces.clone();
        let classes: Vec<&PodClass> = zones.iter().flat_map(|zone| &zone.pods.all).collect();
        let label = |zone: &Arc<Zone>| (zone.name.clone(), labels(snapshot, &zone.name));
        let namespaces: Vec<(Arc<str>, Option<Labels>)> = zones.iter().map(label).collect();
        let seen = self.seen.clone();
        let ground = TableInput { classes: &classes, namespaces: &namespaces, blocks: &seen.blocks };
        let tables = Arc::make_mut(&mut self.tables);
        for at in places {
            let Some(zone) = self.spaces.get_mut(*at) else { continue };
            let zone = Arc::make_mut(zone);
            let Some(space) = snapshot.space(&zone.name) else { continue };
            let ready = |policy: &Arc<NetworkPolicy>| tables.ready(policy, &zone.pods.all, &ground);
            zone.policies = space.network_policies.values().map(ready).collect();
            zone.doubt = doubt(snapshot, space);
        }
    }

    /// Why the policies of a namespace give no certain answer, if so.
    pub fn doubt(snapshot: &Snapshot, space: &Space) -> Option<Arc<str>> {
        foreign(snapshot, snapshot.cluster(), "").or_else(|| doubt(snapshot, space))
    }

    pub fn namespaces(&self) -> impl Iterator<Item = &str> {
        self.spaces.iter().map(|zone| &*zone.name)
    }

    pub(super) fn zone(&self, name: &str) -> Option<&Zone> {
        self.places.get(name).and_then(|at| self.spaces.get(*at)).map(AsRef::as_ref)
    }
}

/// The labels of a namespace; `None` if its object was not read.
fn labels(snapshot: &Snapshot, name: &str) -> Option<Labels> {
    snapshot.space(name).and_then(Space::namespace).map(|object| object.meta.labels.clone())
}

fn owners(snapshot: &Snapshot, pods: &[Arc<Classes>]) -> BTreeMap<IpAddr, Owner> {
    let nodes = snapshot.cluster().nodes.iter().flat_map(|(name, node)| {
        let each = node.addresses.iter().filter_map(|one| address(one));
        each.map(|one| (one, Owner::Node(name.clone())))
    });
    let pods = pods.iter().enumerate().flat_map(|(at, classes)| {
        let own = classes
            .members
            .iter()
            .filter(|(_, one)| classes.all.get(one.class).is_some_and(|class| !class.host));
        own.flat_map(move |(name, one)| {
            one.addresses.iter().map(move |ip| (*ip, Owner::Pod(at, name.clone())))
        })
    });
    pods.chain(nodes).collect()
}

/// Why the policies of a namespace are incomplete.
fn doubt(snapshot: &Snapshot, space: &Space) -> Option<Arc<str>> {
    unknown(snapshot, Kind::NetworkPolicy, &space.name)
        .or_else(|| broken(space, Kind::NetworkPolicy))
        .or_else(|| foreign(snapshot, space, &space.name))
}

fn unknown(snapshot: &Snapshot, kind: Kind, namespace: &str) -> Option<Arc<str>> {
    let feed = snapshot.feeds().of(kind, namespace);
    let unseen = !feed.known() && feed != &Feed::NotServed;
    unseen.then(|| format!("{} of {namespace}: {}", kind.info().plural, feed.why()).into())
}

fn broken(space: &Space, kind: Kind) -> Option<Arc<str>> {
    let ((_, name), why) = space.unreadable.iter().find(|((of, _), _)| *of == kind)?;
    Some(format!("{} {}/{name} is invalid: {why}", kind.info().name, space.name).into())
}

/// Policies of other kinds are not evaluated: where one may exist, no answer is certain.
fn foreign(snapshot: &Snapshot, space: &Space, namespace: &str) -> Option<Arc<str>> {
    let reason = |kind: Kind| -> Option<Arc<str>> {
        let info = kind.info();
        if matches!(info.reach, KindScope::Cluster) != namespace.is_empty() {
            return None;
        }
        if space.count(kind) > 0 {
            return Some(format!("a {} exists, which is not evaluated", info.name).into());
        }
        let feed = snapshot.feeds().of(kind, namespace);
        let unseen = matches!(feed, Feed::Forbidden(_) | Feed::Failed(_));
        unseen.then(|| format!("{} may exist and decide as well: {}", info.resource(), feed.why()).into())
    };
    Kind::FOREIGN_POLICIES.into_iter().find_map(reason)
}
