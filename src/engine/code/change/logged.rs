//! A secret is removed from the arguments of a call that logs.

use super::super::report::Language;
use super::{Patch, scan};
use std::ops::Range;

/// Returns one proposal for each argument but the first.
pub fn patches(text: &str, at: usize, language: Language) -> Vec<Vec<Patch>> {
    let Some(call) = scan::call(text, at, language) else { return Vec::new() };
    // A message with places for values needs as many values.
    let first = call.arguments.first().and_then(|first| text.get(first.clone())).unwrap_or_default();
    if first.contains('%') || first.contains('{') {
        return Vec::new();
    }
    let tail = call.arguments.first().and_then(|first| tail(text, first.clone(), language));
    let pairs = call.arguments.iter().zip(call.arguments.iter().skip(1));
    let arguments = pairs.map(|(before, secret)| vec![(before.end..secret.end, String::new())]);
    arguments.chain(tail).collect()
}

/// `"key " + KEY` becomes `"key "`.
fn tail(text: &str, message: Range<usize>, language: Language) -> Option<Vec<Patch>> {
    let end = scan::string(text, message.start, language).filter(|end| *end < message.end)?;
    let rest = text.get(end..message.end)?;
    let value = rest.strip_prefix(" + ")?;
    let simple = value.chars().all(|letter| letter.is_alphanumeric() || "_.$[]'\"".contains(letter));
    simple.then(|| vec![(end..message.end, String::new())])
}
