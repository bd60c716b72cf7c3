//! Signals that would end or stop the program while the terminal is taken: the terminal is given back first.

/// Begins to listen, once; without a runtime there is nobody who could.
pub fn listen() {
    #[cfg(unix)]
    unix::listen();
}

#[cfg(unix)]
mod unix {
    use crate::term::session;
    use rustix::process::{Signal as Number, getpid, kill_process};
    use std::io::stdout;
    use std::process::exit;
    use std::sync::atomic::{AtomicBool, Ordering};
    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// SIGTERM, SIGHUP and SIGINT end the loop of the explorer in order, and are heard there.
    const ENDING: [Number; 5] = [Number::QUIT, Number::ABORT, Number::USR1, Number::USR2, Number::ALARM];

    static LISTENING: AtomicBool = AtomicBool::new(false);

    pub fn listen() {
        if tokio::runtime::Handle::try_current().is_err() || LISTENING.swap(true, Ordering::SeqCst) {
            return;
        }
        for number in ENDING {
            if let Some(signal) = hear(number) {
                tokio::spawn(end(number, signal));
            }
        }
        if let Some(signal) = hear(Number::TSTP) {
            tokio::spawn(stop(signal));
        }
    }

    fn hear(number: Number) -> Option<Signal> {
        signal(SignalKind::from_raw(number.as_raw())).ok()
    }

    /// Ends as a shell counts it, without another frame on the way.
    async fn end(number: Number, mut signal: Signal) {
        if signal.recv().await.is_some() {
            let _nobody_paints = stdout().lock();
            session::restore();
            exit(128 + number.as_raw());
        }
    }

    /// Ctrl-Z is a key while the terminal is ours; who stops us from outside finds the shell as it was.
    async fn stop(mut signal: Signal) {
        while signal.recv().await.is_some() {
            // A signal to oneself takes effect at some time later, on some thread: only being continued says that
            // the stop is over. What was heard before this one does not count.
            let Some(mut continued) = hear(Number::CONT) else { continue };
            let (wake, woken) = std::sync::mpsc::channel::<()>();
            let pause = std::thread::spawn(move || {
                let _nobody_paints = stdout().lock();
                let taken = session::restore();
                let _ = kill_process(getpid(), Number::STOP);
                let _ = woken.recv();
                if taken {
                    session::resume();
                }
            });
            continued.recv().await;
            let _ = wake.send(());
            let _ = tokio::task::spawn_blocking(move || pause.join()).await;
            // The size may have changed, and everything is painted anew with it.
            let _ = kill_process(getpid(), Number::WINCH);
        }
    }
}
