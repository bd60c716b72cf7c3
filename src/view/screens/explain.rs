//! The page of a check.

use crate::app::model::{Geometry, Model};
use crate::checks::{find, page};
use crate::view::parts::layout::boxed;
use crate::view::parts::{Canvas, markdown};
use ratatui::layout::Rect;

/// The maximum line width that is comfortable to read.
const READABLE: u16 = 100;

pub fn draw(canvas: &mut Canvas<'_, '_>, model: &Model, id: &str, area: Rect) -> Geometry {
    let Some(check) = find(id) else {
        return model.geometry;
    };
    let inner = boxed(canvas, area, check.id, true, area.width >= 100);
    let inner = Rect { width: inner.width.min(READABLE), ..inner };
    let lines = markdown::lines(canvas, &page::whole(check), usize::from(inner.width));
    let height = usize::from(inner.height);
    let top = model.cursor(0).row.min(lines.len().saturating_sub(height));
    canvas.lines(inner, lines.into_iter().skip(top));
    Geometry { rows: height, top: inner.y, ..Geometry::default() }
}
