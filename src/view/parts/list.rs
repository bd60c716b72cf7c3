//! A list of a screen.

use super::table::Cell;
use super::{Canvas, Column, Table};
use crate::app::model::{Geometry, Model};
use ratatui::layout::Rect;

/// Paints a list for a pane of the current screen: the cursor stays visible, and only visible rows are
/// computed.
pub fn draw(
    canvas: &mut Canvas<'_, '_>,
    model: &Model,
    pane: usize,
    area: Rect,
    columns: &[Column],
    len: usize,
    cells: impl FnMut(&Canvas<'_, '_>, usize) -> Vec<Cell>,
) -> Geometry {
    let mut cursor = model.cursor(pane);
    let focused = model.pane == pane && model.overlay.is_none();
    let table = Table { columns, selected: cursor.row, top: 0, focused, header: true };
    let rows = table.rows(area);
    cursor.show(rows, len);
    Table { top: cursor.top, ..table }.draw(canvas, area, len, cells);
    Geometry { rows, top: area.y + 1 }
}
