//! Requirements for every theme at every depth.

use super::contrast::{Rgb, ratio};
use super::depth::rgb;
use super::*;

fn ground(theme: &Theme, role: Role) -> Rgb {
    let text = theme.style(Role::Text).bg;
    theme.style(role).bg.or(text).and_then(rgb).expect("a painted background")
}

fn check(theme: &Theme, text: f64, shape: f64) {
    let (base, selection) = (ground(theme, Role::Text), ground(theme, Role::Selection));
    for role in Role::ALL.iter().filter(|role| **role != Role::Selection) {
        let ink = theme.style(*role).fg.and_then(rgb).expect("an ink");
        let least = if role.is_shape() { shape } else { text };
        for below in [base, selection, ground(theme, *role)] {
            let found = ratio(ink, below);
            assert!(found >= least, "{} {}: {found:.2} on {below:?}", theme.name, role.name());
        }
    }
    assert_ne!(base, selection, "{}", theme.name);
}

pub(super) fn assert_readable(theme: &Theme) {
    check(theme, 4.5, 3.0);
    check(&theme.at(Depth::Ansi256), 3.0, 2.5);
}

#[test]
fn the_painted_themes_are_readable_at_both_depths() {
    let themes = names().into_iter().map(|name| load(name).unwrap());
    let painted: Vec<Theme> = themes.filter(|theme| theme.variant != Variant::Any).collect();
    assert!(painted.len() >= 2);
    painted.iter().for_each(assert_readable);
}

#[test]
fn every_theme_that_travels_along_speaks_of_every_role() {
    for name in names() {
        let theme = load(name).unwrap();
        assert_eq!(theme.name, name);
        let text = crate::yaml::parse(embedded::text(name).unwrap()).unwrap();
        let roles = text[0].value["roles"].as_object().unwrap();
        assert_eq!(roles.len(), Role::ALL.len(), "{name}");
    }
}

#[test]
fn mono_has_no_colour_and_a_reversed_selection() {
    let dark = load("fnsec-dark").unwrap().at(Depth::Mono);
    for theme in [load("mono").unwrap(), dark] {
        for role in Role::ALL {
            let style = theme.style(*role);
            assert!(
                matches!(style.fg, None | Some(Color::Reset))
                    && matches!(style.bg, None | Some(Color::Reset))
            );
        }
        assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
    }
}

#[test]
fn sixteen_colours_never_paint_the_background() {
    let theme = load("fnsec-light").unwrap().at(Depth::Ansi16);
    assert!(Role::ALL.iter().all(|role| !rich(&theme.style(*role))));
    assert!(matches!(theme.style(Role::Text).bg, None | Some(Color::Reset)));
    assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
    assert_eq!(theme.name, "fnsec-light");
}

#[test]
fn severities_differ_from_each_other_in_every_coloured_theme() {
    for name in names().into_iter().filter(|name| *name != "mono") {
        let theme = load(name).unwrap();
        let severities = [Role::SevCritical, Role::SevHigh, Role::SevMedium, Role::SevLow, Role::SevInfo];
        for depth in [Depth::True, Depth::Ansi256, Depth::Ansi16] {
            let theme = theme.at(depth);
            let mut looks: Vec<_> =
                severities.iter().map(|role| format!("{:?}", theme.style(*role))).collect();
            looks.dedup();
            assert_eq!(looks.len(), 5, "{name} {depth:?}");
        }
    }
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    assert!(load("fnsec-drak").unwrap_err().message.contains("did you mean `fnsec-dark`"));
    assert!(load("zzz").unwrap_err().message.contains("known are"));
}

#[test]
fn auto_follows_depth_and_background() {
    assert_eq!(auto(Depth::Mono, Some(true)), "mono");
    assert_eq!(auto(Depth::Ansi16, None), "ansi");
    assert_eq!(auto(Depth::Ansi256, Some(true)), "fnsec-light");
    assert_eq!(auto(Depth::True, None), "fnsec-dark");
}

#[test]
fn roles_are_distinguished_by_colour() {
    let theme = Theme::roles();
    for (at, role) in Role::ALL.iter().enumerate().filter(|(_, role)| **role != Role::Selection) {
        assert_eq!(theme.color(*role), Color::Indexed(u8::try_from(at).unwrap()));
    }
    assert_eq!(theme.style(Role::Selection).fg, None);
}
