//! Who reaches whom, as the Reach screen shows it: kept between frames, brought up to date by what changed.

use crate::engine::network::{Cell, Matrix, Network, Openness, Pair};
use crate::model::{Dirty, Snapshot};
use std::sync::Arc;

#[derive(Debug, Clone)]
pub struct Reaching {
    pub network: Network,
    pub matrix: Matrix,
    /// Of the two namespaces that are looked into.
    pub pairs: Vec<Pair>,
    looked_into: Option<(String, String)>,
    pub dirty: Dirty,
}

impl Reaching {
    pub fn of(snapshot: &Snapshot) -> Self {
        let network = Network::of(snapshot);
        let matrix = network.matrix();
        Self { network, matrix, pairs: Vec::new(), looked_into: None, dirty: Dirty::default() }
    }

    /// Takes in what changed since the last time.
    pub fn refresh(&mut self, snapshot: &Snapshot) {
        if self.dirty.is_empty() {
            return;
        }
        let dirty = std::mem::take(&mut self.dirty);
        match self.network.update(snapshot, &dirty) {
            Some(changed) if changed.is_empty() => {}
            Some(changed) => {
                self.matrix.refresh(&self.network, |name| changed.contains(name));
                self.looked_into = None;
            }
            None => {
                self.matrix = self.network.matrix();
                self.looked_into = None;
            }
        }
    }

    pub fn look_into(&mut self, from: &str, to: &str) {
        let wanted = Some((from.to_owned(), to.to_owned()));
        if self.looked_into != wanted {
            self.pairs = self.network.pairs(from, to);
            self.looked_into = wanted;
        }
    }

    /// The internet, then each namespace.
    pub fn rows(&self) -> usize {
        self.matrix.names.len() + 1
    }

    /// What a row is called; none for the internet.
    pub fn from(&self, row: usize) -> Option<&Arc<str>> {
        row.checked_sub(1).and_then(|at| self.matrix.names.get(at))
    }

    pub fn name(&self, row: usize) -> Option<String> {
        match row {
            0 => Some("internet".into()),
            _ => self.from(row).map(ToString::to_string),
        }
    }

    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.matrix.cell(row.checked_sub(1)?, column)
    }

    /// How many pairs of different namespaces are how open.
    pub fn count(&self, openness: Openness) -> usize {
        let count = self.matrix.names.len().max(1);
        let other = self.matrix.cells.iter().enumerate().filter(|(at, _)| at / count != at % count);
        other.filter(|(_, cell)| cell.openness == openness).count()
    }
}
