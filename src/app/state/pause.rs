//! The cluster as it changes behind a paused screen.

use crate::model::{Dirty, Snapshot};

/// The cluster with the changes that arrived while the screen was paused.
#[derive(Debug)]
pub struct PausedCluster {
    pub(in crate::app) snapshot: Snapshot,
    pub(in crate::app) dirty: Dirty,
    /// The number of changes that wait.
    pub changes: usize,
}
