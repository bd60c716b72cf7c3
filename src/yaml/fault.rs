//! Parse errors as a sentence with a position.
//! The library's terse errors flow in, messages that a person can act on flow out.

use std::fmt;

/// Why and where a text could not be parsed; lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlFault {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl fmt::Display for YamlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for YamlFault {}

const SENTENCES: &[(&str, &str)] = &[
    (
        "mapping values are not allowed",
        "This line has a second colon; quote the text if the colon belongs to it.",
    ),
    ("did not find expected key", "This line does not fit the mapping around it; check its indentation."),
    ("did not find expected '-'", "This line does not fit the list around it; check its indentation."),
    ("could not find expected ':'", "This line has a key without a colon."),
    (
        "block sequence entries are not allowed",
        "A list item cannot start here; put it on its own line below the key.",
    ),
    ("block mapping", "This line does not fit the mapping around it; check its indentation."),
    (
        "cannot start any token",
        "No value can start with this character; use spaces to indent, or quote the value.",
    ),
    ("found a tab character", "Indent with spaces; this line is indented with a tab."),
    ("unexpected end of stream", "This quote is never closed."),
    ("unexpected document indicator", "The document ends within a quote."),
    ("did not find expected ',' or ']'", "A list in brackets needs a comma or a closing bracket."),
    ("did not find expected ',' or '}'", "A mapping in braces needs a comma or a closing brace."),
    (
        "did not find expected <document start>",
        "A second value follows the document; separate documents with `---`.",
    ),
    ("control characters are not allowed", "The text contains a control character, which YAML forbids."),
    ("unknown anchor", "An alias names an anchor that is not defined before it."),
    ("unknown escape character", "Invalid escape: this letter cannot follow a backslash in double quotes."),
    ("undefined tag handle", "A tag uses a prefix that is not declared."),
    ("recursion limit", "The document is nested too deeply."),
    ("repetition limit", "The document repeats its aliases too often."),
];

/// Turns a library error into a sentence, without the positions it names.
pub(super) fn sentence(raw: &str) -> String {
    let lead = raw.split(", while ").next().unwrap_or(raw);
    let known = |text: &str| SENTENCES.iter().find(|(sign, _)| text.contains(sign));
    if let Some((_, words)) = known(lead).or_else(|| known(raw)) {
        return (*words).to_owned();
    }
    let bare = strip_place(lead);
    let mut chars = bare.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if bare.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

fn strip_place(text: &str) -> &str {
    let at = text.rfind(" at line ").or_else(|| text.rfind(" at position "));
    at.and_then(|at| text.get(..at)).unwrap_or(text).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_errors_become_advice() {
        let raw = "mapping values are not allowed in this context at line 1 column 5";
        assert!(sentence(raw).starts_with("This line has a second colon"));
    }

    #[test]
    fn other_errors_keep_their_text_and_lose_their_position() {
        assert_eq!(sentence("odd thing at line 3 column 4"), "Odd thing.");
        assert_eq!(sentence(""), ".");
    }
}
