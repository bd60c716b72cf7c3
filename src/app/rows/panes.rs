//! The rows of each pane: how many, and which one the cursor follows.

use crate::app::Place;
use crate::app::map::access_table::SubjectRow;
use crate::app::map::reach_map::ReachMap;
use crate::app::model::Model;
use crate::app::state::marks::identity;
use crate::app::state::suggestions::PANE;
use crate::checks;

impl Model {
    /// Returns the number of rows in a pane of the current screen.
    pub fn rows(&self, pane: usize) -> usize {
        if pane >= self.panes() {
            return 0;
        }
        match &self.place {
            Place::Overview if pane == PANE => self.causing.of("").len(),
            Place::Overview if pane == 1 => self.findings_here().len(),
            Place::Overview | Place::Namespaces => self.lists.namespaces.len(),
            Place::Namespace(name) if pane == 1 => {
                self.snapshot.space(name).map_or(0, |space| space.functions.len())
            }
            Place::Function(..) if pane == 1 => self.source_lines(),
            Place::Namespace(_) | Place::Function(..) => self.findings_here().len(),
            Place::Object(_) => self.source_lines(),
            Place::Plan(of) => self.causing.of(of).len(),
            Place::Functions => self.lists.functions.len(),
            Place::Findings => self.lists.findings.len(),
            Place::Reach => self.grids.reach.as_ref().map_or(0, ReachMap::rows),
            Place::Pair(..) => self.grids.shown().map_or(0, |reach| reach.pairs.rows.len()),
            Place::Access(_) => self.grids.access.as_ref().map_or(0, |access| access.rows.len()),
            Place::Changes => self.journal.len(),
            Place::Explain(id) => explain_lines(id),
            Place::Fix => 0,
        }
    }

    fn source_lines(&self) -> usize {
        self.source.as_ref().map_or(0, |source| source.lines.len())
    }

    /// Returns the number of panes of the current screen.
    pub fn panes(&self) -> usize {
        match &self.place {
            Place::Overview => 3,
            Place::Namespace(_) | Place::Function(..) => 2,
            Place::Namespaces
            | Place::Functions
            | Place::Findings
            | Place::Changes
            | Place::Reach
            | Place::Pair(..)
            | Place::Access(_)
            | Place::Object(_)
            | Place::Plan(_)
            | Place::Explain(_)
            | Place::Fix => 1,
        }
    }

    /// Returns the identity of a row, so that the cursor can follow it.
    pub fn row_key(&self, pane: usize, row: usize) -> String {
        let suggestion = |row: usize| {
            let cause = self.causing.best.get(row);
            cause.map(|one| format!("{}|{}", one.target, one.title)).unwrap_or_default()
        };
        match &self.place {
            _ if pane >= self.panes() => String::new(),
            Place::Overview if pane == 1 => String::new(),
            Place::Overview if pane == PANE => suggestion(row),
            Place::Overview | Place::Namespaces => {
                self.lists.namespaces.get(row).map(|one| one.name.clone()).unwrap_or_default()
            }
            Place::Plan(_) => suggestion(row),
            Place::Functions => {
                let row = self.lists.functions.get(row);
                row.map(|one| format!("{}/{}", one.namespace, one.name)).unwrap_or_default()
            }
            Place::Findings => {
                self.lists.findings.get(row).map(|one| identity(&one.finding)).unwrap_or_default()
            }
            Place::Changes => self.journal.get(row).map(|one| one.id.clone()).unwrap_or_default(),
            Place::Reach => self.grids.reach.as_ref().and_then(|reach| reach.name(row)).unwrap_or_default(),
            Place::Access(_) => {
                let row = self.grids.access.as_ref().and_then(|access| access.rows.get(row));
                row.map(SubjectRow::key).unwrap_or_default()
            }
            Place::Namespace(_)
            | Place::Function(..)
            | Place::Pair(..)
            | Place::Object(_)
            | Place::Fix
            | Place::Explain(_) => String::new(),
        }
    }
}

/// Returns the number of lines of the page of a check.
fn explain_lines(id: &str) -> usize {
    checks::find(id).map_or(0, |check| checks::page::whole(check).lines().count())
}
