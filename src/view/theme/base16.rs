//! Reads colour schemes of the base16 family. A scheme's sixteen colours flow in; a theme with enough
//! contrast flows out.

use super::contrast::{Rgb, blend, luminance, nudge, ratio};
use super::fields::{Problem, problem, text, variant};
use super::role::Role;
use super::{Theme, Variant};
use ratatui::style::{Color, Modifier, Style};
use serde_json::{Map, Value};

/// Whether the fields are a scheme: the newer form has a `palette`, the older one lists its colours at the
/// top. A theme with roles is not one, even where it names its colours so: Solarized has a `base00` too.
pub(super) fn is_scheme(fields: &Map<String, Value>) -> bool {
    !fields.contains_key("roles") && colors(fields).0.contains_key("base00")
}

fn colors(fields: &Map<String, Value>) -> (&Map<String, Value>, &'static str) {
    let palette = fields.get("palette").and_then(Value::as_object);
    palette.map_or((fields, ""), |palette| (palette, "/palette"))
}

pub(super) fn theme(fields: &Map<String, Value>) -> Result<Theme, Problem> {
    let scheme = Scheme::read(fields)?;
    let name = text(fields, "name").or_else(|| text(fields, "scheme"));
    let variant = match variant(fields.get("variant"))? {
        Variant::Any if luminance(scheme.background) > 0.3 => Variant::Light,
        Variant::Any => Variant::Dark,
        given => given,
    };
    let mut theme = Theme::blank(name.unwrap_or("base16"), variant);
    for role in Role::ALL {
        theme.set(*role, scheme.style(*role));
    }
    Ok(theme)
}

struct Scheme {
    background: Rgb,
    selection: Rgb,
    raised: Rgb,
    inks: Vec<Rgb>,
}

impl Scheme {
    fn read(fields: &Map<String, Value>) -> Result<Scheme, Problem> {
        let (colors, at) = colors(fields);
        let mut inks = Vec::new();
        for nth in 0..16 {
            let name = format!("base{nth:02X}");
            let color = colors.get(&name).and_then(hex);
            let place = if colors.contains_key(&name) { format!("{at}/{name}") } else { at.to_owned() };
            inks.push(
                color.ok_or_else(|| problem(&place, &format!("The scheme needs `{name}` as `#rrggbb`.")))?,
            );
        }
        let ink = |nth: usize| inks.get(nth).copied().unwrap_or_default();
        let background = ink(0);
        Ok(Scheme { background, selection: calm(ink(2), background), raised: calm(ink(1), background), inks })
    }

    fn ink(&self, nth: usize, least: f64) -> Color {
        let backgrounds = [self.background, self.selection, self.raised];
        let (r, g, b) = nudge(self.inks.get(nth).copied().unwrap_or_default(), &backgrounds, least);
        Color::Rgb(r, g, b)
    }

    fn style(&self, role: Role) -> Style {
        use Role as R;
        let text = |nth: usize| Style::new().fg(self.ink(nth, 4.5));
        let shape = |nth: usize| Style::new().fg(self.ink(nth, 3.0));
        let on = |(r, g, b): Rgb| Style::new().bg(Color::Rgb(r, g, b));
        let (bold, reversed) = (Modifier::BOLD, Modifier::BOLD | Modifier::REVERSED);
        match role {
            R::Text => on(self.background).fg(self.ink(5, 4.5)),
            R::Selection => on(self.selection),
            R::Input => on(self.raised).fg(self.ink(5, 4.5)),
            R::Muted | R::Hint | R::SevInfo | R::CodeComment => text(3),
            R::Title => text(5).add_modifier(bold),
            R::Accent | R::DiffHunk => text(13),
            R::SevLow => text(12),
            R::Key | R::Marked => text(13).add_modifier(bold),
            R::Link => text(13).add_modifier(Modifier::UNDERLINED),
            R::Border | R::Heat0 => shape(3),
            R::BorderFocus => shape(13),
            R::SevCritical | R::Error => text(8).add_modifier(bold),
            R::Offline | R::DiffRemove => text(8),
            R::SevHigh | R::CodeNumber => text(9),
            R::SevMedium | R::Stale | R::Warning => text(10),
            R::Ok | R::Fresh | R::DiffAdd | R::CodeString => text(11),
            R::Unknown | R::CodeKeyword => text(14),
            R::EnvProd => text(8).add_modifier(reversed),
            R::EnvStage => text(10).add_modifier(reversed),
            R::EnvDev => text(11).add_modifier(reversed),
            R::Heat1 => shape(10),
            R::Heat2 => shape(9),
            R::Heat3 => shape(8).add_modifier(bold),
        }
    }
}

