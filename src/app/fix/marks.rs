//! Marked findings, to fix, accept or copy them together.

use crate::app::Effect;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::screen::navigate;
use crate::app::state::marks::identity;
use crate::checks::Finding;
use std::sync::Arc;

impl Model {
    /// Returns the marked findings, worst first, or the selected one.
    pub fn chosen_findings(&self) -> Vec<Arc<Finding>> {
        if self.marks.is_empty() {
            return self.selected_finding().into_iter().collect();
        }
        let mut all: Vec<Arc<Finding>> = self.marks.all.values().cloned().collect();
        all.sort_by_key(|finding| finding.severity);
        all
    }

    /// Drops the marks of findings that no longer exist, and updates the others.
    pub fn refresh_marks(&mut self) {
        if self.marks.is_empty() {
            return;
        }
        let report = &self.report;
        self.marks.all.retain(|name, marked| {
            let now = report.space(marked.home()).and_then(|space| {
                let same =
                    |finding: &&Arc<Finding>| finding.check == marked.check && identity(finding) == *name;
                space.findings().find(same)
            });
            now.map(|now| *marked = Arc::clone(now)).is_some()
        });
    }
}

/// Returns the rows of the focused list, if it is a list of findings.
fn rows(model: &Model) -> Option<Vec<Arc<Finding>>> {
    let is_list = matches!(
        (&model.place, model.pane),
        (Place::Findings | Place::Namespace(_) | Place::Function(..), 0) | (Place::Overview, 1)
    );
    is_list.then(|| model.findings_here())
}

/// Marks or unmarks the row, and moves to the next.
pub fn toggle(model: &mut Model) -> Vec<Effect> {
    let row = model.cursor(model.pane).row;
    let Some(finding) = rows(model).and_then(|rows| rows.get(row).cloned()) else {
        model.say("marks are for findings: 4 lists them");
        return Vec::new();
    };
    if model.marks.all.remove(&identity(&finding)).is_none() {
        model.marks.add(&finding);
    }
    navigate::by(model, 1);
    Vec::new()
}

/// Marks every row from the last mark up to the cursor.
pub fn range(model: &mut Model) -> Vec<Effect> {
    let row = model.cursor(model.pane).row;
    let Some(rows) = rows(model).filter(|rows| row < rows.len()) else {
        model.say("marks are for findings: 4 lists them");
        return Vec::new();
    };
    let from = rows.iter().position(|one| identity(one) == model.marks.last).unwrap_or(row);
    for finding in rows.iter().take(from.max(row) + 1).skip(from.min(row)) {
        model.marks.add(finding);
    }
    if let Some(here) = rows.get(row) {
        model.marks.last = identity(here);
    }
    Vec::new()
}
