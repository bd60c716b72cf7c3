//! Colours for outputs without a terminal to ask.

use super::grid::Look;
use crate::view::theme::contrast::Rgb;
use crate::view::theme::depth::rgb;
use ratatui::style::{Color, Modifier};

const INK: Rgb = (0xd6, 0xdb, 0xe5);
const GROUND: Rgb = (0x14, 0x17, 0x1d);
const SIXTEEN: [Rgb; 16] = [
    (0x1d, 0x20, 0x26),
    (0xe0, 0x6c, 0x75),
    (0x8f, 0xc9, 0x8f),
    (0xdf, 0xc0, 0x72),
    (0x6f, 0xa8, 0xdc),
    (0xc0, 0x8f, 0xdc),
    (0x6f, 0xc3, 0xc9),
    (0xc8, 0xcd, 0xd6),
    (0x7a, 0x82, 0x90),
    (0xff, 0x8a, 0x92),
    (0xa9, 0xdf, 0xa9),
    (0xf0, 0xd8, 0x90),
    (0x90, 0xc2, 0xf2),
    (0xd6, 0xae, 0xf0),
    (0x90, 0xdc, 0xe0),
    (0xff, 0xff, 0xff),
];

/// Returns the index of a named colour among the sixteen.
pub(super) fn sixteen(color: Color) -> Option<u8> {
    match color {
        Color::Black => Some(0),
        Color::Red => Some(1),
        Color::Green => Some(2),
        Color::Yellow => Some(3),
        Color::Blue => Some(4),
        Color::Magenta => Some(5),
        Color::Cyan => Some(6),
        Color::Gray => Some(7),
        Color::DarkGray => Some(8),
        Color::LightRed => Some(9),
        Color::LightGreen => Some(10),
        Color::LightYellow => Some(11),
        Color::LightBlue => Some(12),
        Color::LightMagenta => Some(13),
        Color::LightCyan => Some(14),
        Color::White => Some(15),
        Color::Reset | Color::Rgb(..) | Color::Indexed(_) => None,
    }
}

fn solid(color: Color, default: Rgb) -> Rgb {
    let low = match color {
        Color::Indexed(index) => Some(index),
        other => sixteen(other),
    };
    let named = low.and_then(|nth| SIXTEEN.get(usize::from(nth)).copied());
    rgb(color).or(named).unwrap_or(default)
}

/// Returns the foreground and the background of a style, with reversal applied.
pub(super) fn pair(look: Look) -> (Rgb, Rgb) {
    let (ink, ground) = (solid(look.fg, INK), solid(look.bg, GROUND));
    if look.modifier.contains(Modifier::REVERSED) { (ground, ink) } else { (ink, ground) }
}

pub(super) fn ground(color: Color) -> Rgb {
    solid(color, GROUND)
}

pub(super) fn hex((r, g, b): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Escapes text for the inside of an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
