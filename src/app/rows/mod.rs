//! The two long lists, of Functions and of findings. They are kept in order; when something changes, only
//! the rows of the affected namespaces are built again.

pub mod addresses;
pub mod cursor;
pub mod external_reports;
pub mod filter;
pub mod lists;
pub mod page;
pub mod panes;
pub mod refresh;
pub mod saved;
pub mod selection;
pub mod since;

use crate::app::model::{Model, Order};
use crate::app::rows::filter::Facets;
use crate::app::rows::lists::{passes_filter, risk};
use crate::app::screen::place::ScreenKind;
use crate::app::state::rows::{FindingRow, FunctionRow, KeptRows, ListBuild, RowView, SortKey};
use crate::checks::{self, Severity};
use crate::model::Dirty;
use crate::model::function::Function;
use crate::verdicts::report::SpaceReport;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

pub trait Row: Sized + Clone {
    const SORT: ScreenKind;
    fn home(&self) -> &Arc<str>;
    /// The namespaces that may have rows.
    fn homes(model: &Model) -> Vec<Arc<str>>;
    /// All rows, nearly sorted.
    fn all(model: &Model, view: &RowView) -> Vec<Self> {
        let mut rows = Vec::new();
        for home in Self::homes(model) {
            Self::of(model, &home, view, &mut rows);
        }
        rows
    }
    /// The rows of one namespace.
    fn of(model: &Model, home: &Arc<str>, view: &RowView, rows: &mut Vec<Self>);
    /// Rows of one namespace may compare as equal; they then keep their order.
    fn compare(&self, other: &Self, order: Order) -> Ordering;
}

/// Above this many changed namespaces a full rebuild is as fast.
const FEW: usize = 64;
/// The number of namespaces whose rows are built in one step of an idle loop.
const PART: usize = 32;

impl<T: Row> KeptRows<T> {
    /// Records what changed.
    pub fn mark(&mut self, dirty: &Dirty) {
        if self.view.is_some() {
            self.touched.extend(dirty.spaces.keys().map(Arc::clone));
        }
    }

    /// Whether little work is left, so that it may be done in advance.
    pub fn has_little_left(&self, model: &Model) -> bool {
        self.stale(model).is_some()
    }

    pub fn is_fresh(&self, model: &Model) -> bool {
        self.seen == model.report.generation && self.touched.is_empty() && self.is_of_view(model)
    }

    fn is_of_view(&self, model: &Model) -> bool {
        self.view.as_ref().is_some_and(|view| {
            let order = view.order == model.order(T::SORT) && view.reversed == model.is_reversed(T::SORT);
            order && view.accepted == model.settings.show_accepted && view.filter == *model.filter(T::SORT)
        })
    }

    /// Builds some of the rows; returns whether others are missing.
    pub fn prepare(&mut self, model: &Model) -> bool {
        if self.is_fresh(model) || self.has_little_left(model) {
            self.refresh(model);
            return false;
        }
        let view = RowView::of::<T>(model);
        let (generation, changes) = (model.report.generation, model.changes);
        let begun = self.building.take().filter(|list_build| {
            list_build.view == view && (list_build.generation, list_build.changes) == (generation, changes)
        });
        let mut building = begun.unwrap_or_else(|| {
            let homes = T::homes(model).into_iter();
            ListBuild { view, generation, changes, homes, runs: VecDeque::new() }
        });
        if building.homes.len() > 0 {
            building.extend(model);
        } else if let (Some(one), Some(other)) = (building.runs.pop_front(), building.runs.pop_front()) {
            let merged = merge(one, other, |one, other| building.view.compare(one, other));
            building.runs.push_back(merged);
        }
        if building.homes.len() > 0 || building.runs.len() > 1 {
            self.building = Some(building);
            return true;
        }
        self.rows = building.runs.pop_front().unwrap_or_default();
        self.settle(model, building.view);
        false
    }

    pub fn refresh(&mut self, model: &Model) {
        if self.is_fresh(model) {
            return;
        }
        let view = RowView::of::<T>(model);
        if let Some(stale) = self.stale(model) {
            self.rows.retain(|row| !stale.contains(row.home()));
            for home in &stale {
                T::of(model, home, &view, &mut self.rows);
            }
        } else {
            self.rows = T::all(model, &view);
        }
        self.settle(model, view);
    }

