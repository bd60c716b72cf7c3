//! The rows of each pane: how many, and which one the cursor follows.

use crate::app::model::Model;
use crate::app::screen::spec::ScreenSpec;
use crate::app::screen::table;

impl Model {
    /// Returns what the current screen defines.
    pub fn spec(&self) -> ScreenSpec {
        table::spec(self.place.kind())
    }

    /// Returns the number of panes of the current screen.
    pub fn panes(&self) -> usize {
        self.spec().panes
    }

    /// Returns the number of rows in a pane of the current screen.
    pub fn rows(&self, pane: usize) -> usize {
        if pane < self.panes() { (self.spec().rows)(self, pane) } else { 0 }
    }

    /// Returns the identity of a row, so that the cursor can follow it.
    pub fn row_key(&self, pane: usize, row: usize) -> String {
        if pane < self.panes() { (self.spec().row_key)(self, pane, row) } else { String::new() }
    }
}
