//! What is wrong with the colours of a theme: text that cannot be read, and meanings that look alike. A theme
//! flows in; faults flow out.

use super::contrast::{Rgb, ratio};
use super::depth::{APART, Depth, MEANINGS, rgb};
use super::difference::difference;
use super::role::Role;
use super::{Theme, Variant};
use ratatui::style::Modifier;
use std::fmt;

/// The contrasts of WCAG 2: text at level AA (1.4.3), shapes (1.4.11).
pub const TEXT: f64 = 4.5;
pub const SHAPE: f64 = 3.0;
/// The difference (CIEDE2000) that a surface needs from the background around it: as it spans a row, less
/// suffices than for a word.
pub const SURFACE: f64 = 4.0;

/// Roles beside the severities whose colours must differ from each other.
const GROUPS: [&[Role]; 3] = [
    &[Role::DiffAdd, Role::DiffRemove],
    &[Role::EnvProd, Role::EnvStage, Role::EnvDev],
    &[Role::Heat1, Role::Heat2, Role::Heat3],
];

/// One fault: how much there is, and how much is needed.
#[derive(Debug, Clone, PartialEq)]
pub enum ColorFault {
    /// The contrast of a role with what it is painted on.
    Contrast { role: Role, found: f64, least: f64 },
    /// The difference between two roles.
    Alike { one: Role, other: Role, found: f64, least: f64 },
    /// The difference of the selection from the background.
    Selection { found: f64, least: f64 },
}

impl fmt::Display for ColorFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contrast { role, found, least } => {
                write!(out, "{}: contrast {found:.2} to 1, needs {least} to 1", role.name())
            }
            Self::Alike { one, other, found, least } => {
                write!(out, "{} and {}: difference {found:.1}, need {least}", one.name(), other.name())
            }
            Self::Selection { found, least } => {
                write!(out, "selection: difference {found:.1} from the background, needs {least} or reverse")
            }
        }
    }
}

/// Returns the colour of a role on the background, if both are fixed.
pub fn ink(theme: &Theme, role: Role) -> Option<Rgb> {
    theme.style(role).fg.or(theme.style(Role::Text).fg).and_then(rgb)
}

/// Returns what a role is painted on, if that is fixed.
pub fn background(theme: &Theme, role: Role) -> Option<Rgb> {
    theme.style(role).bg.or(theme.style(Role::Text).bg).and_then(rgb)
}

/// Returns the smallest contrast of a role on all that it is painted on. Where the selection is reversed, its
/// text has the contrast that it has elsewhere.
pub fn worst_contrast(theme: &Theme, role: Role) -> Option<f64> {
    let ink = ink(theme, role)?;
    let below = [Role::Text, Role::Selection, role].into_iter().filter_map(|role| background(theme, role));
    below.map(|below| ratio(ink, below)).reduce(f64::min)
}

/// Whether what is wrong with a theme can be measured: its colours do not depend on the terminal.
#[must_use]
pub fn is_measurable(theme: &Theme) -> bool {
    theme.variant != Variant::Any && background(theme, Role::Text).is_some()
}

/// Returns the faults of a theme at a depth; those of colours that the terminal decides cannot be known.
#[must_use]
pub fn faults(theme: &Theme, depth: Depth) -> Vec<ColorFault> {
    let theme = theme.at(depth);
    let mut all = Vec::new();
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::Selection) {
        let least = if role.is_shape() { SHAPE } else { TEXT };
        if let Some(found) = worst_contrast(&theme, role).filter(|found| *found < least) {
            all.push(ColorFault::Contrast { role, found, least });
        }
    }
    for group in GROUPS.into_iter().chain([&MEANINGS[..]]) {
        all.extend(alike(&theme, group));
    }
    let selection = [Role::Text, Role::Selection].map(|role| background(&theme, role));
    let reversed = theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED);
    let least = if depth == Depth::True { SURFACE } else { super::depth::SURFACE };
    if let ([Some(base), Some(own)], false) = (selection, reversed) {
        let found = difference(base, own);
        if found < least {
            all.push(ColorFault::Selection { found, least });
        }
    }
    all
}

fn alike(theme: &Theme, roles: &[Role]) -> Vec<ColorFault> {
    let mut all = Vec::new();
    for (at, one) in roles.iter().enumerate() {
        for other in roles.iter().skip(at + 1) {
            let (Some(a), Some(b)) = (ink(theme, *one), ink(theme, *other)) else { continue };
            let found = difference(a, b);
            if found < APART {
                all.push(ColorFault::Alike { one: *one, other: *other, found, least: APART });
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::{load, names, parse};
    use super::*;

    #[test]
    fn no_embedded_theme_has_a_fault() {
        for theme in names().into_iter().map(|name| load(name).unwrap()).filter(is_measurable) {
            for depth in [Depth::True, Depth::Ansi256] {
                assert_eq!(faults(&theme, depth), [], "{} {depth:?}", theme.name);
            }
        }
    }

    #[test]
    fn weak_text_and_meanings_that_look_alike_are_named_with_their_numbers() {
        let text = "name: weak\nvariant: dark\ninherits: nord\nroles:\n  muted: \"#4c566a\"\n  sev-high: \"#fb969e\"\n  selection: {bg: \"#2f3541\"}\n";
        let all: Vec<String> =
            faults(&parse(text).unwrap(), Depth::True).iter().map(ToString::to_string).collect();
        assert!(
            all.iter().any(|one| one.starts_with("muted: contrast 1.") && one.ends_with("needs 4.5 to 1"))
        );
        assert!(all.contains(&"sev-critical and sev-high: difference 0.0, need 10".to_owned()), "{all:?}");
        assert!(all.iter().any(|one| one.starts_with("selection: difference")), "{all:?}");
    }

    #[test]
    fn colours_of_the_terminal_are_not_judged() {
        let ansi = load("ansi").unwrap();
        assert!(!is_measurable(&ansi) && faults(&ansi, Depth::True).is_empty());
    }
}
