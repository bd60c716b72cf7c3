//! Text that is put together by `+`, `%` or `format`, as the body of a template. A range of a text flows in; the body
//! with its values in braces flows out, nothing if it is not certain which parts are letters.

use super::super::report::Language;
use super::scan;
use std::ops::Range;

/// Returns the body of a text with values, however it is written.
pub fn whole(text: &str, range: Range<usize>, language: Language) -> Option<String> {
    let written = text.get(range.clone())?;
    let (lead, quotes): (_, &[&str]) = match language {
        Language::JavaScript => ("", &["`"]),
        Language::Python => ("f", &["\"\"\"", "'''", "\"", "'"]),
    };
    let start = range.start.saturating_add(lead.len());
    let quote =
        quotes.iter().find(|quote| written.strip_prefix(lead).is_some_and(|rest| rest.starts_with(*quote)));
    let Some(quote) = quote else { return body(text, range, language) };
    // The text may go on after its end.
    if scan::string(text, start, language)? != range.end {
        return None;
    }
    let inner = written.strip_prefix(lead)?.strip_prefix(quote)?.strip_suffix(quote)?;
    Some(inner.to_owned())
}

fn body(text: &str, range: Range<usize>, language: Language) -> Option<String> {
    let whole = text.get(range.clone())?;
    if language == Language::Python
        && let Some(literal) = literal(text, range.start, language)
    {
        let rest = text.get(literal.end..range.end)?;
        let inner = inner(text, literal)?;
        if let Some(values) = rest.trim_start().strip_prefix('%') {
            return filled(inner, "%s", &list(values.trim()));
        }
        if let Some(values) = rest.strip_prefix(".format(").and_then(|rest| rest.strip_suffix(')')) {
            return filled(inner, "{}", &list(&format!("({values})")));
        }
    }
    if !whole.starts_with(['\'', '"']) {
        return None;
    }
    added(text, range, language)
}

/// `'a' + b + 'c'`.
fn added(text: &str, range: Range<usize>, language: Language) -> Option<String> {
    let mut out = String::new();
    let (mut start, mut here) = (range.start, range.start);
    loop {
        let ends = here >= range.end;
        if ends || text.get(here..)?.starts_with('+') {
            let part = text.get(start..here)?;
            let from = start.saturating_add(part.len()).saturating_sub(part.trim_start().len());
            match literal(text, from, language)
                .filter(|one| text.get(one.end..here).is_some_and(|rest| rest.trim().is_empty()))
            {
                Some(one) => out.push_str(inner(text, one)?),
                None => push(&mut out, part.trim(), language)?,
            }
            if ends {
                return Some(out);
            }
            here = here.saturating_add(1);
            start = here;
        } else {
            here = scan::after(text, here, language)?;
        }
    }
}

/// Text with a value in each of its places.
fn filled(inner: &str, place: &str, values: &[&str]) -> Option<String> {
    let parts: Vec<&str> = inner.split(place).collect();
    let (first, rest) = parts.split_first()?;
    let others = if place == "%s" { ['%', '{', '}'] } else { ['{', '}', '{'] };
    if rest.len() != values.len() || parts.iter().any(|part| part.contains(others)) {
        return None;
    }
    let mut out = (*first).to_owned();
    for (part, value) in rest.iter().zip(values) {
        push(&mut out, value, Language::Python)?;
        out.push_str(part);
    }
    Some(out)
}

/// The values of a tuple, or the one value.
fn list(values: &str) -> Vec<&str> {
    match values.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => inner.split(',').map(str::trim).filter(|value| !value.is_empty()).collect(),
        None => vec![values],
    }
}

/// Adds a value that has no operators, so that it means the same everywhere.
fn push(out: &mut String, value: &str, language: Language) -> Option<()> {
    let is_part = |letter: char| letter.is_alphanumeric() || "_$.?()[]'\"-".contains(letter);
    let balanced = value.matches(['(', '[']).count() == value.matches([')', ']']).count();
    let begins = value.starts_with(|letter: char| letter.is_alphabetic() || letter == '_' || letter == '$');
    if !begins || !balanced || !value.chars().all(is_part) {
        return None;
    }
    out.push_str(if language == Language::JavaScript { "${" } else { "{" });
    out.push_str(value);
    out.push('}');
    Some(())
}

fn literal(text: &str, at: usize, language: Language) -> Option<Range<usize>> {
    text.get(at..)?.starts_with(['\'', '"']).then_some(())?;
    Some(at..scan::string(text, at, language)?)
}

/// The letters of a literal that mean themselves in every kind of text.
fn inner(text: &str, literal: Range<usize>) -> Option<&str> {
    let whole = text.get(literal)?;
    let quote = whole.chars().next()?;
    let inner = whole.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.starts_with(quote) && !inner.contains(['\\', '`']) && !inner.contains("${")).then_some(inner)
}
