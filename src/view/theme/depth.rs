//! The colour depth of a terminal, and the nearest colour that it can show. Styles in full colour flow in,
//! styles in 256 colours flow out.

use super::Role;
use super::contrast::{Rgb, luminance, ratio};
use super::difference::difference;
use ratatui::style::{Color, Style};

/// The number of colours of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    True,
    Ansi256,
    Ansi16,
    Mono,
}

/// The roles whose colours mean something: reduced, they must still differ. The first ones choose first.
pub(super) const MEANINGS: [Role; 7] =
    [Role::SevCritical, Role::SevHigh, Role::SevMedium, Role::SevLow, Role::Ok, Role::Unknown, Role::Accent];

/// The difference (CIEDE2000) that two meanings need, to be told apart without looking at both at once.
pub(super) const APART: f64 = 10.0;

/// The difference that anything else keeps from a meaning.
pub(super) const BESIDE: f64 = 5.0;

/// The difference of a surface from the background around it. Between light greys, the smallest step is 2,
/// which few screens show.
pub(super) const SURFACE: f64 = 3.0;

/// The contrasts that WCAG 2 asks for: text at level AAA, text at level AA, shapes.
const LEVELS: [f64; 3] = [7.0, 4.5, 3.0];

/// Returns the red, green and blue of a colour that does not depend on the terminal.
#[must_use]
pub fn rgb(color: Color) -> Option<Rgb> {
    match color {
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(index) => fixed(index),
        _ => None,
    }
}

/// Converts the styles of all roles, in the order of `Role::ALL`, to the 256-colour palette. What could be
/// read can still be read, surfaces stay distinct from the background, and meanings from each other.
pub(super) fn in_256(styles: &[Style]) -> Vec<Style> {
    let mut reduction = Reduction { styles, shades: Vec::new() };
    let (kept, moved): (Vec<usize>, Vec<usize>) =
        MEANINGS.iter().map(|role| *role as usize).partition(|place| reduction.is_shown(*place));
    for place in kept.into_iter().chain(moved) {
        reduction.add(place, true);
    }
    for place in 0..styles.len() {
        reduction.add(place, false);
    }
    let reduced = |style: &Style| Style {
        fg: style.fg.map(|color| reduction.shade(color)),
        bg: style.bg.map(|color| reduction.surface(color)),
        ..*style
    };
    styles.iter().map(reduced).collect()
}

/// A colour of a text, and the shade that stands for it.
struct Shade {
    color: Rgb,
    shown: u8,
    meaning: bool,
}

struct Reduction<'s> {
    styles: &'s [Style],
    shades: Vec<Shade>,
}

impl Reduction<'_> {
    /// Whether the palette has the very colour of a role: no other one may take it first.
    fn is_shown(&self, place: usize) -> bool {
        let color = self.styles.get(place).and_then(|style| style.fg).and_then(rgb);
        (16..=255).any(|index| color.is_some() && fixed(index) == color)
    }

    /// Chooses a shade for the colour of a role, unless the colour has one.
    fn add(&mut self, place: usize, meaning: bool) {
        let Some(Color::Rgb(r, g, b)) = self.styles.get(place).and_then(|style| style.fg) else {
            return;
        };
        let color = (r, g, b);
        if self.shades.iter().any(|shade| shade.color == color) {
            return;
        }
        let backgrounds = self.backgrounds(color);
        let contrast = |(below, _): &(Rgb, Rgb)| ratio(color, *below);
        let now = backgrounds.iter().map(contrast).fold(f64::INFINITY, f64::min);
        let level = LEVELS.into_iter().find(|level| now >= *level).unwrap_or(1.0);
        let readable = |shade: Rgb| backgrounds.iter().all(|(_, below)| ratio(shade, *below) >= level);
        let least = if meaning { APART } else { BESIDE };
        let apart = |shade: Rgb| self.is_apart(color, shade, least);
        let shown = pick(color, difference, |shade| readable(shade) && apart(shade))
            .or_else(|| pick(color, difference, readable))
            .or_else(|| pick(color, difference, |_| true));
        if let Some(shown) = shown {
            self.shades.push(Shade { color, shown, meaning });
        }
    }

    /// Whether a shade differs from the meanings before it, as far as the colours themselves do.
    fn is_apart(&self, color: Rgb, shade: Rgb, least: f64) -> bool {
        let meanings = self.shades.iter().filter(|other| other.meaning);
        let mut shown = meanings.filter_map(|other| Some((other.color, fixed(other.shown)?)));
        shown.all(|(other, shown)| difference(shade, shown) >= difference(color, other).min(least))
    }

    /// Returns what a colour is read on, as it is and reduced: the background, the selection, and surfaces of
    /// its own.
    fn backgrounds(&self, color: Rgb) -> Vec<(Rgb, Rgb)> {
        let general = [Role::Text, Role::Selection].map(|role| self.styles.get(role as usize));
        let own = self.styles.iter().filter(|style| style.fg.and_then(rgb) == Some(color));
        let surfaces = general.into_iter().flatten().chain(own).filter_map(|style| style.bg);
        surfaces.filter_map(|surface| Some((rgb(surface)?, rgb(self.surface(surface))?))).collect()
    }

    fn shade(&self, color: Color) -> Color {
        let found = rgb(color).and_then(|color| self.shades.iter().find(|shade| shade.color == color));
        match (color, found) {
            (Color::Rgb(..), Some(shade)) => Color::Indexed(shade.shown),
            _ => color,
        }
    }

    /// Returns the shade of a surface: nearest to it, and neither the shade of the background nor on its
    /// other side.
    fn surface(&self, color: Color) -> Color {
        let Color::Rgb(r, g, b) = color else {
            return color;
        };
        let own = (r, g, b);
        let below = self.styles.get(Role::Text as usize).and_then(|style| style.bg).and_then(rgb);
        let below = below.filter(|below| *below != own);
        let Some((below, base)) =
            below.and_then(|below| Some((below, pick(below, surface_distance, |_| true)?)))
        else {
            return pick(own, surface_distance, |_| true).map_or(color, Color::Indexed);
        };
        let lighter = luminance(own) > luminance(below);
        let reduced = fixed(base).unwrap_or(below);
        let apart = |shade: Rgb| {
            difference(shade, reduced) >= SURFACE && (luminance(shade) > luminance(reduced)) == lighter
        };
        Color::Indexed(pick(own, surface_distance, apart).unwrap_or(base))
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

/// Returns the nearest shade among those that fit.
fn pick(color: Rgb, distance: fn(Rgb, Rgb) -> f64, fits: impl Fn(Rgb) -> bool) -> Option<u8> {
    let shades = (16..=255).filter_map(|index| Some((index, fixed(index)?)));
    let fitting =
        shades.filter(|(_, shade)| fits(*shade)).map(|(index, shade)| (index, distance(color, shade)));
    fitting.min_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(index, _)| index)
}

