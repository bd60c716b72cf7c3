//! What every screen defines: a file each, listed in `app/screen/table.rs`.

use crate::app::model::Model;
use crate::checks::Finding;
use std::sync::Arc;

/// A screen.
#[derive(Clone, Copy)]
pub struct ScreenSpec {
    /// Its tab, counted from 0.
    pub tab: usize,
    pub panes: usize,
    /// Whether a finding may be selected.
    pub has_findings: bool,
    /// Whether its rows can be filtered and sorted.
    pub is_list: bool,
    /// Returns the number of rows in a pane.
    pub rows: fn(&Model, usize) -> usize,
    /// Returns the identity of a row of a pane, so that the cursor can follow it; empty if it has none.
    pub row_key: fn(&Model, usize, usize) -> String,
    /// Returns the findings of its subject.
    pub findings: fn(&Model) -> Vec<Arc<Finding>>,
    /// Returns the finding under the cursor.
    pub selected: fn(&Model) -> Option<Arc<Finding>>,
}
