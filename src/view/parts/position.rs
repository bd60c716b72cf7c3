//! What is shown of a list or a text that does not fit: a thumb on the right rule of its panel, and the number of the selected
//! row on the upper one.

use super::canvas::{Canvas, Position};
use super::panel;
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::ops::Range;

/// The rows up to the rule: the names of columns may be between, on several lines in a grid.
const HIGHEST: u16 = 4;

impl Canvas<'_, '_> {
    /// Marks what is shown, on the frame around it, once all panels of the layer are painted: neighbours share a rule.
    pub fn mark_position(&mut self, position: Position) {
        if position.shown < position.len && position.rows.height > 0 {
            self.positions.push(position);
        }
    }

    /// Paints the marks of the layer.
    pub fn paint_positions(&mut self) {
        for position in std::mem::take(&mut self.positions) {
            self.thumb(position);
            if let Some(row) = position.selected {
                self.number(position, row);
            }
        }
    }

    fn thumb(&mut self, position: Position) {
        let Position { rows, top, shown, len, .. } = position;
        let x = rows.right() + 1;
        let is_frame = |canvas: &mut Self| {
            (rows.top()..rows.bottom()).all(|y| canvas.buffer().cell((x, y)).is_some_and(panel::is_rule))
        };
        if !is_frame(self) {
            return;
        }
        let thumb = self.glyphs.thumb;
        let height = usize::from(rows.height);
        // Over a network it is short: of a list that scrolls, each end of it is sent again.
        let size = if self.remote { 1 } else { size(height, shown, len) };
        for at in extent(height, top, len.saturating_sub(shown), size) {
            let y = rows.y.saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
            if let Some(cell) = self.buffer().cell_mut((x, y)) {
                cell.set_symbol(thumb);
            }
        }
    }

    /// Paints `12 of 142` on the rule above; over a network the thumb is enough, since it changes with few keys.
    fn number(&mut self, position: Position, row: usize) {
        let Position { rows, len, .. } = position;
        let words = format!(" {} of {len} ", row.min(len.saturating_sub(1)) + 1);
        let width = u16::try_from(words.len()).unwrap_or(u16::MAX);
        let end = rows.right();
        let Some(start) = end.checked_sub(width).filter(|start| !self.remote && *start > rows.x) else {
            return;
        };
        // Something of the rule remains between the title and the number.
        let above =
            |y: &u16| (start - 1..end).all(|x| self.buffer().cell((x, *y)).is_some_and(panel::is_rule));
        let Some(y) = (1..=HIGHEST).filter_map(|up| rows.y.checked_sub(up)).find(above) else { return };
        let span = self.span(words, Role::Muted);
        self.line(Rect { x: start, y, width, height: 1 }, Line::from(span));
    }
}

/// Returns how long the thumb is.
fn size(height: usize, shown: usize, len: usize) -> usize {
    (height * shown / len.max(1)).clamp(1, height.max(1))
}

/// The rows of the thumb on a rule of this height: it touches an end only where the first or the last row is on screen.
fn extent(height: usize, top: usize, hidden: usize, size: usize) -> Range<usize> {
    let travel = height.saturating_sub(size);
    let hidden = hidden.max(1);
    let start = (top.min(hidden) * travel + hidden / 2) / hidden;
    let inner = if travel >= 2 { 1..=travel - 1 } else { 0..=travel };
    let start = match top {
        0 => 0,
        top if top >= hidden => travel,
        _ => start.clamp(*inner.start(), *inner.end()),
    };
    start..start + size
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme;
    use proptest::prelude::*;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    /// Two panels beside each other, the left one with a list of which rows are hidden.
    fn painted(len: usize, selected: usize, remote: bool) -> String {
        let theme = theme::load("fnsec-dark").expect("a theme");
        let mut terminal = Terminal::new(TestBackend::new(40, 6)).expect("a terminal");
        let paint = |frame: &mut ratatui::Frame<'_>| {
            let mut canvas = Canvas::new(frame, &theme, false);
            canvas.remote = remote;
            let (left, right) = (Rect::new(0, 0, 30, 6), Rect::new(30, 0, 10, 6));
            let rows = canvas.panel(left, "Findings", true);
            let shown = usize::from(rows.height);
            let top = (selected + 1).saturating_sub(shown);
            canvas.mark_position(Position { rows, top, shown, len, selected: Some(selected) });
            canvas.panel(right, "Why", false);
            canvas.paint_positions();
        };
        terminal.draw(paint).expect("drawn");
        terminal.backend().to_string()
    }

    #[test]
    fn what_does_not_fit_is_marked_on_its_frame_though_a_neighbour_shares_it() {
        let text = painted(12, 11, false);
        assert!(text.contains("─ 12 of 12 ─┬ Why"), "{text}");
        let thumb: Vec<bool> = text.lines().skip(1).take(4).map(|row| row.contains('┃')).collect();
        assert_eq!(thumb, [false, false, false, true], "{text}");
    }

    #[test]
    fn what_fits_has_no_mark() {
        let text = painted(4, 3, false);
        assert!(!text.contains(" of ") && !text.contains('┃'), "{text}");
    }

    #[test]
    fn over_a_network_no_number_changes_with_every_key() {
        let text = painted(12, 0, true);
        assert!(!text.contains(" of ") && text.contains('┃'), "{text}");
    }

    proptest! {
        #[test]
        fn the_thumb_touches_an_end_where_that_end_is_shown_and_nowhere_else(
            height in 3..60_usize, more in 1..3_000_usize, at in any::<prop::sample::Index>(),
        ) {
            let (shown, len) = (height, height + more);
            let top = at.index(more + 1);
            let size = size(height, shown, len);
            let thumb = extent(height, top, more, size);
            prop_assert!(thumb.start < thumb.end && thumb.end <= height);
            if height - thumb.len() >= 2 {
                prop_assert_eq!(thumb.start == 0, top == 0);
                prop_assert_eq!(thumb.end == height, top == more);
            }
            prop_assert!(extent(height, top + 1, more, size).start >= thumb.start);
        }
    }

    #[test]
    fn the_thumb_is_as_long_as_the_part_that_is_shown() {
        let thumb =
            |height, top, shown, len: usize| extent(height, top, len - shown, size(height, shown, len));
        assert_eq!(thumb(10, 0, 10, 20), 0..5);
        assert_eq!(thumb(10, 10, 10, 20), 5..10);
        assert_eq!(thumb(10, 500, 10, 1_000).len(), 1);
        assert_eq!(thumb(1, 5, 1, 20), 0..1);
    }
}
