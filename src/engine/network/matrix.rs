//! How open each namespace is to each other: every pair of classes, kept apart only where rules distinguish
//! them.
//!
//! For a pair of namespaces only the egress rules of one and the ingress rules of the other matter, so the
//! classes of each are first merged by what those few rules can distinguish.

use super::class::PodClass;
use super::decide::{Direction, Peer, isolating};
use super::index::{Network, Zone};
use super::policy::AllowRule;
use super::ports::Ports;
use crate::model::Tri;
use crate::model::network_policy::Protocol;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How much of a namespace's pods and ports another namespace reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Openness {
    /// There are no pods to connect.
    #[default]
    Empty,
    None,
    Unknown,
    Some,
    All,
}

/// One pair of namespaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    pub openness: Openness,
    /// The ports that some pod reaches on some other pod.
    pub ports: Ports,
}

/// What the rules of a pair of namespaces can distinguish in a class: the rules that isolate it, the rules of
/// the other side that match it, and its port names where it is the target.
type AlikePods<'a> = (Vec<*const AllowRule>, Vec<Tri>, &'a [(Box<str>, Protocol, u16)]);

/// All pairs, one row per caller, one column per target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matrix {
    pub names: Vec<Arc<str>>,
    pub cells: Vec<Cell>,
}

impl Matrix {
    /// The part for these namespaces; an empty list means all.
    #[must_use]
    pub fn between(self, only: &[String]) -> Self {
        if only.is_empty() {
            return self;
        }
        let keeps = |name: &Arc<str>| only.iter().any(|one| **one == **name);
        let kept: Vec<usize> =
            self.names.iter().enumerate().filter(|(_, name)| keeps(name)).map(|(at, _)| at).collect();
        let mut cells = Vec::with_capacity(kept.len() * kept.len());
        for row in &kept {
            cells.extend(kept.iter().filter_map(|column| self.cell(*row, *column)).cloned());
        }
        let names = kept.iter().filter_map(|at| self.names.get(*at)).cloned().collect();
        Self { names, cells }
    }
}

/// The classes of a namespace with the policies that isolate them, prepared once.
struct Half<'a> {
    place: usize,
    zone: &'a Zone,
    /// Classes on the pod network.
    classes: Vec<(usize, &'a PodClass)>,
    /// Per class, the rules that allow connections, or `None` where nothing isolates it.
    rules: Vec<Option<Vec<&'a AllowRule>>>,
    /// Every rule of the namespace in this direction.
    all: Vec<&'a AllowRule>,
}

impl Matrix {
    #[must_use]
    pub fn cell(&self, from: usize, to: usize) -> Option<&Cell> {
        self.cells.get(from * self.names.len() + to)
    }

    /// Recomputes what new policies of some namespaces can change: their rows and columns.
    pub fn refresh(&mut self, network: &Network, changed: impl Fn(&str) -> bool) {
        let (from, to) = network.halves();
        let count = self.names.len();
        for (row, source) in from.iter().enumerate() {
            for (column, target) in to.iter().enumerate() {
                if (changed(&source.zone.name) || changed(&target.zone.name))
                    && let Some(cell) = self.cells.get_mut(row * count + column)
                {
                    *cell = network.cell_of(source, target);
                }
            }
        }
    }
}

impl Network {
    #[must_use]
    pub fn matrix(&self) -> Matrix {
        let (from, to) = self.halves();
        let cells = from.iter().flat_map(|source| to.iter().map(move |target| self.cell_of(source, target)));
        Matrix { names: self.spaces.iter().map(|zone| zone.name.clone()).collect(), cells: cells.collect() }
    }

    /// One cell on its own.
    #[must_use]
    pub fn cell(&self, from: &str, to: &str) -> Option<Cell> {
        let at = |name: &str| self.places.get(name).copied();
        let (from, to) = (self.half(at(from)?, Direction::Egress)?, self.half(at(to)?, Direction::Ingress)?);
        Some(self.cell_of(&from, &to))
    }

    fn halves(&self) -> (Vec<Half<'_>>, Vec<Half<'_>>) {
        let all = |direction| (0..self.spaces.len()).filter_map(|at| self.half(at, direction)).collect();
        (all(Direction::Egress), all(Direction::Ingress))
    }