/// Blends a bright surface towards the background until text has enough contrast on it.
fn calm(surface: Rgb, background: Rgb) -> Rgb {
    let extreme = if luminance(background) < 0.18 { (255, 255, 255) } else { (0, 0, 0) };
    let roomy = |shade: &Rgb| ratio(*shade, extreme) >= 8.0;
    (0..=16).map(|step| blend(surface, background, step, 16)).find(roomy).unwrap_or(background)
}

/// Parses six hexadecimal digits; without quotes YAML may have parsed them as a number.
fn hex(value: &Value) -> Option<Rgb> {
    let raw = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => format!("{number:0>6}"),
        _ => return None,
    };
    let digits = raw.strip_prefix('#').unwrap_or(&raw);
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some((red, green, blue))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    const NORD: [&str; 16] = [
        "2e3440", "3b4252", "434c5e", "4c566a", "d8dee9", "e5e9f0", "eceff4", "8fbcbb", "bf616a", "d08770",
        "ebcb8b", "a3be8c", "88c0d0", "81a1c1", "b48ead", "5e81ac",
    ];

    fn scheme(colors: &[&str]) -> String {
        let rows = colors.iter().enumerate().map(|(nth, color)| format!("  base{nth:02X}: \"#{color}\"\n"));
        format!("system: base16\nname: Nord\nvariant: dark\npalette:\n{}", rows.collect::<String>())
    }

    #[test]
    fn a_scheme_loads_and_its_colours_become_readable() {
        let theme = parse(&scheme(&NORD)).unwrap();
        assert_eq!((theme.name.as_str(), theme.variant), ("Nord", Variant::Dark));
        assert_eq!(theme.style(Role::Text).bg, Some(Color::Rgb(0x2e, 0x34, 0x40)));
        assert_ne!(theme.style(Role::SevCritical).fg, Some(Color::Rgb(0xbf, 0x61, 0x6a)));
        super::super::palettes::assert_readable(&theme);
    }

    #[test]
    fn a_light_scheme_of_the_older_form_loads_too() {
        let latte = [
            "eff1f5", "e6e9ef", "ccd0da", "bcc0cc", "acb0be", "4c4f69", "dc8a78", "7287fd", "d20f39",
            "fe640b", "df8e1d", "40a02b", "179299", "1e66f5", "8839ef", "dd7878",
        ];
        let rows = latte.iter().enumerate().map(|(nth, color)| format!("base{nth:02X}: {color}\n"));
        let theme = parse(&format!("scheme: Latte\n{}", rows.collect::<String>())).unwrap();
        assert_eq!((theme.name.as_str(), theme.variant), ("Latte", Variant::Light));
        super::super::palettes::assert_readable(&theme);
    }

    #[test]
    fn a_missing_or_odd_colour_is_named() {
        let fault = parse(&scheme(&NORD).replace("#8fbcbb", "teal")).unwrap_err();
        assert!(fault.message.contains("`base07`") && fault.line == 12, "{fault}");
        assert!(parse(&scheme(&NORD[..15])).unwrap_err().message.contains("`base0F`"));
    }

    #[test]
    fn a_theme_may_use_the_names_of_a_scheme() {
        let theme = parse("name: mine\npalette: {base00: \"#657b83\"}\nroles: {text: base00}\n").unwrap();
        assert_eq!(theme.style(Role::Text).fg, Some(Color::Rgb(0x65, 0x7b, 0x83)));
    }

    #[test]
    fn a_loud_selection_is_calmed_until_text_fits() {
        let theme = parse(&scheme(&NORD).replace("#434c5e", "#909090")).unwrap();
        super::super::palettes::assert_readable(&theme);
    }
}
