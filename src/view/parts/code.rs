//! Basic syntax colours for source lines: comments, strings, numbers, keywords.

use super::canvas::Canvas;
use crate::engine::credentials::masked;
use crate::view::theme::Role;
use ratatui::text::{Line, Span};

const KEYWORDS: [&str; 34] = [
    "const", "let", "var", "function", "return", "if", "else", "for", "while", "async", "await", "new",
    "class", "import", "from", "export", "require", "module", "throw", "try", "catch", "true", "false",
    "null", "def", "None", "True", "False", "in", "not", "and", "or", "except", "with",
];

/// What a line is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextLanguage {
    JavaScript,
    Python,
    Yaml,
}

/// Returns one line, each token in its role.
#[must_use]
pub fn line(canvas: &Canvas<'_, '_>, code: &str, language: TextLanguage) -> Line<'static> {
    // A single token does not show that it belongs to a credential.
    let code = masked(code);
    let spans = joined(pieces(&code, language)).into_iter().map(|(text, role)| canvas.span(text, role));
    Line::from(spans.collect::<Vec<Span<'static>>>())
}

fn pieces(code: &str, language: TextLanguage) -> Vec<(&str, Role)> {
    let (mut rest, mut pieces) = (code, Vec::new());
    let comment = match language {
        TextLanguage::JavaScript => "//",
        TextLanguage::Python => "#",
        TextLanguage::Yaml => {
            let (head, tail) = code.split_at(key(code));
            pieces.push((head, Role::CodeKeyword));
            rest = tail;
            // Text of any kind may follow, in which only a mark after a blank begins a comment.
            " #"
        }
    };
    pieces.retain(|(text, _)| !text.is_empty());
    while !rest.is_empty() {
        let (length, role) = token(rest, comment);
        let (head, tail) = rest.split_at(length);
        pieces.push((head, role));
        rest = tail;
    }
    pieces
}

/// Joins neighbours of one role, so that a line that does not fit is cut with a mark.
fn joined(pieces: Vec<(&str, Role)>) -> Vec<(String, Role)> {
    let mut joined: Vec<(String, Role)> = Vec::new();
    for (text, role) in pieces {
        match joined.last_mut().filter(|(_, last)| *last == role) {
            Some((before, _)) => before.push_str(text),
            None => joined.push((text.to_owned(), role)),
        }
    }
    joined
}

/// Returns the length of the key at the start of a line of YAML, with what is before it; 0 if there is none.
fn key(line: &str) -> usize {
    let indent = line.len() - line.trim_start_matches([' ', '-']).len();
    let name = line.get(indent..).unwrap_or_default();
    let end = name.find(|letter: char| !(letter.is_alphanumeric() || "-_./~".contains(letter))).unwrap_or(0);
    let after = name.get(end..).unwrap_or_default();
    if end > 0 && (after == ":" || after.starts_with(": ")) { indent + end } else { 0 }
}

/// Returns the length in bytes and the role of the first token.
fn token(text: &str, comment: &str) -> (usize, Role) {
    let Some(first) = text.chars().next() else {
        return (0, Role::Text);
    };
    if text.starts_with(comment) {
        return (text.len(), Role::CodeComment);
    }
    if matches!(first, '"' | '\'' | '`') {
        return (string(text, first), Role::CodeString);
    }
    let run = |fits: fn(char) -> bool| text.find(|letter| !fits(letter)).unwrap_or(text.len());
    if first.is_ascii_digit() {
        return (run(|letter| letter.is_ascii_alphanumeric() || letter == '.'), Role::CodeNumber);
    }
    if first.is_alphabetic() || first == '_' {
        let length = run(|letter| letter.is_alphanumeric() || letter == '_');
        let is_keyword = text.get(..length).is_some_and(|word| KEYWORDS.contains(&word));
        return (length, if is_keyword { Role::CodeKeyword } else { Role::Text });
    }
    (first.len_utf8(), Role::Text)
}

/// Returns the length of a string literal at the start of the text; to the end of the text if it is not
/// closed.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            '\\' if !escaped => escaped = true,
            letter if letter == quote && !escaped => return at + letter.len_utf8(),
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_yaml_keys_stand_out_and_an_address_is_no_comment() {
        let address = pieces("    value: postgres://db:5432/shop", TextLanguage::Yaml);
        assert_eq!(address.first(), Some(&("    value", Role::CodeKeyword)));
        assert!(address.iter().all(|(_, role)| *role != Role::CodeComment), "{address:?}");
        assert_eq!(pieces("  - name: A", TextLanguage::Yaml).first(), Some(&("  - name", Role::CodeKeyword)));
        assert_eq!(pieces("spec:", TextLanguage::Yaml).first(), Some(&("spec", Role::CodeKeyword)));
        for line in ["  a = b ? c : d;", "https://example.com", "- item", "  text goes on: here", ""] {
            assert!(
                pieces(line, TextLanguage::Yaml).iter().all(|(_, role)| *role != Role::CodeKeyword),
                "{line}"
            );
        }
        assert!(pieces("a: b # why", TextLanguage::Yaml).contains(&(" # why", Role::CodeComment)));
    }

    #[test]
    fn each_language_has_its_comments() {
        let comment = |text: &str, language| {
            pieces(text, language).last().map(|(text, role)| (text.to_string(), *role))
        };
        assert_eq!(comment("a; // b", TextLanguage::JavaScript), Some(("// b".into(), Role::CodeComment)));
        assert_eq!(comment("a  # b", TextLanguage::Python), Some(("# b".into(), Role::CodeComment)));
    }
}
