//! The keys that may follow a prefix, in a box above the hints.

use crate::app::model::Model;
use crate::view::parts::{Canvas, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The width of one key with its help.
const COLUMN: u16 = 38;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, prefix: char, area: Rect) {
    let keys: Vec<_> = model.keys.following(prefix).collect();
    let columns = (area.width.saturating_sub(4) / COLUMN).clamp(1, 3);
    let rows = text::cells(keys.len().div_ceil(usize::from(columns))).max(1);
    let height = (rows + 2).min(area.height.saturating_sub(2));
    let place = Rect { y: area.y + area.height.saturating_sub(2 + height), height, ..area };
    canvas.clear(place);
    let inner = canvas.panel(place, &format!("{prefix} …"), true);
    let width = inner.width / columns;
    for (at, own) in (0..columns).zip(keys.chunks(usize::from(rows))) {
        let column = Rect { x: inner.x + at * width, width, ..inner };
        let lines = own.iter().map(|(key, binding)| {
            let help = text::cut(binding.help, usize::from(width).saturating_sub(6), canvas.glyphs.ellipsis);
            Line::from(vec![canvas.span(format!("{key:>3}  "), Role::Key), canvas.span(help, Role::Text)])
        });
        let lines: Vec<Line<'static>> = lines.collect();
        canvas.lines(column, lines);
    }
}
