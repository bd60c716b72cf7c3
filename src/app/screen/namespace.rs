//! One namespace: its findings, and its Functions.

use crate::app::Place;
use crate::app::model::Model;
use crate::app::rows::lists::lets;
use crate::app::screen::place::ScreenKind;
use crate::app::screen::spec::ScreenSpec;
use crate::checks::Finding;
use std::sync::Arc;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 1,
    panes: 2,
    has_findings: true,
    is_list: true,
    rows,
    row_key: |_, _, _| String::new(),
    findings,
    selected: |model| findings(model).get(model.cursor(0).row).cloned(),
};

fn rows(model: &Model, pane: usize) -> usize {
    let Place::Namespace(name) = &model.place else { return 0 };
    match pane {
        1 => model.snapshot.space(name).map_or(0, |space| space.functions.len()),
        _ => findings(model).len(),
    }
}

fn findings(model: &Model) -> Vec<Arc<Finding>> {
    let Place::Namespace(name) = &model.place else { return Vec::new() };
    let mut all = model.findings_of(name);
    all.retain(|finding| lets(model, model.filter(ScreenKind::Namespace), finding));
    all
}
