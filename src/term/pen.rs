//! The style of a terminal, and the shortest sequence from one to another.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use std::io::{self, Write};

/// What can be seen of a blank cell besides its background.
const VISIBLE_ON_BLANKS: Modifier =
    Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

/// Whether nothing of a cell can be seen but its background.
pub(super) fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(VISIBLE_ON_BLANKS)
}

/// Modifiers with the codes that switch them on and off.
const MODIFIERS: [(Modifier, u8, u8); 6] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::REVERSED, 7, 27),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// The style that the terminal has now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    pub fg: Color,
    pub bg: Color,
    pub modifier: Modifier,
}

impl Pen {
    pub const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// Returns the style for a cell: of a blank one, what cannot be seen stays as it is.
    pub fn of(self, cell: &Cell) -> Self {
        let whole = Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        let visible = cell.modifier.intersection(VISIBLE_ON_BLANKS);
        if cell.symbol() != " " || !visible.is_empty() {
            return whole;
        }
        Self { bg: cell.bg, modifier: self.modifier.difference(VISIBLE_ON_BLANKS), ..self }
    }

    /// Writes the sequence that leads from this style to another one; nothing if they are equal.
    pub fn change(self, to: Self, out: &mut impl Write) -> io::Result<()> {
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
