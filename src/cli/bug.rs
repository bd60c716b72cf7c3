//! Reports a panic on any thread as a bug: one sentence and exit code 70.

use super::exit::Exit;
use super::out;
use crate::source::flight;
use crate::source::message::line;
use std::panic::PanicHookInfo;
use std::time::Duration;

/// Installs the panic hook. Code that changes the terminal installs its own hook in front of this one.
pub fn catch() {
    std::panic::set_hook(Box::new(|info| {
        // The panic text is left out because it may quote anything.
        tracing::error!(place = info.location().map(ToString::to_string), "panic");
        let text = sentence(info);
        // Wait for writes in progress, at most as long as an answer may take.
        out::say(&format!("{text} {}", fate(flight::wait(PATIENCE))));
        #[expect(clippy::exit, reason = "no thread may go on after a bug")]
        std::process::exit(i32::from(Exit::Bug.code()));
    }));
}

/// How long to wait for a write: an answer takes at most 20 seconds, and the object is read once more.
const PATIENCE: Duration = Duration::from_secs(45);

fn fate(landed: bool) -> &'static str {
    if landed {
        "No change is in progress; list the changes made with \"fnsec changes\"."
    } else {
        "A change was in progress: check its outcome with \"fnsec changes\"."
    }
}

fn sentence(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(|| "an unknown place".into(), ToString::to_string);
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let why = text.unwrap_or("no reason given");
    // The text may come from a library and quote its input.
    words(&line(why), &place)
}

fn words(why: &str, place: &str) -> String {
    let address = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");
    let version = env!("CARGO_PKG_VERSION");
    format!("fnsec: This is a bug in fnsec {version}: {why} ({place}). Please report it at {address}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_says_where_it_is_and_where_to_report_it() {
        let text = words("index out of bounds", "src/x.rs:1:2");
        assert!(text.contains("src/x.rs:1:2") && text.contains("/issues"));
        assert_eq!(Exit::Bug.code(), 70);
    }
}
