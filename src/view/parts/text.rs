//! Makes text of the cluster safe for cells: control and direction characters visible, lengths exact.

use crate::engine::credentials::masked;
use crate::model::letters::is_sly;
use std::fmt::Write;

pub use crate::model::columns::{cut, cut_middle, pad, pad_left, width};

/// Masks credentials and spells out invisible or deceptive characters; tabs become spaces.
pub fn clean(text: &str) -> String {
    let text = &*masked(text);
    if !text.chars().any(is_sly) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\t' => out.push_str("    "),
            '\n' | '\r' => out.push(' '),
            sly if is_sly(sly) => {
                let _ = write!(out, "‹U+{:04X}›", sly as u32);
            }
            other => out.push(other),
        }
    }
    out
}

/// Converts a number of columns or rows for the screen; saturates at the largest possible value.
#[must_use]
pub fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Returns the column of the cursor in a line that begins with `> ` and ends with the typed text.
#[must_use]
pub fn cursor_after(typed: &str) -> u16 {
    cells(width(&clean(typed))).saturating_add(2)
}

/// Formats a JSON pointer as a field path: `spec.rules[0].jwt`.
#[must_use]
pub fn field(pointer: &str) -> String {
    let mut out = String::new();
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if step.parse::<usize>().is_ok() {
            out = format!("{out}[{step}]");
        } else if out.is_empty() {
            out = step;
        } else {
            out = format!("{out}.{step}");
        }
    }
    out
}

/// Wraps text at spaces to a width; longer words are cut into pieces. A mark is never alone on a line: neither a
/// bullet before a long word, nor the backslash that continues a command.
#[must_use]
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    if width(text) <= limit {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for mut word in words(text) {
        let used = lines.last().map_or(0, |line| width(line));
        if used > 0 && used + 1 + width(word) > limit {
            lines.push(String::new());
        } else if used > 0 {
            push(&mut lines, " ");
        }
        while width(word) > limit {
            let head = piece(word, limit);
            if head.is_empty() {
                break;
            }
            push(&mut lines, &head);
            lines.push(String::new());
            word = word.get(head.len()..).unwrap_or_default();
        }
        push(&mut lines, word);
    }
    lines
}

/// What continues a command on the next line.
const CONTINUES: &str = "\\";

/// Returns the words; a bullet belongs to the first word, a backslash at the end to the last one.
fn words(text: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).chain([text.len()]).collect();
    let is_bullet = |word: &str| width(word) == 1 && !word.chars().any(char::is_alphanumeric);
    if ends.len() > 1 && ends.first().and_then(|end| text.get(..*end)).is_some_and(is_bullet) {
        ends.remove(0);
    }
    if ends.len() > 1 && text.ends_with(&format!(" {CONTINUES}")) {
        ends.remove(ends.len() - 2);
    }
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    starts.zip(&ends).filter_map(|(start, end)| text.get(start..*end)).collect()
}

/// Returns as much of a word as fits into a line, without leaving a backslash alone for the next one.
fn piece(word: &str, limit: usize) -> String {
    let head = cut(word, limit, "");
    let rest = word.get(head.len()..).unwrap_or_default();
    let shorter = limit.saturating_sub(CONTINUES.len() + 1);
    if rest.trim() == CONTINUES && shorter > 0 { cut(word, shorter, "") } else { head }
}

fn push(lines: &mut [String], text: &str) {
    if let Some(last) = lines.last_mut() {
        last.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn direction_marks_are_shown_not_obeyed() {
        assert_eq!(clean("a\u{202e}b\tc\u{1b}[31m"), "a‹U+202E›b    c‹U+001B›[31m");
    }

    #[test]
    fn wide_letters_count_twice() {
        assert_eq!(cut("函数函数", 5, "…"), "函数…");
        assert_eq!(cut_middle("a-very-long-name-v2", 11, "…"), "a-ver…me-v2");
    }

    #[test]
    fn a_bullet_stays_with_its_address_and_a_backslash_with_its_word() {
        let address = format!("https://{}", "a".repeat(90));
        for limit in 40..=200 {
            let lines = wrap(&format!("• {address}"), limit);
            assert!(lines[0].starts_with("• https://"), "{limit}: {lines:?}");
            let lines = wrap(&format!("kubectl label -n shop {address} \\"), limit);
            assert!(lines.iter().all(|line| line.trim() != "\\"), "{limit}: {lines:?}");
        }
    }

    proptest! {
        #[test]
        fn no_cut_is_wider_than_asked(text in "\\PC{0,40}", limit in 0usize..30) {
            prop_assert!(width(&cut(&text, limit, "…")) <= limit);
            prop_assert!(width(&cut_middle(&text, limit, "…")) <= limit);
        }

        #[test]
        fn wrapping_loses_no_letter(text in "[a-z函 ]{0,60}", limit in 2usize..20) {
            let joined: String = wrap(&text, limit).concat().replace(' ', "");
            prop_assert_eq!(joined, text.replace(' ', ""));
        }

        #[test]
        fn no_mark_is_alone_on_a_line_and_no_line_is_too_wide(
            before in "(• |- )?",
            words in proptest::collection::vec("[a-z:/.=_]{1,230}", 1..8),
            after in "( \\\\)?",
            limit in 40usize..=200,
        ) {
            let text = format!("{before}{}{after}", words.join(" "));
            let lines = wrap(&text, limit);
            for line in &lines {
                prop_assert!(width(line) <= limit, "{line:?}");
                let is_mark = ["•", "-", "\\"].contains(&line.trim());
                prop_assert!(!is_mark || words.iter().any(|word| word == line.trim()), "{lines:#?}");
            }
            prop_assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }
}
