//! The list of changes: the journal.

use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 6,
    panes: 1,
    has_findings: false,
    is_list: true,
    rows: |model, _| model.journal.len(),
    row_key,
    findings: |_| Vec::new(),
    selected: |_| None,
};

fn row_key(model: &Model, _: usize, row: usize) -> String {
    model.journal.get(row).map(|receipt| receipt.id.clone()).unwrap_or_default()
}
