//! A backend that sends few bytes: what changes between two cells, and nothing that cannot be seen. Cells flow in, one
//! escape sequence for each change of style flows out.

use super::pen::{Pen, is_blank};
use super::shown::Shown;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use std::io::{self, Write};
use std::iter::Peekable;

/// The terminal, drawn to by its differences.
#[derive(Debug)]
pub struct Frugal<W: Write> {
    inner: CrosstermBackend<W>,
    /// Whether the terminal erases with the background that is set.
    erases: bool,
    /// What is sent with the end of the frame.
    frame: Vec<u8>,
    shown: Shown,
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
            frame: Vec::new(),
            shown: Shown::new(),
            pen: None,
            cursor: None,
            is_visible: None,
        }
    }

    /// Erases long blanks instead of writing them; only for terminals that colour what they erase.
    pub const fn erase(&mut self, erases: bool) {
        self.erases = erases;
    }

    /// Clears the terminal with the next frame, because something else wrote to it.
    pub fn start_over(&mut self) {
        self.forget();
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
        (self.shown, self.pen, self.cursor, self.is_visible) = (Shown::new(), None, None, None);
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
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Modifier, Style};

    /// Returns the bytes of what is drawn in one frame.
    fn sent(draw: impl FnOnce(&mut Frugal<&mut Vec<u8>>)) -> String {
        let mut bytes = Vec::new();
        let mut backend = Frugal::new(&mut bytes);
        draw(&mut backend);
        backend.end_frame().expect("sent");
        String::from_utf8(bytes).expect("text")
    }

    /// Returns the bytes of a row of texts with their styles.
    fn drawn(parts: &[(&str, Style)]) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 1));
        let mut x = 0;
        for (text, style) in parts {
            x = buffer.set_stringn(x, 0, text, 80, *style).0;
        }
        let cells = (0..x).filter_map(|at| Some((at, 0, buffer.cell((at, 0))?)));
        sent(|backend| backend.draw(cells).expect("drawn"))
    }

    #[test]
    fn a_frame_that_changes_nothing_sends_nothing() {
        let cell = Cell::new("a");
        let text = sent(|backend| {
            for frame in 0..3 {
                let changed = (frame == 0).then_some((2, 1, &cell));
                backend.draw(changed.into_iter()).expect("drawn");
                backend.show_cursor().expect("shown");
                backend.set_cursor_position((4, 1)).expect("moved");
                backend.end_frame().expect("ended");
            }
        });
        assert_eq!(text, "\u{1b}[0m\u{1b}[2;3Ha\u{1b}[?25h\u{1b}[2;5H");
    }

    #[test]
    fn a_long_frame_is_one_update() {
        let text = drawn(&[(&"a".repeat(80), Style::new())]);
        assert!(!text.contains("2026"), "{text}");
        let cell = Cell::new("a");
        let rows = (0..10).flat_map(|y| (0..80).map(move |x| (x, y)));
        let text = sent(|backend| backend.draw(rows.map(|(x, y)| (x, y, &cell))).expect("drawn"));
        assert!(text.starts_with("\u{1b}[?2026h") && text.ends_with("\u{1b}[?2026l"), "{text}");
    }

    #[test]
    fn only_what_changes_is_sent() {
        let (red, on) = (Style::new().fg(Color::Red), Color::Rgb(1, 2, 3));
        let text = drawn(&[("a", red.bg(on)), ("b", Style::new().fg(Color::Indexed(200)).bg(on))]);
        assert_eq!(text, "\u{1b}[0m\u{1b}[1;1H\u{1b}[38;5;1;48;2;1;2;3ma\u{1b}[38;5;200mb");
    }

    #[test]
    fn a_move_within_a_row_names_the_column_alone() {
        let (a, b, c) = (Cell::new("a"), Cell::new("b"), Cell::new("c"));
        let cells = [(0, 0, &a), (5, 0, &b), (5, 1, &c)];
        let text = sent(|backend| backend.draw(cells.into_iter()).expect("drawn"));
        assert_eq!(text, "\u{1b}[0m\u{1b}[1;1Ha\u{1b}[6Gb\u{1b}[2;6Hc");
    }

    #[test]
    fn a_short_gap_is_written_again_and_a_long_or_coloured_one_is_jumped_over() {
        let red = Style::new().fg(Color::Red);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        buffer.set_string(0, 0, "object payments x…y", Style::new());
        buffer.set_string(10, 0, "red", red);
        let at = |x: u16| (x, 0, buffer.cell((x, 0)).expect("a cell"));
        for (cells, expected) in [
            (vec![0, 3], "\u{1b}[1;1Hobje"),
            (vec![0, 7], "\u{1b}[1;1Ho\u{1b}[8Gp"),
            (vec![9, 14], "\u{1b}[1;10Hy\u{1b}[15Gs"),
            (vec![17, 18], "\u{1b}[1;18H…y"),
        ] {
            let text = sent(|backend| {
                backend.draw((0..20).map(at)).expect("drawn");
                backend.frame.clear();
                backend.draw(cells.into_iter().map(at)).expect("drawn");
            });
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn blanks_keep_what_cannot_be_seen() {
        let (red, blue) = (Style::new().fg(Color::Red), Style::new().fg(Color::Blue));
        let bold = red.add_modifier(Modifier::BOLD);
        let text = drawn(&[("a", bold), ("  ", blue), ("b", bold)]);
        assert_eq!(text, "\u{1b}[0m\u{1b}[1;1H\u{1b}[1;38;5;1ma  b");
        let reversed = Style::new().add_modifier(Modifier::REVERSED);
        let text = drawn(&[("a", reversed), (" ", Style::new()), (" ", reversed)]);
        assert_eq!(text, "\u{1b}[0m\u{1b}[1;1H\u{1b}[7ma\u{1b}[0m \u{1b}[7m ");
    }

    #[test]
    fn long_blanks_are_erased_where_the_terminal_colours_what_it_erases() {
        let (a, b) = (Cell::new("a"), Cell::new(" "));
        let cells = || {
            let blanks = (1..=20).map(|at| (at, 0, &b));
            [(0, 0, &a)].into_iter().chain(blanks).chain([(21, 0, &a)])
        };
        let sent = |erases: bool| {
            sent(|backend| {
                backend.erase(erases);
                backend.draw(cells()).expect("drawn");
            })
        };
        assert_eq!(sent(true), "\u{1b}[0m\u{1b}[1;1Ha\u{1b}[20X\u{1b}[22Ga");
        assert_eq!(sent(false), format!("\u{1b}[0m\u{1b}[1;1Ha{}a", " ".repeat(20)));
    }

    #[test]
    fn blanks_are_erased_over_blanks_that_are_shown_already() {
        let row = |text: &str| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
            buffer.set_string(0, 0, text, Style::new());
            buffer
        };
        let (old, new) = (row("one two six ten end"), row(""));
        let text = sent(|backend| {
            backend.erase(true);
            backend.draw((0..20).filter_map(|x| Some((x, 0, old.cell((x, 0))?)))).expect("drawn");
            backend.frame.clear();
            backend.draw(old.diff(&new).into_iter()).expect("drawn");
        });
        assert_eq!(text, "\u{1b}[1;1H\u{1b}[19X");
    }

    #[test]
    fn bold_and_dim_are_switched_off_together_and_the_other_one_on_again() {
        let both = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::DIM);
        let dim = Style::new().fg(Color::Red).add_modifier(Modifier::DIM);
        assert_eq!(drawn(&[("a", both), ("b", dim)]), "\u{1b}[0m\u{1b}[1;1H\u{1b}[1;2;38;5;1ma\u{1b}[22;2mb");
        let plain = Style::new().fg(Color::Red);
        assert_eq!(drawn(&[("a", both), ("b", plain)]), "\u{1b}[0m\u{1b}[1;1H\u{1b}[1;2;38;5;1ma\u{1b}[22mb");
    }
}
