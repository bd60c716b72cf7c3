//! One namespace: its findings, and its Functions.

use crate::app::Place;
use crate::app::model::Model;
use crate::app::rows::lists::passes_filter;
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
    row_key,
    findings,
    selected: |model| model.finding_here(model.cursor(0).row),
};

fn rows(model: &Model, pane: usize) -> usize {
    let Place::Namespace(name) = &model.place else { return 0 };
    match pane {
        1 => model.snapshot.space(name).map_or(0, |space| space.functions.len()),
        _ => model.count_here(),
    }
}

fn row_key(model: &Model, pane: usize, row: usize) -> String {
    let Place::Namespace(name) = &model.place else { return String::new() };
    let Some(space) = model.snapshot.space(name).filter(|_| pane == 1) else { return model.finding_key(row) };
    space.functions.keys().nth(row).map(ToString::to_string).unwrap_or_default()
}

fn findings(model: &Model) -> Vec<Arc<Finding>> {
    let Place::Namespace(name) = &model.place else { return Vec::new() };
    let mut all = model.findings_of(name);
    all.retain(|finding| passes_filter(model, model.filter(ScreenKind::Namespace), finding));
    all
}
