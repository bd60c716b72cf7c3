//! One object as YAML, with its findings, and its details beside.

use crate::app::Place;
use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;
use crate::checks::Finding;
use std::sync::Arc;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 4,
    panes: 2,
    has_findings: true,
    is_list: false,
    rows: |model, pane| match pane {
        0 => lines(model),
        _ => model.details.as_ref().map_or(0, |details| details.rows().len()),
    },
    row_key: |_, _, _| String::new(),
    findings,
    selected,
};

/// Returns the number of lines of the text on screen.
pub(super) fn lines(model: &Model) -> usize {
    model.source.as_ref().map_or(0, |source| source.lines.len())
}

fn findings(model: &Model) -> Vec<Arc<Finding>> {
    let Place::Object(object) = &model.place else { return Vec::new() };
    let mut all = model.findings_of(object.home());
    all.retain(|finding| finding.object.kind == object.kind && finding.object.name == object.name);
    all
}

fn selected(model: &Model) -> Option<Arc<Finding>> {
    let (all, row) = (model.findings_here(), model.cursor(0).row);
    let source = model.source.as_ref()?;
    all.iter().find(|finding| source.place(finding) == Some(row)).or_else(|| all.first()).cloned()
}
