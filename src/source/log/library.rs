//! Messages of libraries that only use the `log` crate, such as the TLS library.

use super::file::LogFile;
use super::filter::LogRequest;
use super::layer::append;
use log::{LevelFilter, Log, Metadata, Record};
use std::sync::{Arc, Mutex};
use tracing::Level;
use tracing_subscriber::filter::Targets;

struct Bridge {
    targets: Targets,
    sink: Arc<Mutex<LogFile>>,
}

pub(super) fn start(wish: &LogRequest, sink: &Arc<Mutex<LogFile>>) {
    let bridge = Bridge { targets: wish.targets(), sink: Arc::clone(sink) };
    if log::set_boxed_logger(Box::new(bridge)).is_ok() {
        log::set_max_level(LevelFilter::Trace);
    }
}

impl Log for Bridge {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.targets.would_enable(metadata.target(), &level(metadata.level()))
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            append(&self.sink, record.level().as_str(), record.target(), &record.args().to_string());
        }
    }

    fn flush(&self) {}
}

fn level(level: log::Level) -> Level {
    match level {
        log::Level::Error => Level::ERROR,
        log::Level::Warn => Level::WARN,
        log::Level::Info => Level::INFO,
        log::Level::Debug => Level::DEBUG,
        log::Level::Trace => Level::TRACE,
    }
}
