//! A backend that sends few bytes: what changes between two cells, and nothing that cannot be seen. Cells flow in, one
//! escape sequence for each change of style flows out.

use super::order;
use super::pen::{Pen, is_blank};
use super::scroll::{Shift, WORTH};
use super::shown::ShownCells;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Size};
use std::io::{self, Write};
use std::iter::Peekable;

/// The terminal, drawn to by its differences.
#[derive(Debug)]
pub struct Frugal<W: Write> {
    inner: CrosstermBackend<W>,
    /// Whether the terminal erases with the background that is set.
    erases: bool,
    /// The last frame; none if the terminal may show something else.
    last: Option<Buffer>,
    /// What is sent with the end of the frame.
    frame: Vec<u8>,
    shown: ShownCells,
    /// The style that the terminal has now, if it is known; frames do not reset it.
    pen: Option<Pen>,
    /// Where the cursor is and whether it is visible, as far as that is known.
    cursor: Option<Position>,
    is_visible: Option<bool>,
}

/// How many blanks are worth the sequence that erases them, and the one that moves on after it.
const WORTH_ERASING: u16 = 10;
/// The bytes of a frame that arrive together anyway; a longer one is marked as one update.
const TOGETHER: usize = 512;

impl<W: Write> Frugal<W> {
    #[must_use]
    pub const fn new(writer: W) -> Self {
        Self {
            inner: CrosstermBackend::new(writer),
            erases: false,
            last: None,
            frame: Vec::new(),
            shown: ShownCells::new(),
            pen: None,
            cursor: None,
            is_visible: None,
        }
    }

    /// Erases long blanks instead of writing them; only for terminals that colour what they erase.
    pub const fn erase(&mut self, erases: bool) {
        self.erases = erases;
    }

    /// Takes the frame that was drawn, to compare the next one with it: rows that move together are moved on the
    /// terminal, and cells are written in the order that takes fewest bytes.
    pub fn drawn(&mut self, frame: &Buffer) {
        match &mut self.last {
            Some(last) => {
                last.area = frame.area;
                last.content.clone_from(&frame.content);
            }
            None => self.last = Some(frame.clone()),
        }
    }

    /// Clears the terminal with the next frame, because something else wrote to it.
    pub fn start_over(&mut self) {
        self.forget();
        self.shown = ShownCells::blank();
        self.frame.extend_from_slice(b"\x1b[0m\x1b[2J");
    }

