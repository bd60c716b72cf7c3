//! A backend that sends few bytes: what changes between two cells, and nothing that cannot be seen. Cells flow in, one
//! escape sequence for each change of style flows out.

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use std::io::{self, Write};

/// The terminal, drawn to by its differences.
#[derive(Debug)]
pub struct Frugal<W: Write> {
    inner: CrosstermBackend<W>,
    /// Whether the terminal erases with the background that is set.
    erases: bool,
}

impl<W: Write> Frugal<W> {
    #[must_use]
    pub const fn new(writer: W) -> Self {
        Self { inner: CrosstermBackend::new(writer), erases: false }
    }

    /// Erases long blanks instead of writing them; only for terminals that colour what they erase.
    pub const fn erase(&mut self, erases: bool) {
        self.erases = erases;
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

/// What can be seen of a blank cell besides its background.
const VISIBLE_ON_BLANKS: Modifier =
    Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

/// Modifiers with the codes that switch them on and off.
const MODIFIERS: [(Modifier, u8, u8); 6] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::REVERSED, 7, 27),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// How many blanks are worth the sequence that erases them, and the one that moves on after it.
const WORTH_ERASING: u16 = 10;

/// Whether nothing of a cell can be seen but its background.
fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(VISIBLE_ON_BLANKS)
}

/// The style that the terminal has now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// Returns the style for a cell: of a blank one, what cannot be seen stays as it is.
    fn of(self, cell: &Cell) -> Self {
        let whole = Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        let visible = cell.modifier.intersection(VISIBLE_ON_BLANKS);
        if cell.symbol() != " " || !visible.is_empty() {
            return whole;
        }
        Self { bg: cell.bg, modifier: self.modifier.difference(VISIBLE_ON_BLANKS), ..self }
    }

    /// Writes the sequence that leads from this style to another one; nothing if they are equal.
    fn change(self, to: Self, out: &mut impl Write) -> io::Result<()> {
        if self == to {
            return Ok(());
        }
        let mut codes = Vec::new();
        if to == Self::PLAIN {
            codes.push("0".to_owned());
        } else {
            let removed = self.modifier.difference(to.modifier);
            let mut kept = self.modifier.intersection(to.modifier);
            for (modifier, _, off) in MODIFIERS.iter().filter(|(modifier, ..)| removed.contains(*modifier)) {
                codes.push(off.to_string());
                // Bold and dim are switched off together.
                if modifier.intersects(Modifier::BOLD.union(Modifier::DIM)) {
                    kept.remove(Modifier::BOLD.union(Modifier::DIM));
                }
            }
            for (modifier, on, _) in MODIFIERS {
                if to.modifier.contains(modifier) && !kept.contains(modifier) {
                    codes.push(on.to_string());
                }
            }
            if self.fg != to.fg {
                codes.push(color(to.fg, 3));
            }
            if self.bg != to.bg {
                codes.push(color(to.bg, 4));
            }
        }
        codes.dedup();
        write!(out, "\x1b[{}m", codes.join(";"))
    }
}

