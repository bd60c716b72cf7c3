//! The themes to choose from: the embedded ones, and those of the user's files. A name flows in; a theme, or the
//! file and line of its error, flows out.

use super::{Depth, Theme, YamlFault, load, offered, parse, resolve};
use std::fmt;

/// A theme file of the user, as text: it is parsed when it is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTheme {
    /// The name by which it is chosen.
    pub name: String,
    /// Its path, as it is shown.
    pub file: String,
    /// Its text, or why it cannot be read.
    pub text: Result<String, String>,
}

/// The embedded themes and the user's own; an own one replaces an embedded one of the same name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    own: Vec<OwnTheme>,
}

/// Why a theme cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFault {
    /// The file of the theme; none for a name without a theme.
    pub file: Option<String>,
    pub fault: YamlFault,
}

impl fmt::Display for ThemeFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(out, "{file}:{}: {}", self.fault.line, self.fault.message),
            None => out.write_str(&self.fault.message),
        }
    }
}

impl Catalog {
    #[must_use]
    pub fn of(own: Vec<OwnTheme>) -> Self {
        Self { own }
    }

    fn own(&self, name: &str) -> Option<&OwnTheme> {
        self.own.iter().find(|own| own.name == name)
    }

    /// Returns the names to choose from: the embedded themes, then the user's own.
    #[must_use]
    pub fn offered(&self) -> Vec<String> {
        let mut all = offered();
        for own in &self.own {
            if !all.contains(&own.name) {
                all.push(own.name.clone());
            }
        }
        all
    }

    /// Returns the theme with this name, reduced to what a terminal can show.
    ///
    /// # Errors
    /// If there is no theme of this name, or its file is invalid.
    pub fn theme(&self, name: &str, depth: Depth, light: Option<bool>) -> Result<Theme, ThemeFault> {
        let Some(own) = self.own(name) else {
            let name = resolve(name, depth, light);
            let theme = load(name).map_err(|fault| ThemeFault { file: None, fault })?;
            return Ok(theme.at(depth));
        };
        let fault = |fault: YamlFault| ThemeFault { file: Some(own.file.clone()), fault };
        let text =
            own.text.as_ref().map_err(|why| fault(YamlFault { line: 1, column: 1, message: why.clone() }))?;
        Ok(parse(text).map_err(fault)?.at(depth))
    }

    /// Returns what is invalid in the user's themes.
    #[must_use]
    pub fn faults(&self) -> Vec<ThemeFault> {
        self.own.iter().filter_map(|own| self.theme(&own.name, Depth::True, None).err()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(name: &str, text: &str) -> OwnTheme {
        OwnTheme { name: name.into(), file: format!("themes/{name}.yaml"), text: Ok(text.into()) }
    }

    #[test]
    fn an_own_theme_is_offered_and_loaded_by_its_name() {
        let catalog = Catalog::of(vec![own("mine", "name: other\nvariant: dark\ninherits: nord\n")]);
        assert!(catalog.offered().contains(&"mine".to_owned()));
        let theme = catalog.theme("mine", Depth::True, None).expect("a theme");
        assert_eq!(theme.name, "other");
        assert_eq!(catalog.theme("nord", Depth::True, None).expect("a theme").name, "nord");
    }

    #[test]
    fn an_own_theme_replaces_the_embedded_one_of_its_name() {
        let catalog = Catalog::of(vec![own("nord", "name: my nord\ninherits: nord\n")]);
        assert_eq!(catalog.theme("nord", Depth::True, None).expect("a theme").name, "my nord");
        assert_eq!(catalog.offered().iter().filter(|name| *name == "nord").count(), 1);
    }

    #[test]
    fn a_faulty_theme_reports_its_file_and_line_and_harms_no_other() {
        let catalog = Catalog::of(vec![own("bad", "name: bad\nroles:\n  okk: red\n")]);
        let fault = catalog.theme("bad", Depth::True, None).expect_err("an error").to_string();
        assert!(fault.starts_with("themes/bad.yaml:3: ") && fault.contains("`ok`"), "{fault}");
        assert_eq!(catalog.faults().len(), 1);
        assert!(catalog.theme("auto", Depth::True, Some(true)).is_ok());
    }

    #[test]
    fn without_colour_an_own_theme_has_none() {
        let catalog = Catalog::of(vec![own("mine", "name: mine\ninherits: nord\n")]);
        let mono = catalog.theme("mine", Depth::Mono, None).expect("a theme");
        assert_eq!(
            mono.style(super::super::Role::SevCritical).fg,
            load("mono").expect("a theme").style(super::super::Role::SevCritical).fg
        );
    }
}
