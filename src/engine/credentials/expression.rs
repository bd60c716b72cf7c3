//! Regular expressions over the bytes of a text: a class of all letters but a few, repeated hundreds of times, takes
//! milliseconds to compile, and one of bytes hardly any time.
//! A text flows in; the parts that the groups of an expression match flow out.

use regex::bytes::{Captures, Regex};
use std::ops::Range;

/// Classes are of bytes, and only ASCII letters are the same in capitals.
#[derive(Debug)]
pub(super) struct Expression(Option<Regex>);

/// What a group matched.
#[derive(Debug, Clone, Copy)]
pub(super) struct GroupMatch<'t> {
    pub start: usize,
    pub text: &'t str,
}

pub(super) struct Groups<'t> {
    text: &'t str,
    found: Captures<'t>,
}

impl Expression {
    pub fn new(pattern: &str) -> Self {
        Self(Regex::new(&format!("(?-u){pattern}")).ok())
    }

    pub fn captures<'t>(&self, text: &'t str) -> impl Iterator<Item = Groups<'t>> {
        let all = self.0.iter().flat_map(|regex| regex.captures_iter(text.as_bytes()));
        all.map(move |found| Groups { text, found })
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|regex| regex.is_match(text.as_bytes()))
    }

    #[cfg(test)]
    pub fn is_valid(&self) -> bool {
        self.0.is_some()
    }
}

impl<'t> Groups<'t> {
    /// Returns the part of a group, without a letter that the expression cut in two.
    pub fn get(&self, group: usize) -> Option<GroupMatch<'t>> {
        let range = self.found.get(group)?.range();
        let end = (range.start..=range.end).rev().find(|at| self.text.is_char_boundary(*at))?;
        Some(GroupMatch { start: range.start, text: self.text.get(range.start..end)? })
    }
}

impl GroupMatch<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub fn range(&self) -> Range<usize> {
        self.start..self.end()
    }

    /// Whether it has as many letters; an expression counts bytes.
    pub fn has_letters(&self, least: usize) -> bool {
        self.text.chars().nth(least.saturating_sub(1)).is_some()
    }
}

#[cfg(test)]
#[test]
fn a_letter_that_a_bound_cuts_in_two_is_left_out() {
    let pattern = Expression::new("=([^;]{2,3})");
    let parts: Vec<_> = pattern.captures("a=ééé b=xyz; c=é").filter_map(|groups| groups.get(1)).collect();
    let texts: Vec<&str> = parts.iter().map(|part| part.text).collect();
    assert_eq!(texts, ["é", "xyz", "é"]);
    assert!(parts.first().is_some_and(|part| part.range() == (2..4) && !part.has_letters(2)));
}
