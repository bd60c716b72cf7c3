//! A panic is a bug: one sentence and exit code 70, whatever thread it was on.

use super::exit::Exit;
use super::out;
use crate::source::message::line;
use std::panic::PanicHookInfo;

/// Whoever changes the terminal puts a hook of their own before this one.
pub fn catch() {
    std::panic::set_hook(Box::new(|info| {
        out::say(&sentence(info));
        #[expect(clippy::exit, reason = "no thread may go on after a bug")]
        std::process::exit(i32::from(Exit::Bug.code()));
    }));
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
    format!(
        "fnsec: This is a bug in fnsec {version}: {why} ({place}). Nothing more was done; please report it at {address}."
    )
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
