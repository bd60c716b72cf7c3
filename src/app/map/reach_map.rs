//! Who reaches whom, as the Reach screen shows it: computed in the background, shown until a newer result
//! arrives.

use crate::engine::events::EventWay;
use crate::engine::mesh::{InForce, PairMatrix, Treatment};
use crate::engine::network::{
    Cell, ConnectionEnd, ConnectionPairs, Matrix, Network, Openness, OutletAnswer, Outlets,
};
use crate::model::pod::Pod;
use crate::model::{Bits, Dirty, Extent, Snapshot, Space};
use std::collections::BTreeMap;
use std::sync::Arc;

type Pods = BTreeMap<Arc<str>, Arc<Pod>>;

/// What decides in the mesh between any two namespaces.
#[derive(Debug)]
struct MeshMap {
    policies: InForce,
    pods: BTreeMap<Arc<str>, Pods>,
}

impl MeshMap {
    fn of(policies: InForce, snapshot: &Snapshot) -> Arc<Self> {
        Arc::new(Self { policies, pods: snapshot.spaces().map(pods).collect() })
    }

    fn crowd(&self, from: &str, to: &str) -> PairMatrix {
        let pods = |name: &str| self.pods.get(name).into_iter().flatten();
        PairMatrix::of(&self.policies, pods(from), pods(to), to)
    }

    /// Returns the answer of the mesh for all pods of each two namespaces, row by row, where it is the same
    /// for all.
    fn shades(&self, matrix: &Matrix) -> Vec<Option<Treatment>> {
        if matrix.names.len() > SHADED {
            return Vec::new();
        }
        let pairs = matrix.names.iter().flat_map(|from| matrix.names.iter().map(move |to| (from, to)));
        let open = |cell: &Cell| matches!(cell.openness, Openness::All | Openness::Some);
        let said = |(cell, (from, to)): (&Cell, (&Arc<str>, &Arc<str>))| {
            if open(cell) { self.crowd(from, to).all() } else { None }
        };
        matrix.cells.iter().zip(pairs).map(said).collect()
    }
}

/// With more namespaces the map shows the answer of the mesh only for the selected cell.
const SHADED: usize = 64;

#[derive(Debug, Clone)]
pub struct ReachMap {
    network: Network,
    pub matrix: Arc<Matrix>,
    /// Pairs of different namespaces with pods: those that are wholly open, and all.
    pub open: (usize, usize),
    /// The pairs of the two selected namespaces.
    pub pairs: ConnectionPairs,
    /// The other destinations of the connecting pods, the worst of them.
    pub outlets: Vec<OutletAnswer>,
    /// The answer of the mesh between the pods of the two namespaces.
    pub crowd: Arc<PairMatrix>,
    /// The answer of the mesh for each cell; empty where there are too many.
    shades: Arc<Vec<Option<Treatment>>>,
    events: Arc<Vec<EventWay>>,
    places: Outlets,
    meshed: Arc<MeshMap>,
    looked_into: Option<(String, String)>,
}

/// The maximum number of lines for two namespaces: as many as a person reads, and as one frame allows.
const LINES: usize = 1_000;

