//! What holds for every parser, whatever the text: written once, run by `cargo test --test parsers` with
//! generated texts and by the targets in `fuzz/` with coverage-guided ones. A property panics where it fails.

pub mod edits;
pub mod kubernetes;
pub mod packages;
pub mod private;
pub mod secrets;
pub mod settings;
pub mod words;
pub mod yaml;

/// A credential that generated texts contain, and that no message may contain.
pub const PLANT: &str = "kT9vQ2xLm8zRw4pJ5nHs6yGb";

/// The line breaks of a text, as the YAML library counts them.
pub fn breaks(text: &str) -> usize {
    text.chars().filter(|letter| matches!(letter, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')).count()
}

/// The line and the column of a byte offset, both from 1, in characters.
pub fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).expect("an offset between two characters");
    let line = before.rsplit('\n').next().unwrap_or_default();
    (1 + before.matches('\n').count(), 1 + line.chars().count())
}

/// The rest of a text from a line and a column on.
pub fn from_place(text: &str, line: u32, column: u32) -> Option<&str> {
    let mut offset = 0;
    for _ in 1..line {
        offset += text.get(offset..)?.find('\n')? + 1;
    }
    let rest = text.get(offset..)?;
    let skipped: usize = rest.chars().take(column as usize - 1).map(char::len_utf8).sum();
    rest.get(skipped..)
}
