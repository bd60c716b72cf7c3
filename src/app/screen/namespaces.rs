//! The list of namespaces.

use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;
use crate::checks::Finding;
use std::sync::Arc;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 1,
    panes: 1,
    has_findings: true,
    is_list: true,
    rows: |model, _| model.lists.namespaces.len(),
    row_key: |model, _, row| row_key(model, row),
    findings: of_selected,
    selected: |model| of_selected(model).first().cloned(),
};

pub(super) fn row_key(model: &Model, row: usize) -> String {
    model.lists.namespaces.get(row).map(|namespace| namespace.name.clone()).unwrap_or_default()
}

/// Returns the findings of the selected namespace.
pub(super) fn of_selected(model: &Model) -> Vec<Arc<Finding>> {
    let row = model.lists.namespaces.get(model.cursor(0).row);
    row.map_or_else(Vec::new, |row| model.findings_of(&row.name))
}
