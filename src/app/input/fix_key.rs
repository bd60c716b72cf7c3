//! What the key of a fix opens: a change on the map, a suggestion, the marked findings, or the selected one.

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::Place;
use crate::app::fix::{begin, suggestions, together};
use crate::app::map::what_if;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::app::state::marks::identity;
use crate::checks::Finding;
use std::sync::Arc;

/// Opens the fix of the selected finding.
pub fn open(model: &mut Model) -> Vec<Effect> {
    if matches!(model.place, Place::Reach | Place::Pair(..)) {
        return what_if::as_fix(model);
    }
    if let Some(next) = model.fix_marks.next.take() {
        return open_next(model, &next);
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

/// Opens the page of a check where it says what to do by hand; the key of a fix then leads to the next finding with
/// one.
fn by_hand(model: &mut Model, finding: &Finding) -> Vec<Effect> {
    let Some(check) = crate::checks::find(finding.check) else { return Vec::new() };
    let next = next_with_a_fix(model, finding);
    let effects = navigate::go(model, Place::Explain(check.id));
    let page = crate::checks::page::whole(check);
    if let Some(line) = page.lines().position(|line| line == "## Fix") {
        navigate::scroll_to(model, line);
    }
    let key = model.keys.key(KeyAction::Fix);
    model.say(match &next {
        Some(next) => {
            let (name, object) = (next.name(), next.subject());
            format!("no automatic fix, these are the steps · {key} opens the next fix: {name} ({object})")
        }
        None => "nothing to change automatically here; these are the steps to do by hand".to_owned(),
    });
    model.fix_marks.next = next;
    effects
}

/// Returns the first finding below this one in the list that has a fix; after the last one it begins again.
fn next_with_a_fix(model: &Model, finding: &Finding) -> Option<Arc<Finding>> {
    /// How many findings are asked about whose fixes are not known yet.
    const MOST: usize = 24;
    let all = model.findings_here();
    let at = all.iter().position(|one| identity(one) == identity(finding))?;
    let others = all.iter().skip(at + 1).chain(all.iter().take(at));
    let mut left = MOST;
    for one in others {
        let has_fix = match model.fix_marks.of(one) {
            Some(count) => count > 0,
            None if left == 0 => return None,
            None => {
                left -= 1;
                !model.fixes(one).is_empty()
            }
        };
        if has_fix {
            return Some(Arc::clone(one));
        }
    }
    None
}

/// Returns to the list, selects the finding, and opens its fix.
fn open_next(model: &mut Model, next: &Arc<Finding>) -> Vec<Effect> {
    let mut effects = navigate::up(model);
    navigate::select(model, next);
    let options = model.fixes(next);
    effects.extend(if options.is_empty() {
        by_hand(model, next)
    } else {
        begin(model, Some(Arc::clone(next)), options)
    });
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
