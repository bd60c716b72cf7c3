//! Starts the log, as `-v` and `FNSEC_LOG` request.

use super::exit::Failure;
use super::out;
use crate::source::log::{self, LogRequest};

/// Starts the log if requested. A log that cannot be written does not end the program.
///
/// # Errors
/// If `FNSEC_LOG` is invalid.
pub fn start(verbosity: u8, command: Option<&'static str>) -> Result<(), Failure> {
    let variable = std::env::var_os("FNSEC_LOG").map(|text| text.to_string_lossy().into_owned());
    let Some(wish) = LogRequest::read(verbosity, variable.as_deref()).map_err(Failure::usage)? else {
        return Ok(());
    };
    // The explorer uses the screen; only commands print a message.
    match (log::start(&wish), command) {
        (Ok(path), Some(_)) if verbosity > 0 => out::say(&format!("Logging to {}", path.display())),
        (Err(trouble), Some(_)) => out::say(&format!("fnsec: {trouble} Nothing is logged.")),
        _ => {}
    }
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        command = command.unwrap_or("explorer"),
        process = std::process::id(),
        "start"
    );
    Ok(())
}
