//! The switch between reading and writing; it expires by itself.

use crate::app::overlay::palette::ARMED_FOR_MS;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How long writes to a production cluster stay armed.
pub const ARMED_FOR: Duration = Duration::from_millis(ARMED_FOR_MS);

/// Counts armings, so that an old timer does not disarm a newer one.
#[derive(Debug, Clone, Default)]
pub struct Arming(Arc<AtomicU64>);

impl Arming {
    pub fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }

    pub fn is(&self, number: u64) -> bool {
        self.0.load(Ordering::SeqCst) == number
    }
}
