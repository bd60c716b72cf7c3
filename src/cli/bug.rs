//! A panic is a bug: one sentence and exit code 70, whatever thread it was on.

use super::exit::Exit;
use super::out;
use crate::source::flight;
use crate::source::message::line;
use std::panic::PanicHookInfo;
use std::time::Duration;

/// Whoever changes the terminal puts a hook of their own before this one.
pub fn catch() {
    std::panic::set_hook(Box::new(|info| {
        // The text is left out: it may quote anything.
        tracing::error!(place = info.location().map(ToString::to_string), "panic");
        let text = sentence(info);
        // What is on its way is waited for, as long as an answer is.
        out::say(&format!("{text} {}", fate(flight::wait(PATIENCE))));
        #[expect(clippy::exit, reason = "no thread may go on after a bug")]
        std::process::exit(i32::from(Exit::Bug.code()));
    }));
}

/// How long a write is waited for; an answer takes 20 seconds at most, and the object is read once more.
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
    // The text may be a library's, and quote what it was given.
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
