//! The trend of scores: a line of small bars, and a label.

use super::canvas::Canvas;
use crate::app::state::trend::Course;
use crate::verdicts::trend::{TrendDelta, TrendDirection};
use crate::view::theme::Role;
use ratatui::text::Span;

/// The smallest range of a line, so that one point does not look like a jump.
const LEAST: u8 = 14;

/// Returns bars between the lowest and the highest score; a dot where the coverage differed.
#[must_use]
pub fn bars(canvas: &Canvas<'_, '_>, line: &[Option<u8>]) -> Span<'static> {
    let known = || line.iter().flatten().copied();
    let (low, high) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    // A nearly constant line is drawn in the middle.
    let low = low.saturating_sub(LEAST.saturating_sub(high - low) / 2);
    let high = high.max(low + LEAST);
    let steps = canvas.glyphs.bars.len() - 1;
    let bar = |score: u8| {
        let level = usize::from(score - low) * steps / usize::from(high - low);
        canvas.glyphs.bars.get(level).copied().unwrap_or_default()
    };
    let text: String = line.iter().map(|score| score.map_or(canvas.glyphs.dot, bar)).collect();
    canvas.span(text, Role::Muted)
}

/// Returns `▁▂▃▅ up 4 since yesterday`, within a width; nothing where there is nothing to compare with.
#[must_use]
pub fn course_spans(canvas: &Canvas<'_, '_>, course: &Course) -> Vec<Span<'static>> {
    let Some(change) = course.change else {
        return Vec::new();
    };
    vec![bars(canvas, &course.line), Span::raw(" "), canvas.span(change.words(), role(change))]
}

/// Returns `▁▂▃▅ +4`, for a column.
#[must_use]
pub fn short(canvas: &Canvas<'_, '_>, course: &Course) -> Vec<Span<'static>> {
    let Some(change) = course.change else {
        return Vec::new();
    };
    let by = match change.way {
        TrendDirection::Covered => "?".to_owned(),
        TrendDirection::By(0) => "=".to_owned(),
        TrendDirection::By(by) => format!("{by:+}"),
    };
    vec![bars(canvas, &course.line), Span::raw(" "), canvas.span(by, role(change))]
}

fn role(change: TrendDelta) -> Role {
    match change.way {
        TrendDirection::By(1..) if change.is_accepted() => Role::Muted,
        TrendDirection::Covered => Role::Unknown,
        TrendDirection::By(0) => Role::Muted,
        TrendDirection::By(1..) => Role::Ok,
        TrendDirection::By(_) => Role::Warning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme::Theme;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    fn drawn(line: &[u8], ascii: bool) -> String {
        let line: Vec<Option<u8>> = line.iter().copied().map(Some).chain([None]).collect();
        let mut text = String::new();
        let mut terminal = Terminal::new(TestBackend::new(9, 1)).expect("a terminal");
        let draw = |frame: &mut ratatui::Frame<'_>| {
            text = bars(&Canvas::new(frame, &Theme::roles(), ascii), &line).content.into_owned();
        };
        terminal.draw(draw).expect("drawn");
        text
    }

    #[test]
    fn what_hardly_moves_is_nearly_flat_and_what_moves_fills_the_height() {
        assert_eq!(drawn(&[50, 50, 52], false), "▄▄▅·");
        assert_eq!(drawn(&[0, 50, 100], false), "▁▄█·");
        assert_eq!(drawn(&[100, 100], false), "▄▄·");
        assert_eq!(drawn(&[0, 0], false), "▁▁·");
    }

    #[test]
    fn plain_terminals_get_plain_bars() {
        assert_eq!(drawn(&[0, 50, 100], true), "_:#.");
    }
}
