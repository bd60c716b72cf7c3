//! Which themes there are, what they contain, and what remains of them without colour.

use super::*;

#[test]
fn every_embedded_theme_has_its_own_name_and_a_style_for_every_role() {
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
fn an_unknown_name_is_answered_with_the_nearest() {
    assert!(load("fnsec-drak").unwrap_err().message.contains("did you mean `fnsec-dark`"));
    assert!(load("catpuccin").unwrap_err().message.contains("did you mean `catppuccin`"));
    assert!(load("zzz").unwrap_err().message.contains("known are"));
}

#[test]
fn the_name_of_a_family_loads_its_dark_theme() {
    assert_eq!(load("catppuccin").unwrap().name, "catppuccin-mocha");
    assert_eq!(load("fnsec").unwrap(), load("fnsec-dark").unwrap());
}

#[test]
fn roles_are_distinguished_by_colour() {
    let theme = Theme::roles();
    for (at, role) in Role::ALL.iter().enumerate().filter(|(_, role)| **role != Role::Selection) {
        assert_eq!(theme.color(*role), Color::Indexed(u8::try_from(at).unwrap()));
    }
    assert_eq!(theme.style(Role::Selection).fg, None);
}
