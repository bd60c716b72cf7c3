//! What the terminal shows: between two changes it is often cheaper to write the same letters again than to move.

use super::pen::{Pen, is_blank};
use super::scroll::Shift;
use ratatui::buffer::Cell;
use ratatui::style::Color;

/// The longest gap that is written again: a move within a row takes five or six bytes.
const GAP: u32 = 5;

/// The cells that were written since the screen was cleared, by row; only those whose width is certain.
#[derive(Debug, Default)]
pub(super) struct ShownCells {
    rows: Vec<Vec<Option<Cell>>>,
    /// What was not written since is blank, without a colour.
    cleared: bool,
}

impl ShownCells {
    pub const fn new() -> Self {
        Self { rows: Vec::new(), cleared: false }
    }

    /// What a terminal shows that was cleared without a colour.
    pub const fn blank() -> Self {
        Self { rows: Vec::new(), cleared: true }
    }

    /// Extends what is known up to a cell.
    fn extend(&mut self, x: usize, y: usize) -> Option<&mut Vec<Option<Cell>>> {
        if self.rows.len() <= y {
            self.rows.resize_with(y + 1, Vec::new);
        }
        let rest = self.cleared.then_some(Cell::EMPTY);
        let row = self.rows.get_mut(y)?;
        if row.len() <= x {
            row.resize(x + 1, rest);
        }
        Some(row)
    }

    /// Records a cell that was written.
    pub fn put(&mut self, x: u16, y: u16, cell: &Cell) {
        let (x, y) = (usize::from(x), usize::from(y));
        let Some(row) = self.extend(x + 1, y) else { return };
        let is_certain = cell.symbol().len() == 1;
        if let Some(place) = row.get_mut(x) {
            *place = is_certain.then(|| cell.clone());
        }
        // It may cover the cell behind it.
        if let Some(next) = row.get_mut(x + 1).filter(|_| !is_certain) {
            *next = None;
        }
    }

    /// Follows rows that were moved; the new ones are as given.
    pub fn shift(&mut self, shift: &Shift, new: &[Option<Cell>]) {
        if self.rows.len() < shift.rows.end {
            self.rows.resize_with(shift.rows.end, Vec::new);
        }
        shift.apply(&mut self.rows, |row| new.clone_into(row));
    }

    /// Returns a cell, if what is in it is known.
    fn cell(&self, x: usize, y: usize) -> Option<&Cell> {
        static BLANK: Cell = Cell::EMPTY;
        match self.rows.get(y).and_then(|row| row.get(x)) {
            Some(cell) => cell.as_ref(),
            None => self.cleared.then_some(&BLANK),
        }
    }

    /// Whether the cells of a row between two columns are blanks on a background.
    pub fn are_blank(&self, y: u16, from: u16, to: u16, bg: Color) -> bool {
        let cell = |x: u16| self.cell(usize::from(x), usize::from(y));
        (from..to).all(|x| cell(x).is_some_and(|cell| is_blank(cell) && cell.bg == bg))
    }

    /// Returns the letters between two positions, each a column and a row that count from 1, if they are few and have
    /// the current style.
    pub fn between(&self, at: (u32, u32), to: (u32, u32), pen: Pen) -> Option<String> {
        let gap = to.0.checked_sub(at.0).filter(|gap| at.1 == to.1 && (1..=GAP).contains(gap))?;
        let row = usize::try_from(at.1.checked_sub(1)?).ok()?;
        let from = usize::try_from(at.0.checked_sub(1)?).ok()?;
        // The cell before must not reach into the gap.
        self.cell(from.checked_sub(1)?, row)?;
        let letter = |x: usize| {
            let cell = self.cell(x, row).filter(|cell| pen.of(cell) == pen)?;
            Some(cell.symbol().to_owned())
        };
        (from..from + usize::try_from(gap).ok()?).map(letter).collect()
    }
}