impl ReachMap {
    /// The bits of everything that the map shows: policies, the mesh, the Services of the outlets, and
    /// events.
    #[must_use]
    pub const fn reads(extent: Extent) -> Bits {
        Network::READS | InForce::reads(extent) | Outlets::READS | EventWay::READS
    }

    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let network = Network::of(snapshot);
        let matrix = network.matrix();
        Self::prepare(snapshot, network, matrix.into(), InForce::of(snapshot))
    }

    /// Returns the map, updated by what changed since.
    #[must_use]
    pub fn after(self, snapshot: &Snapshot, dirty: &Dirty) -> Self {
        let Self { mut network, mut matrix, meshed, .. } = self;
        let policies = meshed.policies.clone().after(snapshot, dirty);
        match network.update(snapshot, dirty) {
            Some(changed) if changed.is_empty() => {}
            Some(changed) => Arc::make_mut(&mut matrix).refresh(&network, |name| changed.contains(name)),
            None => matrix = network.matrix().into(),
        }
        Self::prepare(snapshot, network, matrix, policies)
    }

    fn prepare(snapshot: &Snapshot, network: Network, matrix: Arc<Matrix>, policies: InForce) -> Self {
        let places = Outlets::of(snapshot, &network);
        let events = EventWay::all(snapshot, &network, &policies.mesh).into();
        let meshed = MeshMap::of(policies, snapshot);
        let shades: Arc<Vec<Option<Treatment>>> = meshed.shades(&matrix).into();
        let count = matrix.names.len().max(1);
        let other = matrix.cells.iter().enumerate().filter(|(at, _)| at / count != at % count);
        let closed = |at: &usize| shades.get(*at).copied().flatten() == Some(Treatment::Denied);
        let whole = |(at, cell): &(usize, &Cell)| cell.openness == Openness::All && !closed(at);
        let open = other.clone().filter(whole).count();
        let all = other.filter(|(_, cell)| cell.openness != Openness::Empty).count();
        let (pairs, outlets) = (ConnectionPairs::default(), Vec::new());
        let (open, crowd, looked_into) = ((open, all), Arc::default(), None);
        Self { network, matrix, open, pairs, outlets, crowd, shades, events, places, meshed, looked_into }
    }

    /// Computes the lines of two namespaces, once.
    pub fn look_into(&mut self, from: &str, to: &str) {
        let is_it = |(own, other): &(String, String)| own == from && other == to;
        if !self.looked_into.as_ref().is_some_and(is_it) {
            self.pairs = self.network.pairs(from, to, LINES);
            self.outlets = self.worst_outlets(from);
            self.crowd = self.meshed.crowd(from, to).into();
            self.looked_into = Some((from.to_owned(), to.to_owned()));
        }
    }

    /// Returns each outlet from the pod of a namespace that has the least access to it.
    fn worst_outlets(&self, from: &str) -> Vec<OutletAnswer> {
        let pods: std::collections::BTreeSet<&str> = self.pairs.rows.iter().map(|pair| &*pair.from).collect();
        let mut worst: Vec<OutletAnswer> = Vec::new();
        for pod in pods {
            for reached in self.places.from(&self.network, ConnectionEnd::Pod(from, pod)) {
                match worst.iter_mut().find(|outlet_answer| outlet_answer.outlet == reached.outlet) {
                    Some(one) if one.verdict > reached.verdict => *one = reached,
                    Some(_) => {}
                    None => worst.push(reached),
                }
            }
        }
        worst
    }

    /// Returns the routes by which events get into a namespace.
    pub fn events_to<'a>(&'a self, namespace: &'a str) -> impl Iterator<Item = &'a EventWay> {
        self.events.iter().filter(move |way| way.namespace == namespace)
    }

    /// Returns a sentence about policies that are assumed, because they do not exist yet.
    #[must_use]
    pub fn assumption(&self) -> Option<String> {
        self.meshed.policies.assumption()
    }

    /// The number of rows: the internet, then each namespace.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.matrix.names.len() + 1
    }

    /// Returns the name of a row; none for the internet.
    #[must_use]
    pub fn from(&self, row: usize) -> Option<&Arc<str>> {
        row.checked_sub(1).and_then(|at| self.matrix.names.get(at))
    }

    pub fn name(&self, row: usize) -> Option<String> {
        match row {
            0 => Some("internet".into()),
            _ => self.from(row).map(ToString::to_string),
        }
    }

    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.matrix.cell(row.checked_sub(1)?, column)
    }

    /// Whether the map shows the mesh for every cell.
    #[must_use]
    pub fn is_shaded(&self) -> bool {
        self.matrix.names.len() <= SHADED
    }

    /// Whether the mesh refuses every connection of a cell that policies allow.
    #[must_use]
    pub fn is_closed_by_mesh(&self, row: usize, column: usize) -> bool {
        let at = row.checked_sub(1).map(|row| row * self.matrix.names.len() + column);
        at.and_then(|at| self.shades.get(at).copied().flatten()) == Some(Treatment::Denied)
    }
}

/// Returns the pods of a namespace that run or will run.
fn pods(space: &Space) -> (Arc<str>, Pods) {
    let alive = space.pods.iter().filter(|(_, pod)| !pod.finished());
    (space.name.clone(), alive.map(|(name, pod)| (name.clone(), pod.clone())).collect())
}
