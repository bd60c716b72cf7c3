//! The ID of a check as a command-line value, with a suggestion when it is misspelt.

use crate::checks::{self, Check};
use crate::verdicts::config;
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use std::ffi::OsStr;

#[derive(Clone)]
pub struct Parser;

impl TypedValueParser for Parser {
    type Value = &'static Check;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let word = value.to_string_lossy();
        let found = checks::find(&word);
        found
            .ok_or_else(|| clap::Error::raw(ErrorKind::InvalidValue, unknown(&word) + "\n").with_cmd(command))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(checks::ALL.iter().map(|check| PossibleValue::new(check.id).help(check.title))))
    }
}

fn unknown(word: &str) -> String {
    let guess = match config::suggest(word, checks::ALL.iter().map(|check| check.id)) {
        Some(id) => format!("Did you mean \"{id}\"? "),
        None => String::new(),
    };
    let word = crate::output::text::clean(word);
    format!("no check \"{word}\". {guess}List all checks with \"fnsec explain\".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_check_is_guessed() {
        assert!(
            unknown("jwt-without-authorisation").contains("Did you mean \"jwt-without-authorizations\"?")
        );
        assert!(!unknown("x").contains("Did you mean"));
    }
}
