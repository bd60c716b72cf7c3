//! How scores went: a line of small bars, and a word.

use super::canvas::Canvas;
use crate::app::cluster::trend::Course;
use crate::checks::trend::{Change, Way};
use crate::view::theme::Role;
use ratatui::text::Span;

/// The least that a line spans, so that a point is no mountain.
const LEAST: u8 = 14;

/// Bars between the lowest and the highest; a dot where something else was seen.
pub fn bars(canvas: &Canvas<'_, '_>, line: &[Option<u8>]) -> Span<'static> {
    let known = || line.iter().flatten().copied();
    let (low, high) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    // What hardly moves is drawn in the middle.
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

/// `▁▂▃▅ up 4 since yesterday`, within a width; nothing where there is nothing to compare with.
pub fn told(canvas: &Canvas<'_, '_>, course: &Course) -> Vec<Span<'static>> {
    let Some(change) = course.change else {
        return Vec::new();
    };
    vec![bars(canvas, &course.line), Span::raw(" "), canvas.span(change.words(), role(change))]
}

/// `▁▂▃▅ +4`, for a column.
pub fn short(canvas: &Canvas<'_, '_>, course: &Course) -> Vec<Span<'static>> {
    let Some(change) = course.change else {
        return Vec::new();
    };
    let by = match change.way {
        Way::Covered => "?".to_owned(),
        Way::By(0) => "=".to_owned(),
        Way::By(by) => format!("{by:+}"),
    };
    vec![bars(canvas, &course.line), Span::raw(" "), canvas.span(by, role(change))]
}

fn role(change: Change) -> Role {
    match change.way {
        Way::By(1..) if change.is_accepted() => Role::Muted,
        Way::Covered => Role::Unknown,
        Way::By(0) => Role::Muted,
        Way::By(1..) => Role::Ok,
        Way::By(_) => Role::Warning,
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
