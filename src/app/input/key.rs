//! Keys, independent of any terminal: what was pressed, with shift folded into the letter.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub code: Code,
    pub ctrl: bool,
    pub alt: bool,
}

impl Key {
    #[must_use]
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    #[must_use]
    pub const fn char(letter: char) -> Self {
        Self::plain(Code::Char(letter))
    }

    #[must_use]
    pub const fn ctrl(letter: char) -> Self {
        Self { code: Code::Char(letter), ctrl: true, alt: false }
    }

    /// Returns the letter of a key pressed without control or alt.
    #[must_use]
    pub fn letter(self) -> Option<char> {
        match self.code {
            Code::Char(letter) if !self.ctrl && !self.alt => Some(letter),
            _ => None,
        }
    }

    /// Parses `j`, `G`, `ctrl-d`, `enter`, `space`, `f1`, …
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(rest) = word.strip_prefix("ctrl-") {
            return Some(Self { ctrl: true, ..Self::parse(rest)? });
        }
        let mut letters = word.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            return Some(Self::char(letter));
        }
        NAMES.iter().find(|(name, _)| *name == word).map(|(_, code)| Self::plain(*code))
    }
}

const NAMES: [(&str, Code); 17] = [
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("backtab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pgup", Code::PageUp),
    ("pgdn", Code::PageDown),
    ("space", Code::Char(' ')),
    ("f1", Code::F(1)),
    ("f5", Code::F(5)),
];

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            out.write_str("ctrl-")?;
        }
        match NAMES.iter().find(|(_, code)| *code == self.code) {
            Some((name, _)) => out.write_str(name),
            None => match self.code {
                Code::Char(letter) => write!(out, "{letter}"),
                Code::F(number) => write!(out, "f{number}"),
                _ => Ok(()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_parsed_from_its_written_form() {
        for word in ["j", "G", "ctrl-d", "enter", "space", "pgdn", "f1", "ctrl-s"] {
            assert_eq!(Key::parse(word).map(|key| key.to_string()).as_deref(), Some(word));
        }
        assert_eq!(Key::parse("hyper-x"), None);
    }
}
