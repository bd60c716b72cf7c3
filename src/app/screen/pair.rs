//! The pods of one namespace, connecting to those of another.

use crate::app::screen::spec::ScreenSpec;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 4,
    panes: 1,
    has_findings: false,
    is_list: false,
    rows: |model, _| model.grids.shown().map_or(0, |reach| reach.pairs.rows.len()),
    row_key: |_, _, _| String::new(),
    findings: |_| Vec::new(),
    selected: |_| None,
};
