//! Requirements for the colours of every embedded theme, at every depth: they can be read, and what they mean
//! can be told apart.

use super::contrast::{Rgb, ratio};
use super::depth::{self, APART, BESIDE, MEANINGS};
use super::difference::difference;
use super::measure::{SHAPE, SURFACE, TEXT};
use super::vision::Deficiency;
use super::*;

/// The contrast of text at level AAA of WCAG 2 (1.4.6).
const HIGH_CONTRAST: f64 = 7.0;

const PAINTED_DEPTHS: [Depth; 2] = [Depth::True, Depth::Ansi256];

/// Every embedded theme that paints its own background, at the depths that have fixed colours.
fn painted() -> impl Iterator<Item = (Theme, Depth)> {
    let themes = names().into_iter().map(|name| load(name).unwrap());
    let painted = themes.filter(|theme| theme.variant != Variant::Any);
    painted.flat_map(|theme| PAINTED_DEPTHS.map(|depth| (theme.at(depth), depth)))
}

fn ink(theme: &Theme, role: Role) -> Rgb {
    measure::ink(theme, role).unwrap_or_else(|| panic!("{} {}: no ink", theme.name, role.name()))
}

fn background(theme: &Theme, role: Role) -> Rgb {
    measure::background(theme, role).expect("a painted background")
}

fn has(theme: &Theme, role: Role, modifier: Modifier) -> bool {
    theme.style(role).add_modifier.contains(modifier)
}

fn assert_contrast(theme: &Theme, depth: Depth, text: f64) {
    for role in Role::ALL.iter().filter(|role| **role != Role::Selection) {
        let (least, found) = (
            if role.is_shape() { SHAPE } else { text },
            measure::worst_contrast(theme, *role).expect("fixed colours"),
        );
        assert!(found >= least, "{} {depth:?} {}: {found:.2}", theme.name, role.name());
    }
}

pub(super) fn assert_readable(theme: &Theme) {
    for depth in PAINTED_DEPTHS {
        assert_contrast(&theme.at(depth), depth, TEXT);
    }
}

/// Returns the smallest difference between two of the roles, and which they are.
fn smallest(theme: &Theme, roles: &[Role], seen: impl Fn(Rgb) -> Rgb) -> (f64, String) {
    let mut least = (f64::INFINITY, String::new());
    for (at, one) in roles.iter().enumerate() {
        for other in roles.iter().skip(at + 1) {
            let found = difference(seen(ink(theme, *one)), seen(ink(theme, *other)));
            if found < least.0 {
                least = (found, format!("{} and {}: {found:.1}", one.name(), other.name()));
            }
        }
    }
    least
}

fn assert_apart(theme: &Theme, depth: Depth, roles: &[Role], least: f64) {
    let (found, pair) = smallest(theme, roles, |color| color);
    assert!(found >= least, "{} {depth:?} {pair}", theme.name);
}

#[test]
fn text_can_be_read_on_everything_it_is_painted_on() {
    assert!(painted().count() >= 40);
    for (theme, depth) in painted() {
        let high = theme.name.starts_with("high-contrast");
        assert_contrast(&theme, depth, if high { HIGH_CONTRAST } else { TEXT });
    }
}

#[test]
fn meanings_are_told_apart() {
    for (theme, depth) in painted() {
        assert_apart(&theme, depth, &MEANINGS, APART);
        for role in MEANINGS {
            assert_apart(&theme, depth, &[role, Role::Text], BESIDE);
            assert_apart(&theme, depth, &[role, Role::Muted], BESIDE);
        }
        assert_apart(&theme, depth, &[Role::DiffAdd, Role::DiffRemove], APART);
        assert_apart(&theme, depth, &[Role::EnvProd, Role::EnvStage, Role::EnvDev], APART);
        assert_apart(&theme, depth, &[Role::Heat1, Role::Heat2, Role::Heat3], APART);
    }
}

