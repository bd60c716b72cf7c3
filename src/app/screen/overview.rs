//! The Overview: namespaces, the findings of the selected one, and what to change first.

use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;
use crate::app::screen::{namespaces, plan};
use crate::app::state::suggestions::PANE;
use crate::checks::Finding;
use std::sync::Arc;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 0,
    panes: 3,
    has_findings: true,
    is_list: true,
    rows,
    row_key,
    findings: namespaces::of_selected,
    selected,
};

fn rows(model: &Model, pane: usize) -> usize {
    match pane {
        PANE => model.causing.of("").len(),
        1 => model.count_here(),
        _ => model.lists.namespaces.len(),
    }
}

fn row_key(model: &Model, pane: usize, row: usize) -> String {
    match pane {
        PANE => plan::cause_key(model, row),
        1 => model.finding_key(row),
        _ => namespaces::row_key(model, row),
    }
}

fn selected(model: &Model) -> Option<Arc<Finding>> {
    match model.pane {
        PANE => model.selected_cause().map(|cause| Arc::clone(&cause.by)),
        1 => model.finding_here(model.cursor(1).row),
        _ => model.finding_here(0),
    }
}
