//! The guided plan: what to change first.

use crate::app::Place;
use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;
use std::sync::Arc;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 3,
    panes: 1,
    has_findings: true,
    is_list: false,
    rows,
    row_key: |model, _, row| cause_key(model, row),
    findings: |_| Vec::new(),
    selected: |model| model.selected_cause().map(|cause| Arc::clone(&cause.by)),
};

fn rows(model: &Model, _: usize) -> usize {
    let Place::Plan(of) = &model.place else { return 0 };
    model.causing.of(of).len()
}

pub(super) fn cause_key(model: &Model, row: usize) -> String {
    let cause = model.causing.best.get(row);
    cause.map(|one| format!("{}|{}", one.target, one.title)).unwrap_or_default()
}
