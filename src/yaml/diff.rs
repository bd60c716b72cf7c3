//! Compares two texts line by line.
//! Two texts flow in; signed lines with their numbers, or a unified diff, flow out.

use similar::{ChangeTag, TextDiff};
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Same,
    Added,
    Removed,
}

/// One line of a comparison, without its line break; numbers count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    pub sign: Sign,
    pub old_line: Option<usize>,
    pub new_line: Option<usize>,
    pub text: String,
}

/// Every line of both texts, with what happened to it.
#[must_use]
pub fn diff(before: &str, after: &str) -> Vec<DiffLine> {
    let compared = compare(before, after);
    let line = |change: similar::Change<&str>| DiffLine {
        sign: match change.tag() {
            ChangeTag::Equal => Sign::Same,
            ChangeTag::Insert => Sign::Added,
            ChangeTag::Delete => Sign::Removed,
        },
        old_line: change.old_index().map(|at| at + 1),
        new_line: change.new_index().map(|at| at + 1),
        text: change.value().trim_end_matches(['\n', '\r']).to_owned(),
    };
    compared.iter_all_changes().map(line).collect()
}

/// A unified diff that `patch` understands; empty when nothing changed.
#[must_use]
pub fn unified(before: &str, after: &str, name: &str) -> String {
    let (old, new) = (format!("a/{name}"), format!("b/{name}"));
    compare(before, after).unified_diff().context_radius(3).header(&old, &new).to_string()
}

/// Two huge unrelated texts must not hold up the screen; past the limit the diff only gets coarser.
fn compare<'t>(before: &'t str, after: &'t str) -> TextDiff<'t, 't, str> {
    TextDiff::configure().timeout(Duration::from_secs(2)).diff_lines(before, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_carry_their_sign_and_numbers() {
        let lines = diff("a\nb\nc\n", "a\nx\nc");
        let short: Vec<_> = lines.iter().map(|l| (l.sign, l.old_line, l.new_line, l.text.as_str())).collect();
        assert_eq!(short[0], (Sign::Same, Some(1), Some(1), "a"));
        assert!(short.contains(&(Sign::Removed, Some(2), None, "b")));
        assert!(short.contains(&(Sign::Added, None, Some(2), "x")));
    }

    #[test]
    fn a_unified_diff_names_its_file_and_equal_texts_give_none() {
        let text = unified("a\n", "b\n", "fn.yaml");
        assert_eq!(text, "--- a/fn.yaml\n+++ b/fn.yaml\n@@ -1 +1 @@\n-a\n+b\n");
        assert_eq!(unified("a", "a", "x"), "");
        assert_eq!(diff("", ""), []);
    }
}
