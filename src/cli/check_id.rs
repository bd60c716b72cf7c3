//! The id of a check as a value of the command line, with a guess when it is misspelt.

use crate::checks::{self, Check};
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
    let near = checks::ALL.iter().map(|check| (distance(word, check.id), check.id)).min();
    let guess = match near {
        Some((apart, id)) if apart <= id.len() / 2 => format!("Did you mean \"{id}\"? "),
        _ => String::new(),
    };
    let word = crate::report::text::clean(word);
    format!("there is no check \"{word}\". {guess}\"fnsec explain\" lists all checks.")
}

/// How many letters must be added, removed or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().take(200).enumerate() {
        let mut next = vec![at + 1];
        for ((twin, pair), before) in other.iter().zip(row.windows(2)).zip(0..) {
            let (diagonal, above) = (pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0));
            let left: usize = next.get::<usize>(before).copied().unwrap_or(0);
            next.push((diagonal + usize::from(letter != *twin)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
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

    #[test]
    fn distances_count_letters() {
        assert_eq!(
            [distance("abc", "abc"), distance("abc", "axc"), distance("", "ab"), distance("abcd", "bcd")],
            [0, 1, 2, 1]
        );
    }
}