    fn half(&self, place: usize, direction: Direction) -> Option<Half<'_>> {
        let zone: &Zone = self.spaces.get(place)?;
        let classes: Vec<(usize, &PodClass)> =
            zone.pods.all.iter().enumerate().filter(|(_, class)| !class.host).collect();
        let of = |at: usize| {
            let mut isolating = isolating(zone, at, direction).peekable();
            isolating.peek()?;
            Some(isolating.flat_map(|(_, rules)| rules).collect())
        };
        let rules = classes.iter().map(|(at, _)| of(*at)).collect();
        let all = zone.policies.iter().filter_map(|policy| match direction {
            Direction::Egress => policy.egress.as_ref(),
            Direction::Ingress => policy.ingress.as_ref(),
        });
        Some(Half { place, zone, classes, rules, all: all.flatten().collect() })
    }

    fn cell_of(&self, source: &Half<'_>, target: &Half<'_>) -> Cell {
        let bare = |half: &Half<'_>| half.classes.is_empty() && half.zone.hidden.is_none();
        if bare(source) || bare(target) {
            return Cell::default();
        }
        let doubt = |zone: &Zone| zone.doubt.is_some() || zone.hidden.is_some();
        if self.foreign.is_some() || doubt(source.zone) || doubt(target.zone) {
            return Cell { openness: Openness::Unknown, ports: Ports::None };
        }
        let open = |half: &Half<'_>| half.rules.iter().all(Option::is_none);
        if open(source) && open(target) {
            return Cell { openness: Openness::All, ports: Ports::All };
        }
        let (from, to) = (self.alike(source, target, false), self.alike(target, source, true));
        let mut sum = Sum::default();
        for one in &from {
            for other in &to {
                self.pair(&mut sum, (source, *one), (target, *other));
            }
        }
        sum.cell()
    }

    /// One class of each group that the relevant rules can distinguish.
    fn alike(&self, own: &Half<'_>, other: &Half<'_>, named: bool) -> Vec<usize> {
        let mut sorts: BTreeMap<AlikePods<'_>, usize> = BTreeMap::new();
        for (index, (at, class)) in own.classes.iter().enumerate() {
            let rules = own.rules.get(index).and_then(Option::as_ref);
            let rules: Vec<*const AllowRule> = match rules {
                // A single null pointer marks a class that nothing isolates.
                None => vec![std::ptr::null()],
                Some(rules) => rules.iter().map(|rule| std::ptr::from_ref(*rule)).collect(),
            };
            let peer = peer(own, *at, class);
            let fits = other.all.iter().map(|rule| self.fits(rule, other.zone, peer).0).collect();
            let ports: &[_] = if named { &class.ports } else { &[] };
            sorts.entry((rules, fits, ports)).or_insert(index);
        }
        sorts.into_values().collect()
    }

    fn pair(&self, sum: &mut Sum, (source, from): (&Half<'_>, usize), (target, to): (&Half<'_>, usize)) {
        let (Some((from_at, from_class)), Some((to_at, to_class))) =
            (source.classes.get(from), target.classes.get(to))
        else {
            return;
        };
        let egress = self.open(source, from, peer(target, *to_at, to_class), to_class);
        let ingress = self.open(target, to, peer(source, *from_at, from_class), to_class);
        sum.add(&egress.0.and(&ingress.0), &egress.1.and(&ingress.1));
    }

    /// The ports that a class of one namespace opens to a peer: certainly, and possibly.
    fn open(&self, half: &Half<'_>, index: usize, peer: Peer<'_>, named: &PodClass) -> (Ports, Ports) {
        let Some(rules) = half.rules.get(index).and_then(Option::as_ref) else {
            return (Ports::All, Ports::All);
        };
        let (mut sure, mut possible) = (Ports::None, Ports::None);
        for rule in rules {
            let fits = self.fits(rule, half.zone, peer).0;
            if fits == Tri::No {
                continue;
            }
            let ports = rule.ports(Some(named));
            possible.add(&ports);
            if fits == Tri::Yes {
                sure.add(&ports);
            }
        }
        (sure, possible)
    }
}

fn peer<'a>(half: &Half<'_>, at: usize, class: &'a PodClass) -> Peer<'a> {
    Peer::Class { place: half.place, at, all: half.zone.first + at, class }
}

/// The result over all pairs of a cell.
#[derive(Default)]
struct Sum {
    ports: Ports,
    pairs: usize,
    whole: usize,
    closed: usize,
    open: usize,
}

impl Sum {
    fn add(&mut self, sure: &Ports, possible: &Ports) {
        self.pairs += 1;
        self.whole += usize::from(sure.is_all());
        self.open += usize::from(!sure.is_none());
        self.closed += usize::from(possible.is_none());
        self.ports.add(sure);
    }

    fn cell(self) -> Cell {
        let openness = match () {
            () if self.pairs == 0 => Openness::Empty,
            () if self.whole == self.pairs => Openness::All,
            () if self.open > 0 => Openness::Some,
            () if self.closed == self.pairs => Openness::None,
            () => Openness::Unknown,
        };
        Cell { openness, ports: self.ports }
    }
}

impl Openness {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::None => "none",
            Self::Unknown => "unknown",
            Self::Some => "some",
            Self::All => "all",
        }
    }
}
