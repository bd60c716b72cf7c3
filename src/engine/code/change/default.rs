//! The default of a secret is removed.

use super::super::report::Language;
use super::{Patch, scan};
use std::ops::Range;

pub fn patches(text: &str, at: usize, language: Language) -> Option<Vec<Patch>> {
    match language {
        Language::Python => by_call(text, at).or_else(|| by_operator(text, at, language, &["or"])),
        Language::JavaScript => {
            by_operator(text, at, language, &["||", "??"]).or_else(|| by_pattern(text, at, language))
        }
    }
}

/// `os.getenv("KEY", "default")` becomes `os.environ["KEY"]`, which fails if the variable is missing.
fn by_call(text: &str, at: usize) -> Option<Vec<Patch>> {
    let call = scan::call(text, at, Language::Python)?;
    let function = text.get(at..call.open)?;
    let known = ["os.getenv", "os.environ.get"];
    let [name, _] = call.arguments.as_slice() else { return None };
    let name = text.get(name.clone())?;
    let whole = at..call.close.saturating_add(1);
    known.contains(&function).then(|| vec![(whole, format!("os.environ[{name}]"))])
}

/// `process.env.KEY || "default"` becomes `process.env.KEY`.
fn by_operator(text: &str, at: usize, language: Language, operators: &[&str]) -> Option<Vec<Patch>> {
    let line = text.get(at..)?.lines().next()?;
    let (place, operator) =
        operators.iter().filter_map(|one| Some((line.find(&format!(" {one} "))?, *one))).min()?;
    let end = at.saturating_add(place);
    let right = end.saturating_add(operator.len()).saturating_add(2);
    let string = literal(text, right, language)?;
    Some(vec![(end..string.end, String::new())])
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

fn literal(text: &str, at: usize, language: Language) -> Option<Range<usize>> {
    let quoted = text.get(at..)?.starts_with(['"', '\'']);
    quoted.then(|| scan::string(text, at, language)).flatten().map(|end| at..end)
}
