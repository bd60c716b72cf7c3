//! Addresses to read more about a check.

use crate::checks::{self, page};
use crate::view::parts::Canvas;
use crate::view::parts::canvas::below;
use crate::view::parts::dialog::dialog;
use crate::view::theme::Role;
use ratatui::layout::Rect;

pub fn draw(canvas: &mut Canvas<'_, '_>, id: &str, row: usize, area: Rect) {
    let links = checks::find(id).map(page::links).unwrap_or_default();
    let height = u16::try_from(links.len() * 2).unwrap_or(8).min(10) + 5;
    let inner = dialog(canvas, area, &format!("Read more · {id}"), 108, height);
    let mut rest = inner;
    for (at, link) in links.iter().enumerate() {
        let mark = if at == row { canvas.glyphs.pointer } else { " " };
        canvas.words(rest, mark, Role::Accent);
        if at == row {
            canvas.cursor(rest.x, rest.y);
        }
        // Terminals recognise an address only if it is not broken.
        rest = canvas.indented(rest, 2, link, Role::Accent);
    }
    canvas.words(below(rest, 1), "y copy · esc close", Role::Hint);
}
