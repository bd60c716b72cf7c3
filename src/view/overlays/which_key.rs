//! The keys that may follow a prefix, in a box above the hints.

use crate::app::input::keymap::KeyBinding;
use crate::app::model::Model;
use crate::view::parts::{Canvas, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The least width of a column with a key and its help.
const COLUMN: u16 = 38;
/// The width of a key, and of what is blank behind a column.
const LEAD: usize = 5;
const GAP: usize = 2;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, prefix: char, area: Rect) {
    let keys: Vec<_> = model.keys.following(prefix).collect();
    let columns = (area.width.saturating_sub(4) / COLUMN).clamp(1, 3);
    let rows = text::cells(keys.len().div_ceil(usize::from(columns))).max(1);
    let height = (rows + 2).min(area.height.saturating_sub(2));
    let place = Rect { y: area.y + area.height.saturating_sub(2 + height), height, ..area };
    canvas.clear(place);
    let inner = canvas.panel(place, &format!("{prefix} …"), true);
    let chunks: Vec<_> = keys.chunks(usize::from(rows)).collect();
    let longest = |own: &[(&str, &KeyBinding)]| own.iter().map(|(_, one)| text::width(one.help)).max();
    // Each column takes what its longest line needs, where all of them fit.
    let needed: Vec<u16> =
        chunks.iter().map(|own| text::cells(LEAD + longest(own).unwrap_or(0) + GAP)).collect();
    let fits = needed.iter().sum::<u16>() <= inner.width + text::cells(GAP);
    let equal = inner.width / columns;
    let mut x = inner.x;
    for (own, needed) in chunks.into_iter().zip(needed) {
        let width = if fits { needed } else { equal };
        let column = Rect { x, width: width.min(inner.right().saturating_sub(x)), ..inner };
        let room = usize::from(column.width).saturating_sub(LEAD);
        let lines = own.iter().map(|(key, binding)| {
            let help = text::cut(binding.help, room, canvas.glyphs.ellipsis);
            Line::from(vec![canvas.span(format!("{key:>3}  "), Role::Key), canvas.span(help, Role::Text)])
        });
        let lines: Vec<Line<'static>> = lines.collect();
        canvas.lines(column, lines);
        x = x.saturating_add(width);
    }
}