    /// Sorts rows that are up to date.
    fn settle(&mut self, model: &Model, view: RowView) {
        self.building = None;
        self.rows.sort_by(|one, other| view.compare(one, other));
        (self.view, self.seen) = (Some(view), model.report.generation);
        self.touched.clear();
    }

    /// Returns the few namespaces whose rows may be out of date; none where all rows may be.
    fn stale(&self, model: &Model) -> Option<BTreeSet<Arc<str>>> {
        if !self.is_of_view(model) || model.report.forgot > self.seen {
            return None;
        }
        let changed = model.report.changed_since(self.seen);
        let all: BTreeSet<Arc<str>> = self.touched.iter().chain(changed).map(Arc::clone).collect();
        (all.len() <= FEW).then_some(all)
    }
}

impl<T: Row> ListBuild<T> {
    /// Builds the rows of a few more namespaces.
    fn extend(&mut self, model: &Model) {
        let mut rows = Vec::new();
        for home in self.homes.by_ref().take(PART) {
            T::of(model, &home, &self.view, &mut rows);
        }
        rows.sort_by(|one, other| self.view.compare(one, other));
        self.runs.push_back(rows);
    }
}

/// Merges two sorted lists into one.
fn merge<T>(one: Vec<T>, other: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    while let (Some(left), Some(right)) = (one.peek(), other.peek()) {
        let next = if compare(left, right) == Ordering::Greater { other.next() } else { one.next() };
        all.extend(next);
    }
    all.extend(one.chain(other));
    all
}

impl RowView {
    fn compare<T: Row>(&self, one: &T, other: &T) -> Ordering {
        let found = one.compare(other, self.order);
        if self.reversed { found.reverse() } else { found }
    }

    fn of<T: Row>(model: &Model) -> Self {
        let accepted = model.settings.show_accepted;
        let (order, reversed) = (model.order(T::SORT), model.is_reversed(T::SORT));
        Self { filter: model.filter(T::SORT).clone(), order, reversed, accepted }
    }
}

impl Row for FunctionRow {
    const SORT: ScreenKind = ScreenKind::Functions;

    fn home(&self) -> &Arc<str> {
        &self.namespace
    }

    fn homes(model: &Model) -> Vec<Arc<str>> {
        let spaces = model.snapshot.spaces().filter(|space| model.report.covers(&space.name));
        spaces.map(|space| Arc::clone(&space.name)).collect()
    }

    fn of(model: &Model, home: &Arc<str>, view: &RowView, rows: &mut Vec<Self>) {
        let Some(space) = model.snapshot.space(home) else { return };
        let home = &space.name;
        let report = model.report.space(home);
        // Both are sorted by name.
        let mut counted = report.into_iter().flat_map(|report| &report.by_function).peekable();
        for (name, function) in &space.functions {
            while counted.next_if(|(of, _)| of.as_str() < &**name).is_some() {}
            let counts = counted.next_if(|(of, _)| of.as_str() == &**name).map(|(_, counts)| *counts);
            let counts = counts.unwrap_or_default();
            let more = || {
                let addresses: Vec<&str> = addresses::of(model, home, name).collect();
                format!("{} {}", function.source.word(), addresses.join(" "))
            };
            let facets = Facets {
                text: &[name, &function.runtime, home],
                more: Some(&more),
                namespace: home,
                kind: "Function",
                severity: counts.worst(),
                labels: Some(&function.meta.labels),
                ..Facets::default()
            };
            if view.filter.matches(&facets) {
                let key = sort_key(model, home, function, view.order);
                rows.push(Self { namespace: Arc::clone(home), name: Arc::clone(name), counts, key });
            }
        }
    }

    fn compare(&self, other: &Self, order: Order) -> Ordering {
        let by_risk = || risk(&self.counts).cmp(&risk(&other.counts));
        let by_name = || self.name.cmp(&other.name);
        let by_home = || compare_homes(&self.namespace, &other.namespace);
        match order {
            Order::Name => by_name().then_with(by_home),
            Order::Namespace => by_home().then_with(by_risk).then_with(by_name),
            Order::Risk
            | Order::Functions
            | Order::Level
            | Order::Score
            | Order::Check
            | Order::Title
            | Order::Runtime
            | Order::Source
            | Order::State
            | Order::Exposed => {
                self.key.cmp(&other.key).then_with(by_risk).then_with(by_home).then_with(by_name)
            }
        }
    }
}

