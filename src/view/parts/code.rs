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

/// Returns one line, each token in its role.
#[must_use]
pub fn line(canvas: &Canvas<'_, '_>, code: &str, python: bool) -> Line<'static> {
    let comment = if python { "#" } else { "//" };
    let mut spans: Vec<Span<'static>> = Vec::new();
    // A single token does not show that it belongs to a credential.
    let code = masked(code);
    let mut rest = &*code;
    while !rest.is_empty() {
        let (length, role) = token(rest, comment);
        let (head, tail) = rest.split_at(length);
        spans.push(canvas.span(head, role));
        rest = tail;
    }
    Line::from(spans)
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
