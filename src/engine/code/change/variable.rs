//! Where the text of a variable is: one that is assigned once, just before the call that takes it.

use super::super::report::Language;
use super::scan;
use std::ops::Range;

/// Returns the argument itself, or the value of the variable in it.
pub fn value(text: &str, argument: Range<usize>, language: Language) -> Option<Range<usize>> {
    let name = text.get(argument.clone())?;
    let is_name = name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    if !is_name {
        return Some(argument);
    }
    let (assignment, quotes) = match language {
        Language::JavaScript => (format!("const {name} = "), "`"),
        Language::Python => (format!("{name} = "), "f"),
    };
    let (before, after) = text.get(..argument.start)?.rsplit_once(&assignment)?;
    let start = before.len().saturating_add(assignment.len());
    let begins = before.is_empty() || before.ends_with([' ', '\n']);
    // Lines between the two could change a value.
    let apart = after.trim_end().lines().count() > 2;
    let others = words(text).filter(|word| *word == name).count();
    if !begins || others != 2 || apart {
        return None;
    }
    if !after.starts_with(quotes) {
        let mut end = start;
        while !text.get(end..)?.starts_with([';', '\n']) {
            end = scan::after(text, end, language)?;
        }
        return Some(start..end);
    }
    let quote = start.saturating_add(usize::from(language == Language::Python));
    let end = scan::string(text, quote, language)?;
    Some(start..end)
}

pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}
