//! The default of a secret is removed.

use super::super::report::Language;
use super::{Patch, scan};
use std::ops::Range;

pub fn patches(text: &str, at: usize, language: Language) -> Option<Vec<Patch>> {
    match language {
        Language::Python => by_choice(text, at, language, " if ", " else ")
            .or_else(|| by_call(text, at))
            .or_else(|| by_operator(text, at, language, &["or"])),
        Language::JavaScript => by_assignment(text, at)
            .or_else(|| by_choice(text, at, language, " ? ", " : "))
            .or_else(|| by_operator(text, at, language, &["||", "??"]))
            .or_else(|| by_pattern(text, at, language)),
    }
}

/// `os.getenv("KEY", "default")` becomes `os.environ["KEY"]`, which fails if the variable is missing.
fn by_call(text: &str, at: usize) -> Option<Vec<Patch>> {
    let call = scan::first_call(text, at, Language::Python)?;
    let function = text.get(at..call.open)?;
    let [name, default] = call.arguments.as_slice() else { return None };
    let key = text.get(name.clone())?.trim_start_matches("key=");
    let whole = at..call.close.saturating_add(1);
    match function {
        "os.getenv" | "os.environ.get" => Some(vec![(whole, format!("os.environ[{key}]"))]),
        "environ.get" => Some(vec![(whole, format!("environ[{key}]"))]),
        // Without the module, nothing else is known to fail.
        "getenv" => Some(vec![(name.end..default.end, String::new())]),
        _ => None,
    }
}

/// `process.env.KEY || "default"` becomes `process.env.KEY`.
fn by_operator(text: &str, at: usize, language: Language, operators: &[&str]) -> Option<Vec<Patch>> {
    let rest = text.get(at..)?;
    let end = rest.find(';').unwrap_or(rest.len());
    let expression = rest.get(..end)?;
    let mut places: Vec<(usize, &str)> =
        operators.iter().flat_map(|one| expression.match_indices(one)).collect();
    places.sort_unstable();
    let found = places.into_iter().find_map(|(place, operator)| {
        let before = expression.get(..place)?;
        let after = expression.get(place.saturating_add(operator.len())..)?;
        if !before.ends_with([' ', '\n']) || !after.starts_with([' ', '\n']) {
            return None;
        }
        let right = expression.len().saturating_sub(after.trim_start().len());
        let string = literal(text, at.saturating_add(right), language)?;
        Some((at.saturating_add(before.trim_end().len())..string.end, String::new()))
    });
    found.map(|one| vec![one])
}

/// `key ||= "default";` on a line of its own is removed.
fn by_assignment(text: &str, at: usize) -> Option<Vec<Patch>> {
    let rest = text.get(at..)?;
    let line = rest.split('\n').next()?;
    let (target, value) = line.split_once(" ||= ").or_else(|| line.split_once(" ??= "))?;
    let before = scan::line_before(text, at)?;
    let is_target = target.chars().all(|letter| scan::is_name(letter) || ".[]'\"".contains(letter));
    let start = at.saturating_add(line.len()).saturating_sub(value.len());
    let string = literal(text, start, Language::JavaScript)?;
    let after = text.get(string.end..at.saturating_add(line.len()))?;
    if !before.trim().is_empty() || !is_target || !matches!(after.trim(), ";" | "") {
        return None;
    }
    let end = at.saturating_add(line.len()).saturating_add(1).min(text.len());
    Some(vec![(at.saturating_sub(before.len())..end, String::new())])
}

/// `KEY ? KEY : "default"` becomes `KEY`, and so does `KEY if KEY else "default"`.
fn by_choice(text: &str, at: usize, language: Language, first: &str, second: &str) -> Option<Vec<Patch>> {
    let line = text.get(at..)?.split('\n').next()?;
    let (one, rest) = line.split_once(first)?;
    let (two, three) = rest.split_once(second)?;
    let plain = |part: &str| !part.is_empty() && part.chars().all(|letter| !";,{}".contains(letter));
    let after = line.len().saturating_sub(three.len());
    let place = |offset: usize| at.saturating_add(offset);
    // In Python the condition is in the middle.
    let (left, middle) = if language == Language::Python { (one, 0) } else { (two, one.len() + first.len()) };
    if !plain(one) || !plain(two) {
        return None;
    }
    if let Some(string) = literal(text, place(after), language) {
        return Some(vec![(place(0)..string.end, left.to_owned())]);
    }
    literal(text, place(middle), language)?;
    let end = three.find([';', ',', ')', '}', '#']).unwrap_or(three.len());
    let kept = three.get(..end)?.trim_end();
    // A bracket that is open goes on.
    let whole = if three.get(..end)?.contains('(') { three.trim_end_matches([';', ',']) } else { kept };
    Some(vec![(place(0)..place(after).saturating_add(whole.len()), whole.to_owned())])
}

/// `{ KEY = "default" }` becomes `{ KEY }`; the place is the name or the default.
fn by_pattern(text: &str, at: usize, language: Language) -> Option<Vec<Patch>> {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let (start, string) = if let Some(string) = literal(text, at, language) {
        (text.get(..at)?.strip_suffix(" = ")?.len(), string)
    } else {
        let rest = text.get(at..)?;
        let name = rest.find(|letter| !is_name(letter))?;
        let value = rest.get(name..)?.strip_prefix(" = ")?;
        (at.saturating_add(name), literal(text, text.len().checked_sub(value.len())?, language)?)
    };
    Some(vec![(start..string.end, String::new())])
}

/// A text without values.
fn literal(text: &str, at: usize, language: Language) -> Option<Range<usize>> {
    let quoted = text.get(at..)?.starts_with(['"', '\'', '`']);
    let range = quoted.then(|| scan::string(text, at, language)).flatten().map(|end| at..end)?;
    (!text.get(range.clone())?.contains("${")).then_some(range)
}
