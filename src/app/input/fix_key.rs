//! What the key of a fix opens: a change on the map, a suggestion, the marked findings, or the selected one.

use crate::app::Effect;
use crate::app::Place;
use crate::app::fix::{begin, suggestions, together};
use crate::app::map::what_if;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::checks::Finding;

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
        return by_hand(model, &finding);
    }
    begin(model, Some(finding), options)
}

/// Opens the page of a check where it says what to do by hand.
fn by_hand(model: &mut Model, finding: &Finding) -> Vec<Effect> {
    let Some(check) = crate::checks::find(finding.check) else { return Vec::new() };
    let effects = navigate::go(model, Place::Explain(check.id));
    let page = crate::checks::page::whole(check);
    if let Some(line) = page.lines().position(|line| line == "## Fix") {
        navigate::scroll_to(model, line);
    }
    model.say("nothing to change automatically here; these are the steps to do by hand");
    effects
}

/// Opens the first fix of every marked finding as one change.
fn open_marked(model: &mut Model) -> Vec<Effect> {
    let fixes = model.chosen_findings().into_iter().map(|finding| {
        let fix = model.fixes(&finding).into_iter().next();
        (finding, fix)
    });
    together(model, fixes.collect())
}
