//! A fix over files as replacements of exact ranges of text.

use similar::{DiffOp, TextDiff};

/// A fix that changes only existing text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFix {
    pub title: String,
    pub changes: Vec<FileChange>,
}

/// The changes of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    pub file: String,
    pub replacements: Vec<Replacement>,
}

/// Whole lines that are replaced: from the start of the first line to the start of the line after the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The first replaced line, from 1; an insertion goes before it.
    pub line: usize,
    /// Number of replaced lines; 0 for an insertion.
    pub count: usize,
    pub text: String,
}

/// Returns the replacements that turn one text into another, in order.
#[must_use]
pub fn between(old: &str, new: &str) -> Vec<Replacement> {
    let diff = TextDiff::from_lines(old, new);
    let lines: Vec<&str> = new.split_inclusive('\n').collect();
    let text = |start: usize, len: usize| lines.get(start..start + len).unwrap_or_default().concat();
    let one = |op: &DiffOp| match *op {
        DiffOp::Equal { .. } => None,
        DiffOp::Delete { old_index, old_len, .. } => Some((old_index, old_len, String::new())),
        DiffOp::Insert { old_index, new_index, new_len } => Some((old_index, 0, text(new_index, new_len))),
        DiffOp::Replace { old_index, old_len, new_index, new_len } => {
            Some((old_index, old_len, text(new_index, new_len)))
        }
    };
    let ranges = diff.ops().iter().filter_map(one);
    ranges.map(|(first, count, text)| Replacement { line: first + 1, count, text }).collect()
}

/// Returns the text with the replacements made.
#[cfg(any(test, feature = "testing"))]
#[must_use]
pub fn apply(old: &str, replacements: &[Replacement]) -> String {
    let lines: Vec<&str> = old.split_inclusive('\n').collect();
    let (mut out, mut at) = (String::new(), 0);
    for one in replacements {
        let first = one.line.saturating_sub(1).max(at);
        out.extend(lines.get(at..first).unwrap_or_default().iter().copied());
        out.push_str(&one.text);
        at = first + one.count;
    }
    out.extend(lines.get(at..).unwrap_or_default().iter().copied());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_changed_line_is_replaced_alone() {
        let made = between("a: 1\nb: 2\nc: 3\n", "a: 1\nb: 5\nc: 3\n");
        assert_eq!(made, [Replacement { line: 2, count: 1, text: "b: 5\n".into() }]);
    }

    proptest! {
        #[test]
        fn replacements_turn_the_old_text_into_the_new_one(old in "([ab]\n?){0,12}", new in "([abc]\n?){0,12}") {
            prop_assert_eq!(apply(&old, &between(&old, &new)), new);
        }
    }
}
