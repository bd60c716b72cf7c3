//! Ctrl-C ends a headless run with 130, but never between a write and its receipt.

use super::exit::Exit;
use tokio::sync::{Mutex, MutexGuard};

static WRITING: Mutex<()> = Mutex::const_new(());

/// From here on Ctrl-C ends the process, once nothing is being written.
pub async fn listen() {
    let mut pressed = Box::pin(tokio::signal::ctrl_c());
    // The first look is what puts the listener in place.
    let early = futures::poll!(&mut pressed).is_ready();
    tokio::spawn(async move {
        if early || pressed.await.is_ok() {
            let _nothing_is_written = WRITING.lock().await;
            #[expect(clippy::exit, reason = "Ctrl-C ends the program, whatever waits")]
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
    });
}

/// While the guard lives, an interrupt waits.
pub async fn hold() -> MutexGuard<'static, ()> {
    WRITING.lock().await
}
