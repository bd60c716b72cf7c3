//! Ctrl-C and similar signals end a headless run, but never between a write and its receipt.

use super::exit::Exit;
use crate::source::flight;

/// After this call, a signal ends the process as soon as no write is in progress.
pub async fn listen() {
    let mut pressed = Box::pin(tokio::signal::ctrl_c());
    // The first poll installs the listener.
    let early = futures::poll!(&mut pressed).is_ready();
    tokio::spawn(async move {
        if early || pressed.await.is_ok() {
            end(Exit::Interrupted).await;
        }
    });
    #[cfg(unix)]
    {
        use tokio::signal::unix::SignalKind;
        for (kind, number) in [(SignalKind::terminate(), 15), (SignalKind::hangup(), 1)] {
            if let Ok(mut heard) = tokio::signal::unix::signal(kind) {
                tokio::spawn(async move {
                    if heard.recv().await.is_some() {
                        end(Exit::Signal(number)).await;
                    }
                });
            }
        }
    }
}

async fn end(exit: Exit) -> ! {
    flight::close().await;
    #[expect(clippy::exit, reason = "a signal ends the program, whatever waits")]
    std::process::exit(i32::from(exit.code()))
}