/// Returns the value of the column by which Functions are sorted.
fn sort_key(model: &Model, home: &str, function: &Function, order: Order) -> SortKey {
    match order {
        Order::Runtime => SortKey::Text(function.runtime.as_str().into()),
        Order::Source => SortKey::Text(function.source.word().into()),
        Order::State => {
            let running = function.condition("Running").map(|running| running.status.as_str());
            // Failed ones first, those that run last.
            let rank = ["True", "Unknown", "False"].iter().position(|one| running == Some(one));
            SortKey::Number(Reverse(rank.unwrap_or(1)))
        }
        Order::Exposed => SortKey::Number(Reverse(addresses::of(model, home, &function.meta.name).count())),
        Order::Risk
        | Order::Name
        | Order::Namespace
        | Order::Functions
        | Order::Level
        | Order::Score
        | Order::Check
        | Order::Title => SortKey::Same,
    }
}

/// Compares namespaces; most neighbours are of the same one.
fn compare_homes(one: &Arc<str>, other: &Arc<str>) -> Ordering {
    if Arc::ptr_eq(one, other) { Ordering::Equal } else { one.cmp(other) }
}

impl FindingRow {
    fn each<'a>(
        model: &'a Model,
        home: &'a Arc<str>,
        report: &'a SpaceReport,
        view: &'a RowView,
    ) -> impl Iterator<Item = Self> + use<'a> {
        let accepted = report.accepted().filter(|_| view.accepted).map(|accepted| (&accepted.finding, true));
        let all = report.findings().map(|finding| (finding, false)).chain(accepted);
        let wanted =
            all.filter(|(finding, _)| view.filter.is_empty() || passes_filter(model, &view.filter, finding));
        wanted.map(|(finding, accepted)| Self {
            home: Arc::clone(home),
            severity: finding.severity,
            accepted,
            finding: Arc::clone(finding),
        })
    }
}

impl Row for FindingRow {
    const SORT: ScreenKind = ScreenKind::Findings;

    fn home(&self) -> &Arc<str> {
        &self.home
    }

    fn all(model: &Model, view: &RowView) -> Vec<Self> {
        // Grouped by severity first: sorting all rows together takes longer than anything else.
        let mut graded: [Vec<Self>; Severity::ALL.len()] = Default::default();
        for row in model.report.homes().flat_map(|(home, report)| Self::each(model, home, report, view)) {
            if let Some(own) = graded.get_mut(row.severity as usize) {
                own.push(row);
            }
        }
        graded.into_iter().flatten().collect()
    }

    fn homes(model: &Model) -> Vec<Arc<str>> {
        model.report.homes().map(|(home, _)| Arc::clone(home)).collect()
    }

    fn of(model: &Model, home: &Arc<str>, view: &RowView, rows: &mut Vec<Self>) {
        if let Some(report) = model.report.space(home) {
            rows.extend(Self::each(model, home, report, view));
        }
    }

    fn compare(&self, other: &Self, order: Order) -> Ordering {
        let rank = |row: &Self| (row.accepted, row.severity);
        let first = match order {
            Order::Title => self.finding.name().cmp(other.finding.name()),
            Order::Namespace => self.finding.home().cmp(other.finding.home()),
            Order::Name => {
                let (one, other) = (&self.finding.object, &other.finding.object);
                (&one.namespace, &one.name).cmp(&(&other.namespace, &other.name))
            }
            Order::Check => checks::position(self.finding.check).cmp(&checks::position(other.finding.check)),
            Order::Risk
            | Order::Functions
            | Order::Level
            | Order::Score
            | Order::Runtime
            | Order::Source
            | Order::State
            | Order::Exposed => Ordering::Equal,
        };
        let rest = || rank(self).cmp(&rank(other)).then_with(|| compare_homes(&self.home, &other.home));
        first.then_with(rest)
    }
}

#[cfg(test)]
mod tests;
