//! Writes in progress: code that ends the process waits for them.
//!
//! The process ends only once, so there is one count of what the end would interrupt.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use tokio::sync::{OnceCell, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

static FLIGHTS: LazyLock<Flights> = LazyLock::new(Flights::default);

#[derive(Default)]
struct Flights {
    all: Arc<RwLock<()>>,
    /// Held once the process ends: no write may start after that.
    last: OnceCell<OwnedRwLockWriteGuard<()>>,
}

/// While it exists, a write is in progress: from the journal line before it to the line with its outcome.
pub struct Flight {
    _held: OwnedRwLockReadGuard<()>,
}

impl Flight {
    /// Does not return once the process is about to end: nothing is sent any more.
    pub async fn begin() -> Self {
        FLIGHTS.begin().await
    }
}

/// Waits until every write has ended; none starts after that.
pub async fn close() {
    FLIGHTS.close().await;
}

/// Does the same on a thread that cannot wait asynchronously, for a limited time; returns whether every write
/// has ended.
pub fn wait(patience: Duration) -> bool {
    FLIGHTS.wait(patience)
}

impl Flights {
    async fn begin(&self) -> Flight {
        Flight { _held: Arc::clone(&self.all).read_owned().await }
    }

    async fn close(&self) {
        self.last.get_or_init(|| Arc::clone(&self.all).write_owned()).await;
    }

    fn wait(&self, patience: Duration) -> bool {
        let begun = Instant::now();
        loop {
            if self.last.initialized() {
                return true;
            }
            if let Ok(guard) = Arc::clone(&self.all).try_write_owned() {
                let _ = self.last.set(guard);
                return true;
            }
            if begun.elapsed() >= patience {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_end_waits_for_what_is_on_its_way_and_lets_nothing_begin_after_it() {
        let flights = Arc::new(Flights::default());
        let flight = flights.begin().await;
        assert!(!flights.wait(Duration::ZERO), "it is on its way");
        let closing = tokio::spawn({
            let flights = Arc::clone(&flights);
            async move { flights.close().await }
        });
        drop(flight);
        closing.await.expect("it closes");
        assert!(futures::FutureExt::now_or_never(flights.begin()).is_none());
    }

    #[tokio::test]
    async fn an_end_that_comes_twice_does_not_wait_for_itself() {
        let flights = Flights::default();
        tokio::join!(flights.close(), flights.close());
        flights.close().await;
        assert!(flights.wait(Duration::ZERO));
    }
}
