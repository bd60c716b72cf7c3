//! The log for troubleshooting: one line per event, in a file of the state folder, off by default.
//!
//! Every event, of this program or of a library, passes through `mask::line` before it is written. Bodies,
//! headers, arguments and the environment are never logged in the first place.

mod file;
mod filter;
mod layer;
mod library;
mod mask;
#[cfg(test)]
mod tests;

pub use filter::LogRequest;

use super::{Trouble, journal};
use file::LogFile;
use layer::LogLines;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// The file name of the newest log; the one before it has `.1` appended.
const NAME: &str = "fnsec.log";

/// Starts the log, and returns its path.
///
/// # Errors
/// If the file cannot be written. Then nothing is logged, and nothing else is affected.
pub fn start(wish: &LogRequest) -> Result<PathBuf, Trouble> {
    let path = journal::folder()?.join(NAME);
    let file = LogFile::open(&path).map_err(|why| {
        let what = format!("Opening the log {}", path.display());
        Trouble::configuration(
            what,
            why.to_string(),
            "Check its permissions, or set FNSEC_STATE to another folder.",
        )
    })?;
    let sink = Arc::new(Mutex::new(file));
    library::start(wish, &sink);
    let lines = LogLines::new(sink).with_filter(wish.targets());
    // Only tests start a second log in one process; the first one stays active.
    let _ = tracing_subscriber::registry().with(lines).try_init();
    Ok(path)
}