/// In 256 colours only the dark one can keep its promise: too few of them are dark enough for text on white.
#[test]
fn colour_blind_eyes_tell_meanings_apart_in_their_themes() {
    for (name, depths) in [("colorblind-dark", &PAINTED_DEPTHS[..]), ("colorblind-light", &[Depth::True])] {
        for (depth, deficiency) in depths.iter().flat_map(|depth| Deficiency::ALL.map(|one| (*depth, one))) {
            let theme = load(name).unwrap().at(depth);
            let (found, pair) = smallest(&theme, &MEANINGS, |color| deficiency.simulate(color));
            assert!(found >= APART, "{name} {depth:?} {deficiency:?} {pair}");
        }
    }
}

#[test]
fn the_selection_and_the_input_stand_out_from_the_background() {
    for (theme, depth) in painted() {
        let base = background(&theme, Role::Text);
        let least = if depth == Depth::True { SURFACE } else { depth::SURFACE };
        let found = difference(base, background(&theme, Role::Selection));
        let reversed = has(&theme, Role::Selection, Modifier::REVERSED);
        assert!(reversed || found >= least, "{} {depth:?} selection: {found:.1}", theme.name);
        assert_ne!(base, background(&theme, Role::Input), "{} {depth:?} input", theme.name);
    }
}

#[test]
fn muted_text_is_quieter_than_text() {
    for (theme, depth) in painted() {
        let contrast = |role: Role| ratio(ink(&theme, role), background(&theme, Role::Text));
        let found = contrast(Role::Text) / contrast(Role::Muted);
        let least = if depth == Depth::True { 1.2 } else { 1.1 };
        assert!(found >= least, "{} {depth:?}: {found:.2}", theme.name);
    }
}

#[test]
fn only_the_worst_severity_is_bold() {
    for name in names().into_iter().filter(|name| *name != "mono") {
        let theme = load(name).unwrap();
        let severities = [Role::SevCritical, Role::SevHigh, Role::SevMedium, Role::SevLow, Role::SevInfo];
        let bold = severities.map(|role| has(&theme, role, Modifier::BOLD));
        assert_eq!(bold, [true, false, false, false, false], "{name}");
    }
}

/// The sixteen colours of terminals that many use, as red, green, yellow, magenta, cyan and bright blue.
const SIXTEEN: [(&str, [Rgb; 6]); 4] = [
    ("xterm", [(205, 0, 0), (0, 205, 0), (205, 205, 0), (205, 0, 205), (0, 205, 205), (92, 92, 255)]),
    ("Linux console", [(170, 0, 0), (0, 170, 0), (170, 85, 0), (170, 0, 170), (0, 170, 170), (85, 85, 255)]),
    (
        "Windows",
        [(197, 15, 31), (19, 161, 14), (193, 156, 0), (136, 23, 152), (58, 150, 221), (59, 120, 255)],
    ),
    (
        "VS Code",
        [(205, 49, 49), (13, 188, 121), (229, 229, 16), (188, 63, 188), (17, 168, 205), (59, 142, 234)],
    ),
];

fn in_sixteen(color: Color, palette: [Rgb; 6]) -> Rgb {
    let known = [Color::Red, Color::Green, Color::Yellow, Color::Magenta, Color::Cyan, Color::LightBlue];
    let at = known.iter().position(|one| *one == color).expect("one of the colours that `ansi` uses");
    palette[at]
}

#[test]
fn in_sixteen_colours_meanings_differ_in_colour_or_weight() {
    for name in names().into_iter().filter(|name| *name != "mono") {
        let theme = load(name).unwrap().at(Depth::Ansi16);
        for (at, one) in MEANINGS.iter().enumerate() {
            for other in MEANINGS.iter().skip(at + 1) {
                let weight = |role: Role| has(&theme, role, Modifier::BOLD);
                let same_color = theme.color(*one) == theme.color(*other);
                assert!(!same_color || weight(*one) != weight(*other), "{name} {one:?} {other:?}");
                for (terminal, palette) in SIXTEEN.iter().filter(|_| !same_color) {
                    let shown = |role: Role| in_sixteen(theme.color(role), *palette);
                    let found = difference(shown(*one), shown(*other));
                    assert!(found >= APART, "{name} {terminal} {one:?} {other:?}: {found:.1}");
                }
            }
        }
    }
}
