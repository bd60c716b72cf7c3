//! The order in which cells are written: a change of style takes more bytes than a move, so that what has one style
//! is written together.

use super::pen::{Pen, is_blank};
use ratatui::buffer::Cell;

/// A changed cell with its column and its row.
type CellChange<'a> = (u16, u16, &'a Cell);

/// More pieces than this are written in the order of the screen: to compare each with each would take too long.
const MOST: usize = 256;
/// The longest gap within a piece; it may be written again.
const GAP: u16 = 5;

/// Cells of one row that are written together.
struct Piece<'a> {
    cells: Vec<CellChange<'a>>,
    /// The styles at its ends; of blanks alone, only the background counts.
    first: Pen,
    last: Pen,
    is_blank: bool,
}

/// Orders changes that are in the order of the screen; each piece is the one that is cheapest after the one before.
pub(super) fn cheapest(changes: Vec<CellChange<'_>>, pen: Pen) -> Vec<CellChange<'_>> {
    let mut left = pieces(&changes);
    if left.len() > MOST {
        return changes;
    }
    let (mut pen, mut at) = (pen, None);
    let mut ordered = Vec::with_capacity(changes.len());
    while !left.is_empty() {
        let next =
            left.iter().enumerate().min_by_key(|(_, piece)| piece.cost(pen, at)).map_or(0, |(at, _)| at);
        let piece = left.remove(next);
        pen = if piece.is_blank { Pen { bg: piece.last.bg, ..pen } } else { piece.last };
        at = piece.cells.last().map(|(x, y, _)| (x.saturating_add(1), *y));
        ordered.extend(piece.cells);
    }
    ordered
}

impl Piece<'_> {
    /// Returns about how many bytes lead to it from a style and a position.
    fn cost(&self, pen: Pen, at: Option<(u16, u16)>) -> usize {
        /// The bytes around the numbers of a style, and those of a colour and of a modifier.
        const STYLE: [usize; 3] = [2, 9, 3];
        /// The bytes of a move within a row, and to another one.
        const MOVES: [usize; 2] = [5, 8];
        let [around, color, modifier] = STYLE;
        let text = !self.is_blank;
        let style = color * usize::from(text && pen.fg != self.first.fg)
            + color * usize::from(pen.bg != self.first.bg)
            + modifier * usize::from(text && pen.modifier != self.first.modifier);
        let style = if style == 0 { 0 } else { style + around };
        let to = self.cells.first().map(|(x, y, _)| (*x, *y));
        let [within, away] = MOVES;
        let step = match (at, to) {
            (at, to) if at == to => 0,
            (Some((_, row)), Some((_, other))) if row == other => within,
            _ => away,
        };
        style + step
    }
}

/// Divides changes where the style changes.
fn pieces<'a>(changes: &[CellChange<'a>]) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    for change in changes {
        let (x, y, cell) = *change;
        let pen = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        let blank = is_blank(cell);
        match pieces.last_mut().filter(|piece| joins(piece, x, y, pen, blank)) {
            Some(piece) => {
                piece.cells.push(*change);
                if !blank {
                    if piece.is_blank {
                        piece.first = pen;
                    }
                    (piece.last, piece.is_blank) = (pen, false);
                }
            }
            None => {
                pieces.push(Piece { cells: vec![*change], first: pen, last: pen, is_blank: blank });
            }
        }
    }
    pieces
}

/// Whether a cell belongs to a piece: it has its style, or follows a glyph that may be wider than its cell and would
/// cover it.
fn joins(piece: &Piece<'_>, x: u16, y: u16, pen: Pen, blank: bool) -> bool {
    let Some((last, row, before)) = piece.cells.last() else { return false };
    if *row != y || x.saturating_sub(*last) > GAP {
        return false;
    }
    let is_covered = *last + 1 == x && !before.symbol().is_ascii();
    let is_alike = pen == piece.last || (pen.bg == piece.last.bg && (blank || piece.is_blank));
    is_covered || is_alike
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    fn order(buffer: &Buffer) -> String {
        let all = Buffer::empty(buffer.area).diff(buffer);
        let all = cheapest(all, Pen::PLAIN);
        all.iter().map(|(_, _, cell)| cell.symbol()).collect()
    }

    #[test]
    fn rows_of_two_colours_are_written_column_by_column() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 3));
        for y in 0..3 {
            buffer.set_string(0, y, "abc", Style::new().fg(Color::Red));
            buffer.set_string(3, y, "def", Style::new().fg(Color::Blue));
        }
        assert_eq!(order(&buffer), "abcabcabcdefdefdef");
    }

    #[test]
    fn what_follows_a_glyph_of_uncertain_width_is_written_after_it() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
        for y in 0..2 {
            buffer.set_string(0, y, "▸", Style::new().fg(Color::Red));
            buffer.set_string(1, y, "a", Style::new().fg(Color::Blue));
        }
        assert_eq!(order(&buffer), "▸a▸a");
    }

    proptest! {
        #[test]
        fn every_change_is_written_once(cells in prop::collection::vec((0..30_u16, 0..9_u16, 0..4_u8, "[a-c ▸]"), 0..60)) {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 30, 9));
            for (x, y, color, letter) in &cells {
                buffer.set_string(*x, *y, letter, Style::new().fg(Color::Indexed(*color)).bg(Color::Indexed(color / 2)));
            }
            let all = Buffer::empty(buffer.area).diff(&buffer);
            let mut ordered = cheapest(all.clone(), Pen::PLAIN);
            ordered.sort_by_key(|(x, y, _)| (*y, *x));
            prop_assert_eq!(ordered, all);
        }
    }
}
