//! The capabilities of the terminal, and how text reaches the clipboard. Neither is queried.

use super::check::DoctorCheck;
use crate::source::message;
use crate::term::caps::{Caps, Color};
use crate::term::clipboard::{CopyMethod, Surroundings};
use crate::view::theme::Depth;
use serde_json::json;
use std::io::{IsTerminal, stderr, stdin, stdout};

/// Maximum number of characters of `$TERM` that are shown.
const LONGEST: usize = 40;

pub fn screen() -> DoctorCheck {
    let around = Surroundings::read();
    // Without a terminal, the library would start a program to find the size.
    let is_terminal = stdout().is_terminal() || stderr().is_terminal() || stdin().is_terminal();
    let size = is_terminal.then(|| crossterm::terminal::size().ok()).flatten();
    // A terminal without a known size reports 0×0.
    let size = size.filter(|(width, height)| *width > 0 && *height > 0);
    described(&term(), size, Caps::read(Color::Auto), around)
}

/// `$TERM`, which users may set to any value.
fn term() -> String {
    let name = std::env::var("TERM").unwrap_or_default();
    let fits = |letter: &char| letter.is_ascii_alphanumeric() || "-+._".contains(*letter);
    name.chars().filter(fits).take(LONGEST).collect()
}

fn described(term: &str, size: Option<(u16, u16)>, caps: Caps, around: Surroundings) -> DoctorCheck {
    let colors = match caps.depth {
        Depth::Mono => "no colours",
        Depth::Ansi16 => "16 colours",
        Depth::Ansi256 => "256 colours",
        Depth::True => "16 million colours",
    };
    let glyphs = if caps.ascii { "ASCII" } else { "Unicode" };
    let inside = [(around.tmux, "tmux"), (around.screen, "screen"), (around.ssh, "ssh")];
    let inside: Vec<&str> = inside.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    let shown = size.map_or("size unknown".into(), |(width, height)| format!("{width}×{height}"));
    let within = if inside.is_empty() { String::new() } else { format!(", inside {}", inside.join(" and ")) };
    let name = if term.is_empty() { "TERM is not set" } else { term };
    let message = format!("{name}: {colors}, {shown}, {glyphs}{within}.");
    let check = if size.is_none() {
        DoctorCheck::note("terminal", message)
            .next("The explorer needs a terminal; all other commands do not.")
    } else if matches!(term, "" | "dumb") {
        DoctorCheck::note("terminal", message)
            .next("Set TERM to the type of the terminal, such as xterm-256color.")
    } else {
        DoctorCheck::ok("terminal", message)
    };
    check.with(json!({
        "term": term, "colors": colors, "columns": size.map(|size| size.0), "rows": size.map(|size| size.1),
        "unicode": !caps.ascii, "tmux": around.tmux, "screen": around.screen, "ssh": around.ssh,
    }))
}

pub fn clipboard() -> DoctorCheck {
    copied(&Surroundings::read().ways())
}

fn copied(ways: &[CopyMethod]) -> DoctorCheck {
    let (first, rest) =
        ways.split_first().map_or((CopyMethod::Terminal, &[][..]), |(first, rest)| (*first, rest));
    let word = |way: CopyMethod| match way {
        CopyMethod::Tmux => "tmux",
        CopyMethod::Desktop => "the desktop",
        CopyMethod::Terminal => "the terminal (OSC 52), which does not confirm it",
    };
    let rest: Vec<&str> = rest.iter().map(|way| word(*way)).collect();
    let otherwise = if rest.is_empty() {
        String::new()
    } else {
        format!("; otherwise through {}", rest.join(", otherwise through "))
    };
    let message = message::line(&format!("Text is copied through {}{otherwise}.", word(first)));
    let short = |way: &CopyMethod| match way {
        CopyMethod::Tmux => "tmux",
        CopyMethod::Desktop => "desktop",
        CopyMethod::Terminal => "osc52",
    };
    DoctorCheck::ok("clipboard", message).with(json!({"ways": ways.iter().map(short).collect::<Vec<_>>()}))
}

#[cfg(test)]
mod tests {
    use super::super::check::CheckState;
    use super::*;

    const CAPS: Caps =
        Caps { depth: Depth::Ansi256, light: None, ascii: false, remote: false, erases: false };

    #[test]
    fn a_terminal_is_described_in_one_sentence() {
        let around = Surroundings { tmux: true, ssh: true, ..Surroundings::default() };
        let check = described("xterm-256color", Some((120, 36)), CAPS, around);
        assert_eq!(check.message, "xterm-256color: 256 colours, 120×36, Unicode, inside tmux and ssh.");
        assert_eq!(check.state, CheckState::Ok);
    }

    #[test]
    fn no_terminal_is_a_note_and_no_fault() {
        for (term, size) in [("xterm", None), ("", Some((80, 24))), ("dumb", Some((80, 24)))] {
            let check = described(term, size, CAPS, Surroundings::default());
            assert_eq!(check.state, CheckState::Note, "{term}");
            assert!(!check.next.is_empty());
        }
    }

    #[test]
    fn the_way_that_is_tried_first_is_named_first() {
        let message = copied(&[CopyMethod::Tmux, CopyMethod::Terminal]).message;
        assert!(
            message.starts_with("Text is copied through tmux; otherwise through the terminal (OSC 52)"),
            "{message}"
        );
    }
}
