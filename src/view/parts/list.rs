//! A list of a screen.

use super::table::Cell;
use super::{Canvas, Column, Position, Table, canvas::below};
use crate::app::Place;
use crate::app::model::{Geometry, Model, Order};
use crate::app::state::settings::{HEADS, Head};
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
    mut cells: impl FnMut(&Canvas<'_, '_>, usize) -> Vec<Cell>,
) -> Geometry {
    let list = named(model, pane).filter(|list| model.settings.columns.hides_any(list));
    if let Some(list) = list {
        let shown = |column: &Column| column.width == 0 || model.settings.columns.shows(list, column.title);
        let kept: Vec<bool> = columns.iter().map(shown).collect();
        let columns: Vec<Column> = columns.iter().copied().filter(shown).collect();
        return paint(canvas, model, pane, area, &columns, len, |canvas, row| {
            let all = cells(canvas, row).into_iter().zip(&kept);
            all.filter(|(_, kept)| **kept).map(|(cell, _)| cell).collect()
        });
    }
    paint(canvas, model, pane, area, columns, len, cells)
}

/// Returns the name of a list whose columns can be chosen.
fn named(model: &Model, pane: usize) -> Option<&'static str> {
    match (&model.place, pane) {
        (Place::Overview | Place::Namespaces, 0) => Some("namespaces"),
        (Place::Functions, _) => Some("functions"),
        (Place::Findings, _) => Some("findings"),
        _ => None,
    }
}

fn paint(
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
    let table =
        Table { columns, selected: cursor.row, top: 0, focused, header: true, sorted: sorted(model, pane) };
    let rows = table.rows(area);
    cursor.show(rows, len);
    let table = Table { top: cursor.top, ..table };
    table.draw(canvas, area, len, cells);
    // A list that follows another one changes with each of its rows, and over a network its mark would be sent with it.
    if model.pane == pane || !canvas.remote {
        let (top, selected) = (cursor.top, (model.pane == pane).then_some(cursor.row));
        canvas.mark_position(Position { rows: below(area, 1), top, shown: rows, len, selected });
    }
    Geometry { rows, top: area.y + 1, heads: heads(model, pane, &table, area), last_row: None }
}

/// The first pane of some screens is a list that can be sorted.
fn sorted(model: &Model, pane: usize) -> Option<(&'static str, bool)> {
    let list = model.sorted_list(pane)?;
    Some((model.order(list).column(list), model.is_reversed(list)))
}

fn heads(model: &Model, pane: usize, table: &Table<'_>, area: Rect) -> [Option<Head>; HEADS] {
    let mut heads = [None; HEADS];
    let Some(list) = model.sorted_list(pane) else { return heads };
    let places = table.places(area);
    let orders = Order::of(list).iter().filter_map(|order| {
        let (_, from, to) = *places.iter().find(|(title, ..)| *title == order.column(list))?;
        Some(Head { from, to, order: *order })
    });
    for (head, found) in heads.iter_mut().zip(orders) {
        *head = Some(found);
    }
    heads
}
