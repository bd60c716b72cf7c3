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
use crate::app::rows::refresh::follow;
use crate::app::screen::navigate;
use crate::app::state::pending::Pending;
pub use crate::app::state::suggestions::PANE;
use crate::app::state::suggestions::{MOST, RankRequest, RankedChanges, Suggestions};
use crate::checks::Finding;
use crate::fix::suggestions::Cause;
use std::sync::Arc;

/// From this width on, the Overview shows them beside its lists, in a narrow panel.
const BESIDE: u16 = 100;

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
    if current || causing.pending.is_open() || empty || !report.is_settled() {
        return None;
    }
    let spaces = if of.is_empty() { worst(model) } else { vec![(of.clone(), model.findings_of(&of))] };
    let ticket = model.causing.pending.start(&mut model.tickets);
    Some(Effect::Weigh(Box::new(RankRequest {
        ticket,
        generation: model.report.generation,
        of,
        snapshot: model.snapshot.clone(),
        today: model.today,
        spaces,
    })))
}

/// Takes the answer; ignores one about another cluster.
pub fn take(model: &mut Model, weighed: RankedChanges) -> Vec<Effect> {
    let RankedChanges { ticket, generation, of, best } = weighed;
    if model.causing.pending.accept(ticket) {
        model.causing = Suggestions { best, generation: Some(generation), of, pending: Pending::default() };
        follow(model);
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

/// Returns the causes of a namespace; empty while only another one was computed.
pub fn of<'a>(model: &'a Model, name: &str) -> &'a [Cause] {
    model.causing.of(name)
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

/// Returns the lines that an entry takes on screen: two in the narrow panel, one at full width.
pub fn height(model: &Model) -> usize {
    let beside = model.place == Place::Overview && model.size.0 >= BESIDE && !model.zoomed;
    if beside && model.pane == PANE { 2 } else { 1 }
}

/// Opens the preview of the change under the cursor.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let Some(cause) = model.selected_cause().cloned() else {
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