    /// Sends a frame as one update; one that changes nothing sends nothing.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn end_frame(&mut self) -> io::Result<()> {
        let frame = std::mem::take(&mut self.frame);
        if frame.len() > TOGETHER {
            queue!(self.inner, BeginSynchronizedUpdate)?;
            self.inner.write_all(&frame)?;
            queue!(self.inner, EndSynchronizedUpdate)?;
        } else {
            self.inner.write_all(&frame)?;
        }
        Write::flush(&mut self.inner)
    }

    /// Sends what is pending, and resets the style, with which the terminal may erase.
    fn plain(&mut self) -> io::Result<()> {
        self.frame.extend_from_slice(b"\x1b[0m");
        self.end_frame()?;
        self.forget();
        self.pen = Some(Pen::PLAIN);
        Ok(())
    }

    fn forget(&mut self) {
        (self.shown, self.pen, self.cursor, self.is_visible) = (ShownCells::new(), None, None, None);
        self.last = None;
    }

    /// Moves rows, and returns what the terminal shows then; the cursor is nowhere.
    fn shift(&mut self, shift: &Shift, last: &Buffer, next: &Buffer) -> io::Result<Buffer> {
        self.cursor = None;
        let row = u16::try_from(shift.vacated()).unwrap_or(u16::MAX);
        // The cell behind the frame has the background of the row.
        let behind = next.cell((1, row)).filter(|_| self.erases);
        let Some(bg) = behind.map(|cell| cell.bg) else {
            self.frame.extend_from_slice(b"\x1b[0m");
            self.frame.extend_from_slice(shift.sequence().as_bytes());
            self.shown.shift(shift, &vec![None; usize::from(last.area.width)]);
            self.pen = Some(Pen::PLAIN);
            return Ok(shift.applied(last, None));
        };
        let mut blank = Cell::EMPTY;
        blank.bg = bg;
        let pen = self.pen();
        let wanted = pen.of(&blank);
        pen.change(wanted, &mut self.frame)?;
        self.pen = Some(wanted);
        self.frame.extend_from_slice(shift.erasing_sequence().as_bytes());
        self.shown.shift(shift, &vec![Some(blank.clone()); usize::from(last.area.width)]);
        Ok(shift.applied(last, Some(&blank)))
    }

    /// Returns the current style; one that is not known is reset.
    fn pen(&mut self) -> Pen {
        self.pen.unwrap_or_else(|| {
            self.frame.extend_from_slice(b"\x1b[0m");
            Pen::PLAIN
        })
    }

    /// Moves on to a cell, by what is shown in between if that is shorter.
    fn go(&mut self, at: Option<(u32, u32)>, to: (u32, u32), pen: Pen) -> io::Result<()> {
        let between = at.and_then(|at| self.shown.between(at, to, pen));
        let (column, row) = to;
        match (at, between) {
            (Some(at), _) if at == to => Ok(()),
            (_, Some(letters)) => self.frame.write_all(letters.as_bytes()),
            // Columns are absolute too: a glyph that is wider than expected moves nothing after it.
            (Some((_, same)), None) if same == row => write!(self.frame, "\x1b[{column}G"),
            (_, None) => write!(self.frame, "\x1b[{row};{column}H"),
        }
    }

    /// Takes the blanks that follow a blank cell, over blanks that are shown already; returns how many cells they are.
    fn blanks<'a, I>(&mut self, content: &mut Peekable<I>, (x, y): (u16, u16), cell: &Cell) -> u16
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut end = x.saturating_add(1);
        let shown = &mut self.shown;
        while let Some((to, _, next)) = content.next_if(|(to, row, next)| {
            let is_alike = *row == y && is_blank(next) && next.bg == cell.bg;
            is_alike && *to >= end && shown.are_blank(y, end, *to, cell.bg)
        }) {
            shown.put(to, y, next);
            end = to.saturating_add(1);
        }
        end.saturating_sub(x)
    }

    /// Writes cells, those of one style together where that takes fewer bytes.
    fn write_cheaply(&mut self, changes: Vec<(u16, u16, &Cell)>) -> io::Result<()> {
        let changes = order::cheapest(changes, self.pen.unwrap_or(Pen::PLAIN));
        self.write_cells(changes.into_iter())
    }

    /// Writes cells, in this order.
    fn write_cells<'a>(&mut self, content: impl Iterator<Item = (u16, u16, &'a Cell)>) -> io::Result<()> {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        let (mut pen, mut at) = (self.pen(), None);
        while let Some((x, y, cell)) = content.next() {
            let (row, column) = (u32::from(y) + 1, u32::from(x) + 1);
            self.go(at, (column, row), pen)?;
            self.shown.put(x, y, cell);
            let wanted = pen.of(cell);
            pen.change(wanted, &mut self.frame)?;
            pen = wanted;
            if !self.erases || !is_blank(cell) {
                self.frame.write_all(cell.symbol().as_bytes())?;
                at = Some((column + 1, row));
                continue;
            }
            let count = self.blanks(&mut content, (x, y), cell);
            if count < WORTH_ERASING {
                self.frame.write_all(" ".repeat(usize::from(count)).as_bytes())?;
                at = Some((column + u32::from(count), row));
            } else {
                // The cursor stays where it is, which is before the next cell.
                write!(self.frame, "\x1b[{count}X")?;
                at = Some((u32::MAX, row));
            }
        }
        (self.pen, self.cursor) = (Some(pen), None);
        Ok(())
    }
}

/// Whether a change can be seen: not between blanks of one background, except behind a glyph that covered the cell.
fn is_visible(last: &Buffer, (x, y, cell): (u16, u16, &Cell)) -> bool {
    let is_behind =
        x.checked_sub(1).and_then(|x| last.cell((x, y))).is_some_and(|cell| !cell.symbol().is_ascii());
    let was_alike = last.cell((x, y)).is_some_and(|last| is_blank(last) && last.bg == cell.bg);
    is_behind || !(was_alike && is_blank(cell))
}

impl<W: Write> Write for Frugal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.inner)
    }
}

impl<W: Write> Backend for Frugal<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let Some(last) = self.last.take() else {
            return self.write_cells(content);
        };
        let changes: Vec<(u16, u16, &Cell)> = content.filter(|change| is_visible(&last, *change)).collect();
        if changes.len() < WORTH {
            return self.write_cheaply(changes);
        }
        let mut next = last.clone();
        for (x, y, cell) in &changes {
            if let Some(place) = next.cell_mut((*x, *y)) {
                place.clone_from(cell);
            }
        }
        let Some(shift) = Shift::between(&last, &next) else {
            return self.write_cheaply(changes);
        };
        let shown = self.shift(&shift, &last, &next)?;
        let changes = shown.diff(&next).into_iter().filter(|change| is_visible(&shown, *change));
        self.write_cheaply(changes.collect())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.is_visible != Some(false) {
            queue!(self.frame, Hide)?;
            self.is_visible = Some(false);
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.is_visible != Some(true) {
            queue!(self.frame, Show)?;
            self.is_visible = Some(true);
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor != Some(position) {
            queue!(self.frame, MoveTo(position.x, position.y))?;
            self.cursor = Some(position);
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.plain()?;
        self.shown = ShownCells::blank();
        self.inner.clear()
    }

    fn clear_region(&mut self, part: ClearType) -> io::Result<()> {
        self.plain()?;
        self.inner.clear_region(part)
    }

    fn append_lines(&mut self, count: u16) -> io::Result<()> {
        self.plain()?;
        self.inner.append_lines(count)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        // A frame is sent with its end.
        Ok(())
    }
}

#[cfg(test)]
mod tests;
