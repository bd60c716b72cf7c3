//! Wraps lines that are longer than their pane, each continued below its own beginning.

use super::text;
use ratatui::text::{Line, Span};

/// Returns the line as pieces no wider than `width`; those that follow the first start at `indent`.
#[must_use]
pub fn fold(line: Line<'static>, width: usize, indent: usize) -> Vec<Line<'static>> {
    if line.width() <= width {
        return vec![line];
    }
    // There is no indent where nothing would fit beside it.
    let indent = if indent < width { indent } else { 0 };
    let (mut lines, mut spans, mut used) = (Vec::new(), Vec::<Span<'static>>::new(), 0);
    for span in line.spans {
        let mut rest = span.content.as_ref();
        while !rest.is_empty() {
            let head = text::cut(rest, width.saturating_sub(used), "");
            if head.is_empty() && used <= indent && !lines.is_empty() {
                break; // a letter that is wider than the pane
            }
            rest = rest.get(head.len()..).unwrap_or_default();
            used += text::width(&head);
            spans.push(Span::styled(head, span.style));
            if !rest.is_empty() {
                lines.push(Line::from(std::mem::take(&mut spans)));
                spans.push(Span::raw(" ".repeat(indent)));
                used = indent;
            }
        }
    }
    lines.push(Line::from(spans));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(lines: &[Line<'_>]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_does_not_fit_goes_on_under_its_beginning() {
        let line = Line::from(vec![Span::raw("  1  "), Span::raw("const answer")]);
        assert_eq!(shown(&fold(line.clone(), 11, 5)), ["  1  const ", "     answer"]);
        assert_eq!(shown(&fold(line, 40, 5)), ["  1  const answer"]);
    }

    proptest! {
        #[test]
        fn folding_loses_no_letter_and_no_piece_is_too_wide(words in "[a-z ]{0,60}", wide in 1_usize..30, indent in 0_usize..8) {
            let lines = fold(Line::from(vec![Span::raw(words.clone())]), wide, indent);
            prop_assert!(lines.iter().all(|line| line.width() <= wide));
            let indent = if indent < wide { indent } else { 0 };
            let mut joined = String::new();
            for (at, line) in lines.iter().enumerate() {
                let line = line.to_string();
                joined += if at == 0 { &line } else { line.get(indent..).unwrap_or_default() };
            }
            prop_assert_eq!(joined, words);
        }

        #[test]
        fn letters_wider_than_the_pane_end_it(words in "[a漢é👩]{0,12}", wide in 1_usize..4) {
            prop_assert!(fold(Line::from(words), wide, 2).len() <= 24);
        }
    }
}
