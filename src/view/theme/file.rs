//! Reads a theme from its YAML: this program's own format, or a base16 scheme. A text flows in; a theme, or
//! an error with its line and a suggestion, flows out.

use super::fields::{Problem, problem, text, variant};
use super::{Theme, YamlFault, base16, embedded, near};
use crate::view::theme::role::Role;
use crate::yaml;
use ratatui::style::{Color, Modifier, Style};
use serde_json::{Map, Value};
use std::str::FromStr;

const FIELDS: &[&str] = &["name", "variant", "inherits", "palette", "roles", "author"];
const STYLE_FIELDS: &[&str] = &["fg", "bg", "mods"];
const MODS: &[(&str, Modifier)] = &[
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// Reads a theme file.
///
/// # Errors
/// If the text is not YAML, or not a valid theme.
pub fn parse(text: &str) -> Result<Theme, YamlFault> {
    let value = yaml::parse(text)?.into_iter().next().map_or(Value::Null, |doc| doc.value);
    read(&value).map_err(|problem| {
        let (line, column) = yaml::locate(text, &problem.at).unwrap_or((1, 1));
        YamlFault { line, column, message: problem.message }
    })
}

fn read(value: &Value) -> Result<Theme, Problem> {
    let Some(fields) = value.as_object() else {
        return Err(problem("", "A theme is a mapping with `name`, `palette` and `roles`."));
    };
    if base16::is_scheme(fields) {
        return base16::theme(fields);
    }
    known(fields, "", FIELDS.iter().copied(), "field")?;
    let merged = inherit(value, fields)?;
    let field = |name: &str| merged.get(name);
    let palette = field("palette").and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, word) in &palette {
        color(&palette, word, &yaml::pointer::child("/palette", name))?;
    }
    let mut theme = Theme::blank(text(fields, "name").unwrap_or("unnamed"), variant(field("variant"))?);
    let roles = field("roles").and_then(Value::as_object).cloned().unwrap_or_default();
    known(&roles, "/roles", Role::ALL.iter().map(|role| role.name()), "role")?;
    for (name, value) in &roles {
        let style = style(&palette, value, &yaml::pointer::child("/roles", name))?;
        if let Some(role) = Role::named(name) {
            theme.set(role, style);
        }
    }
    Ok(theme.with_visible_selection())
}

/// Merges the file into the theme that it inherits from, field by field.
fn inherit(value: &Value, fields: &Map<String, Value>) -> Result<Value, Problem> {
    let Some(parent) = text(fields, "inherits") else {
        return Ok(value.clone());
    };
    let base = embedded::text(parent)
        .ok_or_else(|| problem("/inherits", &near("theme", parent, embedded::names())))?;
    let base = yaml::parse(base).ok().and_then(|docs| docs.into_iter().next());
    Ok(yaml::patch::merge(&base.map_or(Value::Null, |doc| doc.value), value))
}

/// Reads a style: a mapping, or a string with a colour for the text and modifiers.
fn style(palette: &Map<String, Value>, value: &Value, at: &str) -> Result<Style, Problem> {
    let mut style = Style::new();
    match value {
        Value::String(words) => {
            for word in words.split_whitespace() {
                match modifier(word) {
                    Some(modifier) => style = style.add_modifier(modifier),
                    None => style = style.fg(color(palette, &Value::from(word), at)?),
                }
            }
        }
        Value::Object(parts) => {
            known(parts, at, STYLE_FIELDS.iter().copied(), "field")?;
            let part = |name: &str| {
                parts.get(name).map(|word| color(palette, word, &format!("{at}/{name}"))).transpose()
            };
            style.fg = part("fg")?;
            style.bg = part("bg")?;
            for (nth, word) in parts.get("mods").and_then(Value::as_array).into_iter().flatten().enumerate() {
                let word = word.as_str().unwrap_or_default();
                let names = || MODS.iter().map(|(name, _)| *name);
                let unknown = || problem(&format!("{at}/mods/{nth}"), &near("modifier", word, names()));
                style = style.add_modifier(modifier(word).ok_or_else(unknown)?);
            }
        }
        _ => {
            return Err(problem(at, "A role must be a colour, or a mapping of `fg`, `bg` and `mods`."));
        }
    }
    Ok(style)
}

fn modifier(word: &str) -> Option<Modifier> {
    MODS.iter().find(|(name, _)| *name == word).map(|(_, modifier)| *modifier)
}

/// Reads a colour: a name of the palette, `#rrggbb`, one of the sixteen names, an index, or `default`.
fn color(palette: &Map<String, Value>, word: &Value, at: &str) -> Result<Color, Problem> {
    let raw = match word {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => {
            return Err(problem(
                at,
                "A colour must be a string: a palette name, `#rrggbb` or a terminal colour.",
            ));
        }
    };
    let meant = palette.get(&raw).and_then(Value::as_str).unwrap_or(&raw);
    if meant == "default" {
        return Ok(Color::Reset);
    }
    let names = palette
        .keys()
        .map(String::as_str)
        .chain(["red", "green", "yellow", "blue", "magenta", "cyan", "white", "default"]);
    Color::from_str(meant).map_err(|_| problem(at, &near("colour", &raw, names)))
}

fn known<'n>(
    fields: &Map<String, Value>,
    at: &str,
    names: impl Iterator<Item = &'n str> + Clone,
    what: &str,
) -> Result<(), Problem> {
    for field in fields.keys() {
        if !names.clone().any(|name| name == field) {
            return Err(problem(&yaml::pointer::child(at, field), &near(what, field, names)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "name: mine\nvariant: dark\ninherits: fnsec-dark\npalette:\n  gold: \"#ffd700\"\nroles:\n  ok: gold bold\n  error: {fg: red, bg: 17, mods: [underline]}\n";

    #[test]
    fn a_theme_overrides_what_it_inherits() {
        let theme = parse(OWN).unwrap();
        assert_eq!(theme.name, "mine");
        assert_eq!(
            theme.style(Role::Ok),
            Style::new().fg(Color::Rgb(255, 215, 0)).add_modifier(Modifier::BOLD)
        );
        let error = Style::new().fg(Color::Red).bg(Color::Indexed(17)).add_modifier(Modifier::UNDERLINED);
        assert_eq!(theme.style(Role::Error), error);
        assert_eq!(theme.style(Role::Text), super::super::load("fnsec-dark").unwrap().style(Role::Text));
    }

    #[test]
    fn a_mistake_is_reported_with_its_line_and_a_suggestion() {
        for (from, to, line, meant) in [
            ("gold bold", "gild bold", 7, "`gold`"),
            ("  ok:", "  okk:", 7, "`ok`"),
            ("roles:", "rolls:", 7, "`roles`"),
            ("underline", "underlined", 8, "`underline`"),
            ("inherits: fnsec-dark", "inherits: fnsec-drak", 3, "`fnsec-dark`"),
            ("variant: dark", "variant: drak", 2, "`dark`"),
            ("ok: gold bold", "ok: [1]", 7, "mapping"),
            ("\"#ffd700\"", "\"#ffd7\"", 5, "colour"),
        ] {
            let fault = parse(&OWN.replace(from, to)).unwrap_err();
            assert!(fault.message.contains(meant), "{fault}");
            assert_eq!(fault.line, line, "{fault}");
        }
        assert!(parse("").is_err() && parse("- 1").is_err() && parse("a: [").is_err());
    }

    #[test]
    fn a_selection_without_a_style_is_still_visible() {
        let theme = parse("name: bare\n").unwrap();
        assert!(theme.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
    }
}
