//! A grid of cells with a name before each row and above each column, and one cell selected.
//!
//! ```text
//!   corner    COL1 COL2 [COL3]
//! ▸ row name  ···  ▒▒▒   ███
//! ```

use super::canvas::below;
use super::{Canvas, text};
use crate::app::model::Geometry;
use crate::app::rows::cursor::Cursor;
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The content of a grid, requested only for the part on screen.
pub struct Grid<'a> {
    pub corner: &'a str,
    /// The width of the names before the rows.
    pub widest: usize,
    /// The width of a cell, with the blank before it.
    pub cell: u16,
    pub rows: usize,
    pub columns: usize,
    /// The position of the selection.
    pub row: Cursor,
    pub column: usize,
    pub row_name: &'a dyn Fn(usize) -> (String, Role),
    pub column_name: &'a dyn Fn(usize) -> String,
    pub paint: &'a dyn Fn(&Canvas<'_, '_>, usize, usize) -> Vec<Span<'static>>,
}

impl Grid<'_> {
    /// Paints as much as fits, around the selection.
    pub fn draw(&self, canvas: &mut Canvas<'_, '_>, shows_selection: bool, area: Rect) -> Geometry {
        let room = usize::from(area.width).saturating_sub(self.widest + 2);
        let fit = (room / usize::from(self.cell)).max(1);
        let first = (self.column + 1).saturating_sub(fit).min(self.columns.saturating_sub(fit));
        let columns = first..self.columns.min(first + fit);
        self.heads(canvas, columns.clone(), area);
        let body = below(area, 1);
        let rows = usize::from(body.height);
        let mut window = self.row.clone();
        window.show(rows, self.rows);
        let mut rest = body;
        for row in (window.top..self.rows).take(rows) {
            let chosen = row == self.row.row;
            let mut spans = self.name(canvas, row, chosen);
            spans.extend(columns.clone().flat_map(|column| (self.paint)(canvas, row, column)));
            canvas.line(rest, Line::from(spans));
            if chosen && shows_selection {
                self.select(canvas, first, rest);
            }
            rest = below(rest, 1);
        }
        Geometry { rows, top: body.y, ..Geometry::default() }
    }

    fn heads(&self, canvas: &mut Canvas<'_, '_>, columns: std::ops::Range<usize>, area: Rect) {
        let mut heads = vec![canvas.span(format!("  {}", self.padded(self.corner)), Role::Muted)];
        for at in columns {
            let role = if at == self.column { Role::Title } else { Role::Muted };
            let width = usize::from(self.cell).saturating_sub(1);
            let name = text::cut(&text::clean(&(self.column_name)(at)), width, "");
            let pad = " ".repeat(width.saturating_sub(text::width(&name)));
            heads.push(canvas.span(format!(" {name}{pad}"), role));
        }
        canvas.line(area, Line::from(heads));
    }

    fn name(&self, canvas: &Canvas<'_, '_>, row: usize, chosen: bool) -> Vec<Span<'static>> {
        let mark = if chosen { canvas.glyphs.pointer } else { " " };
        let (name, role) = (self.row_name)(row);
        let name = text::cut(&text::clean(&name), self.widest, canvas.glyphs.ellipsis);
        vec![canvas.span(format!("{mark} "), Role::Accent), canvas.span(self.padded(&name), role)]
    }

    fn padded(&self, name: &str) -> String {
        format!("{name}{}", " ".repeat(self.widest.saturating_sub(text::width(name))))
    }

    fn select(&self, canvas: &mut Canvas<'_, '_>, first: usize, line: Rect) {
        let before = 2 + self.widest + self.column.saturating_sub(first) * usize::from(self.cell);
        let x = line.x.saturating_add(u16::try_from(before).unwrap_or(u16::MAX));
        let width = self.cell.min((line.x + line.width).saturating_sub(x));
        canvas.select(Rect { x, width, ..line });
        canvas.cursor(x + 1, line.y);
    }
}
