//! Signals that would end or stop the program in raw mode: the terminal is restored first.

/// What restores the terminal before a signal, and takes it again after a stop.
#[derive(Clone, Copy)]
pub struct Terminal {
    /// Returns whether the terminal was taken.
    pub restore: fn() -> bool,
    pub resume: fn(),
}

/// Starts to listen, once.
#[cfg_attr(not(unix), expect(unused_variables, reason = "only Unix has these signals"))]
pub fn listen(terminal: Terminal) {
    #[cfg(unix)]
    unix::listen(terminal);
}

#[cfg(unix)]
mod unix {
    use super::Terminal;
    use rustix::process::{Signal as Number, getpid, kill_process};
    use std::io::stdout;
    use std::process::exit;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::Sender;
    use std::task::Poll;
    use tokio::runtime::{Builder, Runtime};
    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// Signals that end the program here. SIGTERM, SIGHUP and SIGINT end the loop of the explorer in order,
    /// and are handled there.
    const ENDING: [Number; 5] = [Number::QUIT, Number::ABORT, Number::USR1, Number::USR2, Number::ALARM];

    static LISTENING: AtomicBool = AtomicBool::new(false);

    pub fn listen(terminal: Terminal) {
        if LISTENING.swap(true, Ordering::SeqCst) {
            return;
        }
        // A separate thread: it locks the output while everything else is stopped.
        let Ok(runtime) = Builder::new_current_thread().enable_io().build() else { return };
        let heard = std::sync::mpsc::channel();
        std::thread::spawn(move || run(&runtime, &heard.0, terminal));
        // From this point no signal is missed.
        let _ = heard.1.recv();
    }

    fn run(runtime: &Runtime, ready: &Sender<()>, terminal: Terminal) {
        let mut signals = runtime.block_on(async {
            ENDING
                .into_iter()
                .chain([Number::TSTP])
                .filter_map(|number| Some((number, hear(number)?)))
                .collect::<Vec<_>>()
        });
        let _ = ready.send(());
        while let Some(number) = runtime.block_on(next(&mut signals)) {
            let _nobody_paints = stdout().lock();
            let taken = (terminal.restore)();
            if number != Number::TSTP {
                // The exit code follows the shell's convention, and no further frame is written.
                #[expect(clippy::exit, reason = "the signal ends the program")]
                exit(128 + number.as_raw());
            }
            stop(runtime);
            if taken {
                (terminal.resume)();
            }
            // The size may have changed, and everything is repainted with it.
            let _ = kill_process(getpid(), Number::WINCH);
        }
    }

    /// Stops the program. Ctrl-Z is a key in raw mode; a stop from outside must leave the shell as it was.
    fn stop(runtime: &Runtime) {
        let continued = runtime.block_on(async { hear(Number::CONT) });
        let _ = kill_process(getpid(), Number::STOP);
        // The signal may stop other threads first, so this one must not continue by itself.
        if let Some(mut continued) = continued {
            let _ = runtime.block_on(continued.recv());
        }
    }

    fn hear(number: Number) -> Option<Signal> {
        signal(SignalKind::from_raw(number.as_raw())).ok()
    }

    async fn next(signals: &mut [(Number, Signal)]) -> Option<Number> {
        std::future::poll_fn(|context| {
            let heard = |(number, signal): &mut (Number, Signal)| {
                signal.poll_recv(context).is_ready().then_some(*number)
            };
            signals.iter_mut().find_map(heard).map_or(Poll::Pending, |number| Poll::Ready(Some(number)))
        })
        .await
    }
}
