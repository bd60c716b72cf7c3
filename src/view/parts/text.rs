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

/// Wraps text at spaces to a width; longer words are cut into pieces.
#[must_use]
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    if width(text) <= limit {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word = word;
        let used = lines.last().map_or(0, |line| width(line));
        if used > 0 && used + 1 + width(word) > limit {
            lines.push(String::new());
        } else if used > 0 {
            push(&mut lines, " ");
        }
        while width(word) > limit {
            let head = cut(word, limit, "");
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
    }
}
