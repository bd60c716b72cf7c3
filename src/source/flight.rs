//! Writes on their way: whoever wants to end the process waits for them.
//!
//! The process has one end, so there is one count of what it would cut off.

use std::time::{Duration, Instant};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

static FLIGHTS: RwLock<()> = RwLock::const_new(());

/// While it lives, a write is on its way: from the line that says so until the line with its outcome.
pub struct Flight {
    _held: RwLockReadGuard<'static, ()>,
}

impl Flight {
    /// Waits for ever once the process is about to end: nothing is sent any more.
    pub async fn begin() -> Self {
        Self { _held: FLIGHTS.read().await }
    }
}

/// Waits until every write has landed; while the guard lives, none begins.
pub async fn landed() -> RwLockWriteGuard<'static, ()> {
    FLIGHTS.write().await
}

/// The same on a thread that cannot wait otherwise, for so long at most; whether everything has landed.
pub fn wait(patience: Duration) -> bool {
    let begun = Instant::now();
    loop {
        if let Ok(guard) = FLIGHTS.try_write() {
            // The process ends: what would begin now must not.
            std::mem::forget(guard);
            return true;
        }
        if begun.elapsed() >= patience {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
