//! The list of all findings.

use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;
use crate::app::state::marks::identity;
use crate::checks::Finding;
use std::sync::Arc;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 3,
    panes: 1,
    has_findings: true,
    is_list: true,
    rows: |model, _| model.lists.findings.len(),
    row_key,
    findings: |model| model.lists.findings.iter().map(|row| Arc::clone(&row.finding)).collect(),
    selected,
};

fn row_key(model: &Model, _: usize, row: usize) -> String {
    model.lists.findings.get(row).map(|finding| identity(&finding.finding)).unwrap_or_default()
}

fn selected(model: &Model) -> Option<Arc<Finding>> {
    model.lists.findings.get(model.cursor(0).row).map(|row| Arc::clone(&row.finding))
}
