//! One Function: its findings with those of its namespace, and its source.

use crate::app::Place;
use crate::app::model::Model;
use crate::app::rows::lists::passes_filter;
use crate::app::screen::object::lines;
use crate::app::screen::place::ScreenKind;
use crate::app::screen::spec::ScreenSpec;
use crate::checks::Finding;
use crate::model::Kind;
use std::sync::Arc;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 2,
    panes: 2,
    has_findings: true,
    is_list: true,
    rows: |model, pane| if pane == 1 { lines(model) } else { model.count_here() },
    row_key: |model, pane, row| if pane == 1 { String::new() } else { model.finding_key(row) },
    findings,
    selected: |model| model.finding_here(model.cursor(0).row),
};

fn findings(model: &Model) -> Vec<Arc<Finding>> {
    let Place::Function(namespace, name) = &model.place else { return Vec::new() };
    let mut all = model.findings_of(namespace);
    let filter = model.filter(ScreenKind::Function);
    all.retain(|finding| finding.concerns(name) || finding.object.kind == Kind::Namespace);
    all.retain(|finding| passes_filter(model, filter, finding));
    all.sort_by_key(|finding| (!finding.concerns(name), finding.severity));
    all
}
