//! The list of Functions.

use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;
use crate::checks::Finding;
use std::sync::Arc;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 2,
    panes: 1,
    has_findings: true,
    is_list: true,
    rows: |model, _| model.lists.functions.len(),
    row_key,
    findings,
    selected: |model| findings(model).first().cloned(),
};

fn row_key(model: &Model, _: usize, row: usize) -> String {
    let row = model.lists.functions.get(row);
    row.map(|function_row| format!("{}/{}", function_row.namespace, function_row.name)).unwrap_or_default()
}

/// Returns the findings of the selected Function.
fn findings(model: &Model) -> Vec<Arc<Finding>> {
    let Some(row) = model.lists.functions.get(model.cursor(0).row) else {
        return Vec::new();
    };
    let mut all = model.findings_of(&row.namespace);
    all.retain(|finding| finding.concerns(&row.name));
    all
}
