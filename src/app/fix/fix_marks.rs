//! Counting the fixes of the findings on screen: a few at a time, whenever nothing else is going on.

use crate::app::Effect;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::state::marks::identity;
use crate::app::state::suggestions::PANE;
use crate::checks::fix::EditKind;
use crate::checks::{Edit, Finding};
use crate::model::ObjectRef;
use std::sync::Arc;

/// How many findings are asked about at a time.
const AT_ONCE: usize = 4;
/// The most rows that a screen shows.
const VISIBLE: usize = 80;
/// The most answers that are kept.
const KEPT: usize = 2_000;

/// Requests a moment to continue, while a finding on screen was not asked about.
pub fn ask(model: &mut Model) -> Option<Effect> {
    if model.fix_marks.waiting || !model.report.is_settled() || missing(model).next().is_none() {
        return None;
    }
    model.fix_marks.waiting = true;
    Some(Effect::CountFixes)
}

/// Asks about the next few findings on screen.
pub fn count(model: &mut Model) {
    model.fix_marks.waiting = false;
    let next: Vec<Arc<Finding>> = missing(model).take(AT_ONCE).collect();
    if model.fix_marks.known.len() > KEPT {
        model.fix_marks.known.clear();
    }
    for finding in next {
        let fixes = model.fixes(&finding);
        let needs = fixes.iter().map(|fix| fix.edits.iter().map(need).collect()).collect();
        let generation = generation(model, &finding);
        model.fix_marks.known.insert(identity(&finding), (generation, needs));
    }
}

/// Returns what an edit does to its object.
fn need(edit: &Edit) -> (&'static str, ObjectRef) {
    (verb(edit), edit.target.clone())
}

/// Returns the verb of the write that an edit leads to.
pub(super) fn verb(edit: &Edit) -> &'static str {
    match edit.change {
        EditKind::Create(_) => "create",
        EditKind::Modify(_) => "patch",
        EditKind::Delete => "delete",
    }
}

fn missing(model: &Model) -> impl Iterator<Item = Arc<Finding>> {
    let is_missing = |finding: &Arc<Finding>| {
        let known = model.fix_marks.known.get(&identity(finding));
        known.is_none_or(|(of, _)| *of != generation(model, finding))
    };
    visible(model).into_iter().filter(is_missing)
}

fn generation(model: &Model, finding: &Finding) -> u64 {
    model.report.changed(finding.home())
}

/// Returns the findings in the lists on screen.
pub(super) fn visible(model: &Model) -> Vec<Arc<Finding>> {
    let (pane, all) = match &model.place {
        Place::Findings => {
            let top = model.cursor(0).top;
            let rows = model.lists.findings.iter().skip(top).take(VISIBLE);
            return rows.map(|row| Arc::clone(&row.finding)).collect();
        }
        Place::Overview if model.pane != PANE => (1, &model.page.findings),
        Place::Namespace(_) | Place::Function(..) => (0, &model.page.findings),
        Place::Overview
        | Place::Namespaces
        | Place::Functions
        | Place::Reach
        | Place::Pair(..)
        | Place::Access(_)
        | Place::Object(_)
        | Place::Changes
        | Place::Plan(_)
        | Place::Fix
        | Place::Explain(_) => return Vec::new(),
    };
    all.iter().skip(model.cursor(pane).top).take(VISIBLE).cloned().collect()
}
