//! What the key of a fix opens: a change on the map, a suggestion, the marked findings, or the selected one.

use crate::app::Effect;
use crate::app::Place;
use crate::app::fix::{begin, suggestions, together};
use crate::app::map::what_if;
use crate::app::model::Model;

/// Opens the fix of the selected finding.
pub fn open(model: &mut Model) -> Vec<Effect> {
    if matches!(model.place, Place::Reach | Place::Pair(..)) {
        return what_if::as_fix(model);
    }
    if model.selected_cause().is_some() {
        return suggestions::open(model);
    }
    if !model.marks.is_empty() {
        return open_marked(model);
    }
    let Some(finding) = model.selected_finding() else {
        model.say("select a finding first");
        return Vec::new();
    };
    let options = model.fixes(&finding);
    if options.is_empty() {
        model.say(format!("no automatic fix for {}; press x for guidance", finding.check));
        return Vec::new();
    }
    begin(model, Some(finding), options)
}

/// Opens the first fix of every marked finding as one change.
fn open_marked(model: &mut Model) -> Vec<Effect> {
    let fixes = model.chosen_findings().into_iter().map(|finding| {
        let fix = model.fixes(&finding).into_iter().next();
        (finding, fix)
    });
    together(model, fixes.collect())
}
