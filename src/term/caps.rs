//! What this terminal can show, read from its environment once.

use crate::view::theme::{Catalog, Depth, Theme, ThemeFault};
use std::env;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    pub depth: Depth,
    /// Whether the background is light, where that is known without asking the terminal.
    pub light: Option<bool>,
    /// Whether only plain characters can be shown.
    pub ascii: bool,
    /// Whether the terminal is at the other end of a network.
    pub remote: bool,
    /// Whether the terminal is known to colour what it erases.
    pub erases: bool,
}

/// The user's setting for colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Caps {
    #[must_use]
    pub fn read(color: Color) -> Self {
        let text = |name: &str| env::var(name).unwrap_or_default();
        let depth = depth(color, &text("NO_COLOR"), &text("COLORTERM"), &text("TERM"));
        let remote = !(text("SSH_CONNECTION").is_empty() && text("SSH_TTY").is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(text).into_iter().find(|value| !value.is_empty());
        Self {
            depth,
            light: light(&text("COLORFGBG")),
            ascii: is_ascii(locale.as_deref(), &text("TERM")),
            remote,
            erases: colours_what_it_erases(&text("TERM"), !text("TMUX").is_empty()),
        }
    }

    /// Returns the theme with this name, reduced to what can be shown.
    ///
    /// # Errors
    /// If there is no theme of this name, or its file is invalid.
    pub fn theme(&self, catalog: &Catalog, name: &str) -> Result<Theme, ThemeFault> {
        catalog.theme(name, self.depth, self.light)
    }
}

fn depth(color: Color, no_color: &str, colorterm: &str, term: &str) -> Depth {
    match color {
        Color::Never => return Depth::Mono,
        Color::Auto if !no_color.is_empty() || term == "dumb" => return Depth::Mono,
        Color::Auto | Color::Always => {}
    }
    if matches!(colorterm, "truecolor" | "24bit") || term.contains("direct") {
        Depth::True
    } else if term.contains("256") {
        Depth::Ansi256
    } else {
        Depth::Ansi16
    }
}

/// Whether a terminal erases with the background that is set: GNU screen does not.
fn colours_what_it_erases(term: &str, in_tmux: bool) -> bool {
    const KNOWN: [&str; 8] = ["xterm", "tmux", "alacritty", "foot", "wezterm", "kitty", "rxvt", "linux"];
    KNOWN.iter().any(|known| term.starts_with(known)) || (term.starts_with("screen") && in_tmux)
}

/// Parses `COLORFGBG`, which ends in the background's colour number.
fn light(value: &str) -> Option<bool> {
    let ground: u8 = value.rsplit(';').next()?.parse().ok()?;
    Some(matches!(ground, 7 | 9..=15))
}

/// Whether the locale names an encoding other than UTF-8, or the console lacks the glyphs.
fn is_ascii(locale: Option<&str>, term: &str) -> bool {
    let utf8 = locale.is_none_or(|name| {
        let name = name.to_lowercase();
        name.contains("utf-8") || name.contains("utf8")
    });
    !utf8 || term == "linux"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_counts_only_when_it_says_something() {
        assert_eq!(depth(Color::Auto, "1", "truecolor", "xterm"), Depth::Mono);
        assert_eq!(depth(Color::Auto, "", "truecolor", "xterm"), Depth::True);
        assert_eq!(depth(Color::Always, "1", "", "xterm-256color"), Depth::Ansi256);
    }

    #[test]
    fn the_background_is_read_from_its_number() {
        assert_eq!(light("0;15"), Some(true));
        assert_eq!(light("15;0"), Some(false));
        assert_eq!(light(""), None);
    }

    #[test]
    fn a_plain_locale_gets_plain_glyphs() {
        assert!(is_ascii(Some("C"), "xterm"));
        assert!(!is_ascii(Some("de_DE.UTF-8"), "xterm"));
        assert!(is_ascii(Some("en_US.utf8"), "linux"));
        assert!(!is_ascii(None, "xterm"));
    }
}
