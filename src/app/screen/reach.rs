//! The map of namespaces.

use crate::app::map::reach_map::ReachMap;
use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;

pub const SPEC: ScreenSpec = ScreenSpec {
    tab: 4,
    panes: 1,
    has_findings: false,
    is_list: false,
    rows: |model, _| model.grids.reach.as_ref().map_or(0, ReachMap::rows),
    row_key,
    findings: |_| Vec::new(),
    selected: |_| None,
};

fn row_key(model: &Model, _: usize, row: usize) -> String {
    model.grids.reach.as_ref().and_then(|reach| reach.name(row)).unwrap_or_default()
}
