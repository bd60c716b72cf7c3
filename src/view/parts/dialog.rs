//! A box in the middle of the screen, and the line that is typed into.

use super::layout::centred;
use super::{Canvas, text};
use crate::view::theme::Role;
use ratatui::layout::Rect;

/// Clears and frames a box in the middle; returns its inner area.
pub fn dialog(canvas: &mut Canvas<'_, '_>, area: Rect, title: &str, width: u16, height: u16) -> Rect {
    let area = centred(area, width, height);
    canvas.clear(area);
    canvas.panel(area, title, true)
}

/// Paints a line of input, with the cursor at its end.
pub fn prompt(canvas: &mut Canvas<'_, '_>, area: Rect, typed: &str) {
    canvas.words(area, format!("> {typed}"), Role::Input);
    let column = text::cursor_after(typed);
    canvas.cursor(area.x + column.min(area.width.saturating_sub(1)), area.y);
}
