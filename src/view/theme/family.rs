//! Families of themes: one name for a dark and a light variant, such as `catppuccin`. A name and what is known
//! of the terminal flow in, the name of a theme flows out.

use super::{Depth, embedded};

/// Returns the names that stand for a dark and a light theme, in the order of the embedded themes.
#[must_use]
pub fn families() -> Vec<&'static str> {
    let mut all = Vec::new();
    for (family, _) in embedded::names().filter_map(|name| name.rsplit_once('-')) {
        if !all.contains(&family) && member(family, true).is_some() && member(family, false).is_some() {
            all.push(family);
        }
    }
    all
}

/// Returns the names to choose from: `auto`, the families, then every theme.
#[must_use]
pub fn offered() -> Vec<String> {
    let all = ["auto"].into_iter().chain(families()).chain(embedded::names());
    all.map(str::to_owned).collect()
}

/// Whether the name stands for a dark and a light theme, so that the terminal's background decides.
#[must_use]
pub fn follows_background(name: &str) -> bool {
    name == "auto" || families().contains(&name)
}

/// Returns the name of the theme that a name stands for on a terminal: `auto` and families depend on its
/// background, of which an unknown one counts as dark. Without colour it is always `mono`.
///
/// Any other name is returned as it is, whether or not there is such a theme.
#[must_use]
pub fn resolve(name: &str, depth: Depth, light: Option<bool>) -> &str {
    match (name, depth) {
        (_, Depth::Mono) => "mono",
        ("auto", _) => auto(depth, light),
        _ => family_member(name, light).unwrap_or(name),
    }
}

/// Returns the theme for a terminal of which only this is known; an unknown background counts as dark.
#[must_use]
pub fn auto(depth: Depth, light: Option<bool>) -> &'static str {
    match (depth, light) {
        (Depth::Mono, _) => "mono",
        (Depth::Ansi16, _) => "ansi",
        (Depth::True | Depth::Ansi256, Some(true)) => "fnsec-light",
        (Depth::True | Depth::Ansi256, Some(false) | None) => "fnsec-dark",
    }
}

/// Returns the theme of a family for a background; nothing if the name is not a family.
pub(super) fn family_member(name: &str, light: Option<bool>) -> Option<&'static str> {
    families().contains(&name).then(|| member(name, light == Some(true))).flatten()
}

/// Finds the variant by its line: parsing every theme would delay the start.
fn member(family: &str, light: bool) -> Option<&'static str> {
    let line = if light { "\nvariant: light\n" } else { "\nvariant: dark\n" };
    let own = |name: &&str| name.rsplit_once('-').is_some_and(|(start, _)| start == family);
    let has_variant = |name: &&str| embedded::text(name).is_some_and(|text| text.contains(line));
    embedded::names().filter(own).find(has_variant)
}

#[cfg(test)]
mod tests {
    use super::super::Variant;
    use super::*;

    #[test]
    fn a_family_has_a_dark_and_a_light_theme() {
        let expected = ["fnsec", "catppuccin", "colorblind", "gruvbox", "high-contrast", "one", "rose-pine"];
        let found = families();
        assert!(expected.iter().all(|name| found.contains(name)), "{found:?}");
        assert!(!found.contains(&"tokyo"), "it has no light theme");
        for family in found {
            let name = |light| family_member(family, light).unwrap();
            let variant = |light| super::super::load(name(light)).unwrap().variant;
            assert_eq!((variant(Some(false)), variant(Some(true))), (Variant::Dark, Variant::Light));
            assert_eq!(name(None), name(Some(false)), "an unknown background counts as dark");
            assert!(embedded::text(family).is_none(), "{family} is a theme and a family");
        }
    }

    #[test]
    fn a_name_is_resolved_for_the_terminal() {
        assert_eq!(resolve("catppuccin", Depth::True, Some(true)), "catppuccin-latte");
        assert_eq!(resolve("catppuccin", Depth::Ansi256, None), "catppuccin-mocha");
        assert_eq!(resolve("auto", Depth::True, Some(true)), "fnsec-light");
        assert_eq!(resolve("nord", Depth::True, Some(true)), "nord");
        assert_eq!(resolve("nord", Depth::Mono, None), "mono");
        assert_eq!(resolve("unknown", Depth::True, None), "unknown");
    }

    #[test]
    fn only_auto_and_families_follow_the_background() {
        assert!(follows_background("auto") && follows_background("rose-pine"));
        assert!(!follows_background("rose-pine-dawn") && !follows_background("nord"));
    }

    #[test]
    fn auto_follows_depth_and_background() {
        assert_eq!(auto(Depth::Mono, Some(true)), "mono");
        assert_eq!(auto(Depth::Ansi16, None), "ansi");
        assert_eq!(auto(Depth::Ansi256, Some(true)), "fnsec-light");
        assert_eq!(auto(Depth::True, None), "fnsec-dark");
    }
}