/// Returns the code of a colour; `ground` is 3 for text and 4 for the background.
fn color(color: Color, ground: u8) -> String {
    let index = match color {
        Color::Reset => return format!("{ground}9"),
        Color::Rgb(red, green, blue) => return format!("{ground}8;2;{red};{green};{blue}"),
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    format!("{ground}8;5;{index}")
}

impl<W: Write> Backend for Frugal<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let (mut pen, mut at) = (Pen::PLAIN, None);
        let mut content = content.peekable();
        while let Some((x, y, cell)) = content.next() {
            let (row, column) = (u32::from(y) + 1, u32::from(x) + 1);
            match at {
                Some(next) if next == (column, row) => {}
                // Columns are absolute too: a glyph that is wider than expected moves nothing after it.
                Some((_, same)) if same == row => write!(self.inner, "\x1b[{column}G")?,
                _ => write!(self.inner, "\x1b[{row};{column}H")?,
            }
            at = Some((column + 1, row));
            let wanted = pen.of(cell);
            pen.change(wanted, &mut self.inner)?;
            pen = wanted;
            if !self.erases || !is_blank(cell) {
                self.inner.write_all(cell.symbol().as_bytes())?;
                continue;
            }
            let mut count: u16 = 1;
            let follows = |(to, row, next): &(u16, u16, &Cell), count: u16| {
                *row == y && x.checked_add(count) == Some(*to) && is_blank(next) && next.bg == cell.bg
            };
            while content.next_if(|next| follows(next, count)).is_some() {
                count = count.saturating_add(1);
            }
            if count < WORTH_ERASING {
                self.inner.write_all(" ".repeat(usize::from(count)).as_bytes())?;
                at = Some((column + u32::from(count), row));
            } else {
                // The cursor stays where it is, which is before the next cell.
                write!(self.inner, "\x1b[{count}X")?;
                at = Some((u32::MAX, row));
            }
        }
        pen.change(Pen::PLAIN, &mut self.inner)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, part: ClearType) -> io::Result<()> {
        self.inner.clear_region(part)
    }

    fn append_lines(&mut self, count: u16) -> io::Result<()> {
        self.inner.append_lines(count)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    /// Returns the bytes of a row of texts with their styles.
    fn drawn(parts: &[(&str, Style)]) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 1));
        let mut x = 0;
        for (text, style) in parts {
            x = buffer.set_stringn(x, 0, text, 80, *style).0;
        }
        let mut bytes = Vec::new();
        let mut backend = Frugal::new(&mut bytes);
        let cells = (0..x).filter_map(|at| Some((at, 0, buffer.cell((at, 0))?)));
        backend.draw(cells).expect("drawn");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn only_what_changes_is_sent() {
        let (red, on) = (Style::new().fg(Color::Red), Color::Rgb(1, 2, 3));
        let text = drawn(&[("a", red.bg(on)), ("b", Style::new().fg(Color::Indexed(200)).bg(on))]);
        assert_eq!(text, "\u{1b}[1;1H\u{1b}[38;5;1;48;2;1;2;3ma\u{1b}[38;5;200mb\u{1b}[0m");
    }

    #[test]
    fn a_move_within_a_row_names_the_column_alone() {
        let (a, b, c) = (Cell::new("a"), Cell::new("b"), Cell::new("c"));
        let mut bytes = Vec::new();
        let cells = [(0, 0, &a), (5, 0, &b), (5, 1, &c)];
        Frugal::new(&mut bytes).draw(cells.into_iter()).expect("drawn");
        assert_eq!(String::from_utf8(bytes).expect("text"), "\u{1b}[1;1Ha\u{1b}[6Gb\u{1b}[2;6Hc");
    }

    #[test]
    fn blanks_keep_what_cannot_be_seen() {
        let (red, blue) = (Style::new().fg(Color::Red), Style::new().fg(Color::Blue));
        let bold = red.add_modifier(Modifier::BOLD);
        let text = drawn(&[("a", bold), ("  ", blue), ("b", bold)]);
        assert_eq!(text, "\u{1b}[1;1H\u{1b}[1;38;5;1ma  b\u{1b}[0m");
        let reversed = Style::new().add_modifier(Modifier::REVERSED);
        let text = drawn(&[("a", reversed), (" ", Style::new()), (" ", reversed)]);
        assert_eq!(text, "\u{1b}[1;1H\u{1b}[7ma\u{1b}[0m \u{1b}[7m \u{1b}[0m");
    }

    #[test]
    fn long_blanks_are_erased_where_the_terminal_colours_what_it_erases() {
        let (a, b) = (Cell::new("a"), Cell::new(" "));
        let cells = || {
            let blanks = (1..=20).map(|at| (at, 0, &b));
            [(0, 0, &a)].into_iter().chain(blanks).chain([(21, 0, &a)])
        };
        let sent = |erases: bool| {
            let mut bytes = Vec::new();
            let mut backend = Frugal::new(&mut bytes);
            backend.erase(erases);
            backend.draw(cells()).expect("drawn");
            String::from_utf8(bytes).expect("text")
        };
        assert_eq!(sent(true), "\u{1b}[1;1Ha\u{1b}[20X\u{1b}[22Ga");
        assert_eq!(sent(false), format!("\u{1b}[1;1Ha{}a", " ".repeat(20)));
    }

    #[test]
    fn bold_and_dim_are_switched_off_together_and_the_other_one_on_again() {
        let both = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::DIM);
        let dim = Style::new().fg(Color::Red).add_modifier(Modifier::DIM);
        assert_eq!(drawn(&[("a", both), ("b", dim)]), "\u{1b}[1;1H\u{1b}[1;2;38;5;1ma\u{1b}[22;2mb\u{1b}[0m");
        let plain = Style::new().fg(Color::Red);
        assert_eq!(drawn(&[("a", both), ("b", plain)]), "\u{1b}[1;1H\u{1b}[1;2;38;5;1ma\u{1b}[22mb\u{1b}[0m");
    }
}
