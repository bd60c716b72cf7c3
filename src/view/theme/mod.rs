//! Themes: a theme gives every role a style, and no other module names a colour. A theme's name or file and
//! the terminal's depth flow in, styles flow out.

mod base16;
mod catalog;
pub mod contrast;
pub mod depth;
mod difference;
mod embedded;
mod family;
mod fields;
mod file;
pub mod measure;
#[cfg(test)]
mod palettes;
mod role;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vision;

pub use crate::yaml::YamlFault;
pub use catalog::{Catalog, OwnTheme, ThemeFault};
pub use depth::Depth;
pub use family::{auto, families, follows_background, offered, resolve};
pub use file::parse;
pub use role::Role;

use ratatui::style::{Color, Modifier, Style};

/// The background that a theme is designed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    Dark,
    Light,
    Any,
}

/// A style for every role.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    pub name: String,
    pub variant: Variant,
    styles: Vec<Style>,
}

/// Reads one of the themes that are compiled into the program; of a family, the dark one.
///
/// # Errors
/// If there is no theme of this name.
pub fn load(name: &str) -> Result<Theme, YamlFault> {
    let unknown = || {
        let names = families().into_iter().chain(embedded::names());
        YamlFault { line: 1, column: 1, message: near("theme", name, names) }
    };
    let name = family::family_member(name, None).unwrap_or(name);
    parse(embedded::text(name).ok_or_else(unknown)?)
}

/// Returns the names of the embedded themes, without those of families.
#[cfg(any(test, feature = "testing"))]
#[must_use]
pub fn names() -> Vec<&'static str> {
    embedded::names().collect()
}

impl Theme {
    fn blank(name: &str, variant: Variant) -> Theme {
        Theme { name: name.to_owned(), variant, styles: vec![Style::new(); Role::ALL.len()] }
    }

    fn set(&mut self, role: Role, style: Style) {
        if let Some(slot) = self.styles.get_mut(role as usize) {
            *slot = style;
        }
    }

    fn with_visible_selection(mut self) -> Theme {
        if self.style(Role::Selection) == Style::new() {
            self.set(Role::Selection, Style::new().add_modifier(Modifier::REVERSED));
        }
        self
    }

    /// Returns the style of a role, to be applied over `Role::Text`.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// Returns the colour of a role alone, for frames and shapes.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn color(&self, role: Role) -> Color {
        self.style(role).fg.unwrap_or(Color::Reset)
    }

    /// Returns the theme, reduced to what a terminal can show.
    #[must_use]
    pub fn at(&self, depth: Depth) -> Theme {
        let fallback = match depth {
            Depth::True => return self.clone(),
            Depth::Ansi256 => return Theme { styles: depth::in_256(&self.styles), ..self.clone() },
            Depth::Ansi16 if !self.styles.iter().any(rich) => return self.clone(),
            Depth::Ansi16 => "ansi",
            Depth::Mono => "mono",
        };
        let styles = load(fallback).map(|theme| theme.styles);
        let blank = Theme::blank("", Variant::Any).with_visible_selection().styles;
        Theme { styles: styles.unwrap_or(blank), ..self.clone() }
    }

    /// Returns a theme in which every role has a colour of its own, so that painted cells show which role
    /// they had.
    ///
    /// The selection only changes the background: cells below it keep their role.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn roles() -> Theme {
        let mut theme = Theme::blank("roles", Variant::Any);
        for role in Role::ALL {
            let color = Color::Indexed(*role as u8);
            theme.set(*role, Style::new().fg(color));
        }
        let selection = Style::new().bg(Color::Indexed(Role::Selection as u8));
        theme.set(Role::Selection, selection.add_modifier(Modifier::REVERSED));
        theme
    }
}

/// Whether a style uses colours beyond the terminal's own sixteen.
fn rich(style: &Style) -> bool {
    let beyond = |color: Option<Color>| match color {
        Some(Color::Indexed(index)) => index > 15,
        other => matches!(other, Some(Color::Rgb(..))),
    };
    beyond(style.fg) || beyond(style.bg)
}

/// Returns a sentence about an unknown name, with the most similar known one.
fn near<'n>(what: &str, word: &str, names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    match similar::get_close_matches(word, &names, 1, 0.55).first() {
        Some(meant) => format!("There is no {what} `{word}`; did you mean `{meant}`?"),
        None => format!("There is no {what} `{word}`; known are {}.", names.join(", ")),
    }
}
