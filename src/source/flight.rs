//! Writes on their way: whoever wants to end the process waits for them.
//!
//! The process has one end, so there is one count of what it would cut off.

use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

static FLIGHTS: RwLock<()> = RwLock::const_new(());
/// Held once the process ends: what would begin then must not.
static LAST: OnceLock<RwLockWriteGuard<'static, ()>> = OnceLock::new();

/// While it lives, a write is on its way: from the line that says so until the line with its outcome.
pub struct Flight {
    _held: RwLockReadGuard<'static, ()>,
}

impl Flight {
    /// Does not return once the process is about to end: nothing is sent any more.
    pub async fn begin() -> Self {
        Self { _held: FLIGHTS.read().await }
    }
}

/// Waits until every write has landed; none begins after that.
pub async fn close() {
    if LAST.get().is_none() {
        let _ = LAST.set(FLIGHTS.write().await);
    }
}

/// The same on a thread that cannot wait otherwise, for so long at most; whether everything has landed.
pub fn wait(patience: Duration) -> bool {
    let begun = Instant::now();
    loop {
        if let Ok(guard) = FLIGHTS.try_write() {
            let _ = LAST.set(guard);
            return true;
        }
        if begun.elapsed() >= patience {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
