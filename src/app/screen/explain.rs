//! The page of a check.

use crate::app::Place;
use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;
use crate::checks::{self, Finding};
use std::sync::Arc;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 3,
    panes: 1,
    has_findings: true,
    is_list: false,
    rows,
    row_key: |_, _, _| String::new(),
    findings: |_| Vec::new(),
    selected,
};

fn rows(model: &Model, _: usize) -> usize {
    let Place::Explain(id) = model.place else { return 0 };
    let all = checks::find(id).map_or(0, |check| checks::page::whole(check).lines().count());
    model.geometry.last_row.map_or(all, |last| all.min(last + 1))
}

fn selected(model: &Model) -> Option<Arc<Finding>> {
    let Place::Explain(id) = model.place else { return None };
    let mut rows = model.lists.findings.iter().map(|row| &row.finding);
    rows.find(|finding| finding.check == id).cloned()
}
