//! The colour depth of a terminal, and the nearest colour that it can show. Styles in full colour flow in,
//! styles in 256 colours flow out.

use super::contrast::{Rgb, luminance, ratio};
use ratatui::style::{Color, Style};

/// The number of colours of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    True,
    Ansi256,
    Ansi16,
    Mono,
}

/// Converts a style to the 256-colour palette; a surface stays distinct from the background around it.
pub(super) fn in_256(style: Style, ground: Option<Color>) -> Style {
    let bg = style.bg.map(|color| match (rgb(color), ground.and_then(rgb)) {
        (Some(own), Some(below)) if own != below => surface(own, below),
        _ => nearest(color, None),
    });
    let below = bg.or(ground.map(|color| nearest(color, None))).and_then(rgb);
    Style { fg: style.fg.map(|color| nearest(color, below)), bg, ..style }
}

/// Returns the red, green and blue of a colour that does not depend on the terminal.
#[must_use]
pub fn rgb(color: Color) -> Option<Rgb> {
    match color {
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(index) => fixed(index),
        _ => None,
    }
}

/// Returns the RGB of a fixed index: the first sixteen belong to the user's palette, the others are the
/// same everywhere.
fn fixed(index: u8) -> Option<Rgb> {
    let level = |step: u8| if step == 0 { 0 } else { 55 + step * 40 };
    match index {
        0..=15 => None,
        16..=231 => {
            let cell = index - 16;
            Some((level(cell / 36), level(cell / 6 % 6), level(cell % 6)))
        }
        232..=255 => {
            let grey = 8 + (index - 232) * 10;
            Some((grey, grey, grey))
        }
    }
}

/// Returns the nearest shade, and among equals one that stays readable on `below`.
fn nearest(color: Color, below: Option<Rgb>) -> Color {
    let Color::Rgb(r, g, b) = color else {
        return color;
    };
    let wanted = below.map_or(1.0, |below| ratio((r, g, b), below).min(4.5));
    let readable = |shade: Rgb| below.is_none_or(|below| ratio(shade, below) >= wanted);
    pick((r, g, b), readable).unwrap_or(color)
}

/// Returns the shade of a surface: dark surfaces would all become the same shade of the colour cube.
fn surface(color: Rgb, below: Rgb) -> Color {
    let lighter = luminance(color) > luminance(below);
    let Color::Indexed(ground) = nearest(Color::Rgb(below.0, below.1, below.2), None) else {
        return Color::Rgb(color.0, color.1, color.2);
    };
    let base = fixed(ground).unwrap_or(below);
    let apart = |shade: Rgb| ratio(shade, base) >= 1.08 && (luminance(shade) > luminance(base)) == lighter;
    pick(color, apart).unwrap_or(Color::Indexed(ground))
}

fn pick(color: Rgb, fits: impl Fn(Rgb) -> bool) -> Option<Color> {
    let shades = (16..=255).filter_map(|index| Some((index, fixed(index)?)));
    let near = shades.filter(|(_, shade)| fits(*shade)).min_by_key(|(_, shade)| distance(color, *shade));
    near.map(|(index, _)| Color::Indexed(index))
}

/// Returns a weighted distance: the eye distinguishes greens best and blues worst.
fn distance(a: Rgb, b: Rgb) -> i32 {
    let part = |a: u8, b: u8| (i32::from(a) - i32::from(b)).pow(2);
    3 * part(a.0, b.0) + 6 * part(a.1, b.1) + 2 * part(a.2, b.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_of_the_palette_are_found_again() {
        assert_eq!(nearest(Color::Rgb(255, 0, 0), None), Color::Indexed(196));
        assert_eq!(nearest(Color::Rgb(8, 8, 8), None), Color::Indexed(232));
        assert_eq!(nearest(Color::Red, None), Color::Red);
    }

    #[test]
    fn a_dark_surface_differs_from_its_background() {
        let ground = Color::Rgb(20, 22, 27);
        let style = in_256(Style::new().bg(Color::Rgb(24, 27, 33)), Some(ground));
        assert_ne!(style.bg, Some(nearest(ground, None)));
    }
}
