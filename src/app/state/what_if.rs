//! A change that is tried on the map.

use crate::app::map::reach_map::ReachMap;
use crate::checks::{Finding, Fix};
use crate::fix::Plan;
use std::sync::Arc;

/// A policy to try, and the finding that it fixes.
pub type Offer = (Fix, Option<Arc<Finding>>);

/// A change that is tried, and the map with it once that is computed.
#[derive(Debug, Clone)]
pub struct WhatIf {
    pub plan: Plan,
    pub then: Option<ChangedMap>,
    /// The fix that `f` opens; none where the fix is open already.
    pub(in crate::app) fix: Option<Offer>,
}

/// The map with the change, and how many pairs of namespaces it changes.
#[derive(Debug, Clone)]
pub struct ChangedMap {
    pub reach: ReachMap,
    pub changed: usize,
}

impl ChangedMap {
    #[must_use]
    pub fn of(now: &ReachMap, reach: ReachMap) -> Self {
        let then = Self { reach, changed: 0 };
        let cells =
            (1..now.rows()).flat_map(|row| (0..now.matrix.names.len()).map(move |column| (row, column)));
        let changed = cells.filter(|(row, column)| then.changes(now, *row, *column)).count();
        Self { changed, ..then }
    }

    /// Whether the change makes a cell of the map differ from now.
    #[must_use]
    pub fn changes(&self, now: &ReachMap, row: usize, column: usize) -> bool {
        let of = |reach: &ReachMap| (reach.cell(row, column).cloned(), reach.is_closed_by_mesh(row, column));
        of(now) != of(&self.reach)
    }
}
