//! Who may do what in a namespace.

use crate::app::map::access_table::SubjectRow;
use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 5,
    panes: 1,
    has_findings: false,
    is_list: false,
    rows: |model, _| model.grids.access.as_ref().map_or(0, |access| access.rows.len()),
    row_key,
    findings: |_| Vec::new(),
    selected: |_| None,
};

fn row_key(model: &Model, _: usize, row: usize) -> String {
    let row = model.grids.access.as_ref().and_then(|access| access.rows.get(row));
    row.map(SubjectRow::key).unwrap_or_default()
}
