//! The screens, one file each; each returns the measures of its list.

mod access;
mod changes;
mod explain;
pub mod findings;
mod fix;
mod fix_parts;
mod function;
mod functions;
mod namespace;
mod namespace_paths;
mod namespaces;
mod object;
mod overview;
mod overview_first;
mod pair;
mod plan;
mod reach;
mod source;

use super::parts::table::Cell;
use super::parts::{Canvas, Column, Table};
use crate::app::Place;
use crate::app::model::{Geometry, Model};
use ratatui::layout::Rect;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, area: Rect) -> Geometry {
    match &model.place {
        Place::Overview => overview::draw(canvas, model, area),
        Place::Namespaces => namespaces::draw(canvas, model, area),
        Place::Namespace(name) => namespace::draw(canvas, model, name, area),
        Place::Functions => functions::draw(canvas, model, area),
        Place::Function(namespace, name) => function::draw(canvas, model, namespace, name, area),
        Place::Findings => findings::draw(canvas, model, area),
        Place::Reach => reach::draw(canvas, model, area),
        Place::Pair(from, to) => pair::draw(canvas, model, from, to, area),
        Place::Access(namespace) => access::draw(canvas, model, namespace, area),
        Place::Object(object) => object::draw(canvas, model, object, area),
        Place::Changes => changes::draw(canvas, model, area),
        Place::Plan(of) => plan::draw(canvas, model, of, area),
        Place::Fix => fix::draw(canvas, model, area),
        Place::Explain(id) => explain::draw(canvas, model, id, area),
    }
}

/// Splits an area into left and right, with a fixed width for the right one.
fn split(area: Rect, right: u16) -> (Rect, Rect) {
    let right = right.min(area.width);
    let left = area.width - right;
    (Rect { width: left, ..area }, Rect { x: area.x + left, width: right, ..area })
}

/// Splits an area into top and bottom, with a fixed height for the bottom one.
pub(super) fn stack(area: Rect, bottom: u16) -> (Rect, Rect) {
    let bottom = bottom.min(area.height);
    let top = area.height - bottom;
    (Rect { height: top, ..area }, Rect { y: area.y + top, height: bottom, ..area })
}

/// Paints a list for a pane of the current screen: the cursor stays visible, and only visible rows are
/// computed.
fn list(
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

/// Paints a panel where there is space for frames, else a titled rule.
fn boxed(canvas: &mut Canvas<'_, '_>, area: Rect, title: &str, focused: bool, wide: bool) -> Rect {
    if wide { canvas.panel(area, title, focused) } else { canvas.rule(area, title, focused) }
}
