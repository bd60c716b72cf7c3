//! A grid of cells with a name before each row and above each column, and one cell selected.
//!
//! ```text
//!   1-3 of 9 ›  dev-  crm  kube-
//!   corner      anna       system
//! ▸ row name    ···   ▒▒▒   ███
//! ```

use super::canvas::below;
use super::{Canvas, Position, text};
use crate::app::model::Geometry;
use crate::app::rows::cursor::Cursor;
use crate::view::theme::Role;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::ops::Range;

/// The most lines that the names of columns take, in a low and in a high grid.
const LOW_HEADS: usize = 2;
const HEADS: usize = 3;
const HIGH: u16 = 12;

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
        let body = self.heads(canvas, columns.clone(), area);
        let rows = usize::from(body.height);
        let mut window = self.row.clone();
        window.show(rows, self.rows);
        let (top, len) = (window.top, self.rows);
        canvas.mark_position(Position { rows: body, top, shown: rows, len, selected: Some(self.row.row) });
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

    /// Paints the names of columns, on several lines where they are longer than a cell; returns the area below them.
    fn heads(&self, canvas: &mut Canvas<'_, '_>, columns: Range<usize>, area: Rect) -> Rect {
        let width = usize::from(self.cell).saturating_sub(1).max(1);
        let most = if area.height < HIGH { LOW_HEADS } else { HEADS };
        let heads: Vec<Vec<String>> = columns
            .clone()
            .map(|at| broken(&text::clean(&(self.column_name)(at)), width, most, canvas.glyphs.ellipsis))
            .collect();
        let height = heads.iter().map(Vec::len).max().unwrap_or(1);
        let mut rest = area;
        for line in 0..height {
            let lead = match line + 1 {
                last if last == height && height > 1 => self.corner.to_owned(),
                last if last == height => self.lead(&columns),
                1 => self.part(&columns),
                _ => String::new(),
            };
            let lead = text::cut(&lead, self.widest, "");
            let mut spans = vec![canvas.span(format!("  {}", self.padded(&lead)), Role::Muted)];
            for (at, head) in columns.clone().zip(&heads) {
                let role = if at == self.column { Role::Title } else { Role::Muted };
                // A short name is next to its cells.
                let own = (line + head.len()).checked_sub(height).and_then(|own| head.get(own));
                let name = own.map_or("", String::as_str);
                let pad = " ".repeat(width.saturating_sub(text::width(name)));
                spans.push(canvas.span(format!(" {name}{pad}"), role));
            }
            canvas.line(rest, Line::from(spans));
            rest = below(rest, 1);
        }
        rest
    }

    /// Returns the corner, with the columns on screen where they fit beside it.
    fn lead(&self, columns: &Range<usize>) -> String {
        let both = format!("{}  {}", self.corner, self.part(columns));
        if text::width(both.trim_end()) <= self.widest { both } else { self.corner.to_owned() }
    }

    /// Returns which columns are on screen, if not all of them are.
    fn part(&self, columns: &Range<usize>) -> String {
        if columns.len() >= self.columns {
            return String::new();
        }
        let before = if columns.start > 0 { "‹ " } else { "" };
        let after = if columns.end < self.columns { " ›" } else { "" };
        format!("{before}{}-{} of {}{after}", columns.start + 1, columns.end, self.columns)
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

/// Returns a name on lines of a width: broken after separators, longer parts in equal pieces, and cut in its middle
/// where the lines are too few.
fn broken(name: &str, width: usize, most: usize, ellipsis: &str) -> Vec<String> {
    let lines = pieces(name, width);
    if lines.len() <= most {
        return lines;
    }
    let short = text::cut_middle(name, width * most, ellipsis);
    let (mut lines, mut rest) = (Vec::new(), short.as_str());
    while !rest.is_empty() && lines.len() < most {
        let head = text::cut(rest, width, "");
        rest = rest.get(head.len()..).unwrap_or_default();
        lines.push(head);
    }
    lines
}

/// Where a name may be broken.
const SEPARATORS: [char; 4] = ['-', '.', '/', ' '];

fn pieces(name: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for part in name.split_inclusive(SEPARATORS) {
        let used = lines.last().map_or(0, |line| text::width(line));
        let long = text::width(part);
        if used + long <= width {
            lines.last_mut().into_iter().for_each(|line| line.push_str(part));
            continue;
        }
        // A separator that a line has no room for is where the line ends anyway.
        let bare = part.trim_end_matches(SEPARATORS);
        if !bare.is_empty() && used + text::width(bare) <= width {
            lines.last_mut().into_iter().for_each(|line| line.push_str(bare));
            continue;
        }
        if text::width(bare) <= width {
            lines.push(text::cut(part, width, ""));
            continue;
        }
        let count = long.div_ceil(width.max(1)).max(1);
        let (each, mut rest) = (long.div_ceil(count), part);
        while !rest.is_empty() {
            let head = text::cut(rest, each, "");
            if head.is_empty() {
                break;
            }
            rest = rest.get(head.len()..).unwrap_or_default();
            lines.push(head);
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    if lines.is_empty() { vec![String::new()] } else { lines }
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn a_name_is_broken_where_it_can_be_read_and_cut_only_where_lines_are_missing() {
        for (name, width, most, expected) in [
            ("crm", 4, 3, &["crm"][..]),
            ("dev-anna", 4, 3, &["dev-", "anna"]),
            ("kube-system", 7, 3, &["kube-", "system"]),
            ("kyma-system", 4, 3, &["kyma", "sys", "tem"]),
            ("checkout", 7, 3, &["chec", "kout"]),
            ("istio-system", 4, 2, &["isti", "…tem"]),
            ("a-b-c", 7, 2, &["a-b-c"]),
            ("", 4, 2, &[""]),
        ] {
            assert_eq!(broken(name, width, most, "…"), expected, "{name}");
        }
    }
}
