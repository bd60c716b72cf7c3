//! Signals of the system: requests to end, and to pause.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// TERM, HUP and INT, as their numbers; no key sends INT while the terminal is in raw mode, but another
/// process may.
pub struct Signals {
    #[cfg(unix)]
    term: Option<Signal>,
    #[cfg(unix)]
    hup: Option<Signal>,
    #[cfg(unix)]
    int: Option<Signal>,
}

#[cfg(unix)]
impl Signals {
    pub fn listen() -> Self {
        Self {
            term: signal(SignalKind::terminate()).ok(),
            hup: signal(SignalKind::hangup()).ok(),
            int: signal(SignalKind::interrupt()).ok(),
        }
    }

    pub async fn next(&mut self) -> Option<u8> {
        tokio::select! {
            () = received(&mut self.term) => Some(15),
            () = received(&mut self.hup) => Some(1),
            () = received(&mut self.int) => Some(2),
        }
    }
}

#[cfg(unix)]
async fn received(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

/// Stops this program and its child processes, until it is continued.
#[cfg(unix)]
pub fn stop() {
    let _ = rustix::process::kill_current_process_group(rustix::process::Signal::STOP);
}

#[cfg(not(unix))]
impl Signals {
    pub fn listen() -> Self {
        Self {}
    }

    pub async fn next(&mut self) -> Option<u8> {
        std::future::pending().await
    }
}

#[cfg(not(unix))]
pub fn stop() {}
