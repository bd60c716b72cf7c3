//! What to change first: requested on the Overview once every verdict is known, and computed in the
//! background.
//!
//! Only the worst namespaces are considered, and only when a verdict is new. Until then the last answer
//! stays.

use crate::app::Effect;
use crate::app::Place;
use crate::app::fix;
use crate::app::map::grid;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::checks::{self, Finding, Fix};
use crate::fix::causes::{self, Cause, Found};
use crate::model::calendar::Day;
use crate::model::{Scope, Snapshot};
use std::sync::Arc;

/// The maximum number of namespaces considered, and of causes kept.
const MOST: usize = 20;
/// The pane of the Overview that lists them.
pub const PANE: usize = 2;
/// From this width on, the Overview shows them beside its lists, in a narrow panel.
const BESIDE: u16 = 100;

#[derive(Debug, Default)]
pub struct Suggestions {
    pub best: Vec<Cause>,
    /// The generation of the report they are computed from; none before the first time.
    pub generation: Option<u64>,
    /// The namespace they are computed for; empty for the worst of all.
    of: String,
    /// The number of the running job; there is one at a time.
    running: Option<u64>,
}

/// The request: the worst namespaces with their findings.
#[derive(Debug, Clone)]
pub struct RankRequest {
    pub seq: u64,
    generation: u64,
    of: String,
    snapshot: Snapshot,
    today: Day,
    spaces: Vec<(String, Vec<Arc<Finding>>)>,
}

/// The answer.
#[derive(Debug)]
pub struct RankedChanges {
    seq: u64,
    generation: u64,
    of: String,
    best: Vec<Cause>,
}

/// Equality by number, for tests.
impl PartialEq for RankRequest {
    fn eq(&self, other: &Self) -> bool {
        self.seq == other.seq
    }
}

/// Requests suggestions where they are shown and out of date.
pub fn ask(model: &mut Model) -> Option<Effect> {
    let (causing, report) = (&model.causing, &model.report);
    let of = match &model.place {
        Place::Overview => String::new(),
        Place::Plan(of) => of.clone(),
        _ => return None,
    };
    let current = causing.generation == Some(report.generation) && causing.of == of;
    let empty = report.spaces().next().is_none();
    if current || causing.running.is_some() || empty || !report.is_settled() {
        return None;
    }
    let seq = model.next_sequence();
    let spaces = if of.is_empty() { worst(model) } else { vec![(of.clone(), model.findings_of(&of))] };
    model.causing.running = Some(seq);
    Some(Effect::Weigh(Box::new(RankRequest {
        seq,
        generation: model.report.generation,
        of,
        snapshot: model.snapshot.clone(),
        today: model.today,
        spaces,
    })))
}

/// Takes the answer; ignores one about another cluster.
pub fn take(model: &mut Model, weighed: RankedChanges) -> Vec<Effect> {
    let RankedChanges { seq, generation, of, best } = weighed;
    if model.causing.running == Some(seq) {
        model.causing = Suggestions { best, generation: Some(generation), of, running: None };
        model.follow_rows();
    }
    Vec::new()
}

/// Returns the namespaces with the worst findings, and the cluster-wide findings.
fn worst(model: &Model) -> Vec<(String, Vec<Arc<Finding>>)> {
    let spaces = model.report.spaces().filter(|(name, space)| !name.is_empty() && space.counts.total() > 0);
    let mut all: Vec<_> = spaces.map(|(name, space)| (space.counts.findings, name)).collect();
    all.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
    let names = all.into_iter().take(MOST).map(|(_, name)| name).chain([""]);
    let findings = |name| model.report.space(name).into_iter().flat_map(|report| report.findings().cloned());
    names.map(|name| (name.to_owned(), findings(name).collect())).collect()
}

impl RankRequest {
    #[must_use]
    pub fn run(self) -> RankedChanges {
        let all = self.spaces.iter().flat_map(|(name, findings)| self.causes(name, findings));
        let best = causes::best(all, MOST);
        RankedChanges { seq: self.seq, generation: self.generation, of: self.of, best }
    }

    fn causes(&self, name: &str, findings: &[Arc<Finding>]) -> Vec<Cause> {
        let Some(space) = self.snapshot.space(name) else {
            return Vec::new();
        };
        let scope = Scope::new(&self.snapshot, space, self.today);
        let fixes: Vec<Vec<Fix>> = findings.iter().map(|one| checks::fixes(&scope, one)).collect();
        let found: Vec<Found<'_>> =
            findings.iter().zip(&fixes).map(|(one, fixes)| (one, fixes.as_slice())).collect();
        causes::of(&found, &self.snapshot, self.today)
    }
}

/// Returns the causes of a namespace; empty while only another one was computed.
pub fn of<'a>(model: &'a Model, name: &str) -> &'a [Cause] {
    if model.causing.of == name { &model.causing.best } else { &[] }
}

/// Whether the causes are computed from the current verdicts.
pub fn is_current(model: &Model, name: &str) -> bool {
    model.causing.of == name && model.causing.generation == Some(model.report.generation)
}

/// Opens the guided plan for the selection.
pub fn plan(model: &mut Model) -> Vec<Effect> {
    // The list of the Overview already covers the whole cluster.
    let whole = model.place == Place::Overview && model.pane == PANE;
    let of = if whole { None } else { grid::namespace(model) };
    navigate::go(model, Place::Plan(of.unwrap_or_default()))
}

/// Returns the cause under the cursor.
pub fn selected(model: &Model) -> Option<&Cause> {
    match &model.place {
        Place::Overview if model.pane == PANE => of(model, "").get(model.cursor(PANE).row),
        Place::Plan(name) => of(model, name).get(model.cursor(0).row),
        _ => None,
    }
}

/// Returns the lines that an entry takes on screen: two in the narrow panel, one at full width.
pub fn height(model: &Model) -> usize {
    let beside = model.place == Place::Overview && model.size.0 >= BESIDE && !model.zoomed;
    if beside && model.pane == PANE { 2 } else { 1 }
}

/// Opens the preview of the change under the cursor.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let Some(cause) = selected(model).cloned() else {
        return Vec::new();
    };
    let mut options = model.fixes(&cause.by);
    options.retain(|fix| cause.is(fix));
    if options.is_empty() {
        model.say("the cluster changed: this change is no longer proposed; the list was recomputed");
        model.causing.generation = None;
        return Vec::new();
    }
    fix::begin(model, Some(cause.by), options)
}

#[cfg(test)]
mod tests;
