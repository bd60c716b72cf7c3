//! Splits a text at the lines that separate documents, before anything is parsed.
//! A text flows in, pieces with their line numbers flow out, so that an invalid document leaves the rest
//! readable.

use std::ops::Range;

/// One document's part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSpan {
    pub span: Range<usize>,
    pub line: usize,
}

/// Splits at `---` and `...` lines; a separator with content stays with its document.
pub fn split(text: &str) -> Vec<DocumentSpan> {
    let mut pieces = Vec::new();
    let mut open = DocumentSpan { span: 0..0, line: 1 };
    let (mut at, mut line) = (0, 1);
    for row in text.split_inclusive('\n') {
        let end = at + row.len();
        match mark(row) {
            Mark::None => {}
            Mark::End => close(&mut pieces, &mut open, at, end, line + 1),
            Mark::Start if directives_only(text, &open, at) => {}
            Mark::Start if bare(row) => close(&mut pieces, &mut open, at, end, line + 1),
            Mark::Start => close(&mut pieces, &mut open, at, at, line),
        }
        at = end;
        line += 1;
    }
    close(&mut pieces, &mut open, at, at, line);
    pieces
}

enum Mark {
    None,
    Start,
    End,
}

fn mark(row: &str) -> Mark {
    let is = |sign: &str| {
        row.strip_prefix(sign)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
    };
    match (is("---"), is("...")) {
        (true, _) => Mark::Start,
        (_, true) => Mark::End,
        (false, false) => Mark::None,
    }
}

fn bare(row: &str) -> bool {
    row.get(3..).unwrap_or_default().trim().is_empty()
}

/// A `%YAML` line belongs to the separator after it.
fn directives_only(text: &str, open: &DocumentSpan, end: usize) -> bool {
    let body = text.get(open.span.start..end).unwrap_or_default();
    let mut seen = false;
    for row in body.lines() {
        seen |= row.starts_with('%');
        if !row.starts_with(['%', '#']) && !row.trim().is_empty() {
            return false;
        }
    }
    seen
}

fn close(pieces: &mut Vec<DocumentSpan>, open: &mut DocumentSpan, end: usize, next: usize, line: usize) {
    open.span.end = end;
    let done = std::mem::replace(open, DocumentSpan { span: next..next, line });
    pieces.push(done);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(&str, usize)> {
        let parts = split(text);
        parts.into_iter().map(|p| (&text[p.span], p.line)).collect()
    }

    #[test]
    fn separators_belong_to_no_document() {
        assert_eq!(cut("a: 1\n---\nb: 2\n"), [("a: 1\n", 1), ("b: 2\n", 3)]);
        assert_eq!(cut("---\r\na: 1\r\n...\r\n")[1], ("a: 1\r\n", 2));
    }

    #[test]
    fn a_separator_with_content_keeps_it() {
        assert_eq!(cut("a\n--- {b: 1}\n")[1], ("--- {b: 1}\n", 2));
    }

    #[test]
    fn a_directive_stays_with_its_document() {
        assert_eq!(cut("%YAML 1.2\n---\na: 1\n"), [("%YAML 1.2\n---\na: 1\n", 1)]);
    }

    #[test]
    fn a_dashed_word_is_not_a_separator() {
        assert_eq!(cut("a: |\n  ---\n----\n").len(), 1);
    }
}