/// Returns a distance for surfaces: CIEDE2000 would replace a bluish dark grey with a saturated blue, which
/// distracts from the text on it.
fn surface_distance(a: Rgb, b: Rgb) -> f64 {
    let part = |a: u8, b: u8| (f64::from(a) - f64::from(b)).powi(2);
    3.0 * part(a.0, b.0) + 6.0 * part(a.1, b.1) + 2.0 * part(a.2, b.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the styles of a theme of which only these roles have one.
    fn styles(given: &[(Role, Style)]) -> Vec<Style> {
        let mut styles = vec![Style::new(); Role::ALL.len()];
        for (role, style) in given {
            styles[*role as usize] = *style;
        }
        styles
    }

    #[test]
    fn shades_of_the_palette_are_found_again() {
        let given = styles(&[
            (Role::Ok, Style::new().fg(Color::Rgb(255, 0, 0))),
            (Role::Key, Style::new().fg(Color::Red).bg(Color::Rgb(8, 8, 8))),
        ]);
        let reduced = in_256(&given);
        assert_eq!(reduced[Role::Ok as usize].fg, Some(Color::Indexed(196)));
        assert_eq!(reduced[Role::Key as usize].bg, Some(Color::Indexed(232)));
        assert_eq!(reduced[Role::Key as usize].fg, Some(Color::Red));
    }

    #[test]
    fn a_dark_surface_differs_from_its_background() {
        let reduced = in_256(&styles(&[
            (Role::Text, Style::new().bg(Color::Rgb(20, 22, 27))),
            (Role::Input, Style::new().bg(Color::Rgb(24, 27, 33))),
        ]));
        assert_ne!(reduced[Role::Text as usize].bg, reduced[Role::Input as usize].bg);
    }

    #[test]
    fn meanings_that_have_the_same_nearest_shade_stay_apart() {
        let (brown, rust) = (Color::Rgb(0x6c, 0x53, 0), Color::Rgb(0x92, 0x44, 0));
        let reduced = in_256(&styles(&[
            (Role::Text, Style::new().fg(Color::Rgb(32, 37, 45)).bg(Color::Rgb(251, 250, 247))),
            (Role::SevHigh, Style::new().fg(rust)),
            (Role::SevMedium, Style::new().fg(brown)),
        ]));
        let shown = |role: Role| reduced[role as usize].fg.and_then(rgb).unwrap();
        assert!(difference(shown(Role::SevHigh), shown(Role::SevMedium)) >= APART);
    }

    #[test]
    fn a_level_of_contrast_is_kept() {
        let (white, grey) = (Color::Rgb(255, 255, 255), Color::Rgb(89, 89, 89));
        let reduced = in_256(&styles(&[(Role::Text, Style::new().fg(grey).bg(white))]));
        let text = reduced[Role::Text as usize];
        assert!(ratio(text.fg.and_then(rgb).unwrap(), text.bg.and_then(rgb).unwrap()) >= 7.0);
    }
}
