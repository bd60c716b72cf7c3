//! Where a call, its arguments and its strings end. A text and an offset flow in; ranges flow out. Regular expressions
//! of JavaScript are not recognised: whatever is changed is analysed again.

use super::super::report::Language;
use std::ops::Range;

/// Returns the offset after the string, comment, bracket or letter at an offset.
pub fn after(text: &str, at: usize, language: Language) -> Option<usize> {
    let rest = text.get(at..)?;
    let letter = rest.chars().next()?;
    match letter {
        '(' | '[' | '{' => Some(closing(text, at, language)?.saturating_add(1)),
        '\'' | '"' | '`' => string(text, at, language),
        '#' if language == Language::Python => Some(end_of_line(text, at)),
        '/' if rest.starts_with("//") && language == Language::JavaScript => Some(end_of_line(text, at)),
        '/' if rest.starts_with("/*") && language == Language::JavaScript => {
            Some(at.saturating_add(rest.find("*/")?).saturating_add(2))
        }
        _ => Some(at.saturating_add(letter.len_utf8())),
    }
}

fn end_of_line(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at.saturating_add(end))
}

/// Returns the offset after the string that begins at an offset.
pub fn string(text: &str, at: usize, language: Language) -> Option<usize> {
    let rest = text.get(at..)?;
    let quote = rest.chars().next()?;
    let triple: String = [quote; 3].iter().collect();
    if language == Language::Python && rest.starts_with(&triple) {
        let end = rest.get(3..)?.find(&triple)?;
        return Some(at.saturating_add(end).saturating_add(6));
    }
    let mut here = at.saturating_add(1);
    loop {
        let rest = text.get(here..)?;
        let letter = rest.chars().next()?;
        match letter {
            '\\' => {
                let next = rest.chars().nth(1)?;
                here = here.saturating_add(1).saturating_add(next.len_utf8());
            }
            '$' if quote == '`' && rest.starts_with("${") => {
                here = closing(text, here.saturating_add(1), language)?.saturating_add(1);
            }
            '\n' if quote != '`' => return None,
            _ if letter == quote => return Some(here.saturating_add(1)),
            _ => here = here.saturating_add(letter.len_utf8()),
        }
    }
}

/// Returns the offset of the bracket that closes the one at an offset. Brackets are few levels deep: the analysis
/// limits them before.
pub fn closing(text: &str, open: usize, language: Language) -> Option<usize> {
    let mut here = open.saturating_add(1);
    loop {
        match text.get(here..)?.chars().next()? {
            ')' | ']' | '}' => return Some(here),
            _ => here = after(text, here, language)?,
        }
    }
}

/// A call: the name of its function, and its arguments without the space around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedCall {
    /// The last name before the bracket.
    pub name: Range<usize>,
    pub open: usize,
    pub close: usize,
    pub arguments: Vec<Range<usize>>,
}

impl ScannedCall {
    /// Returns the argument that is given by its name, as `name=value` in Python.
    pub fn keyword(&self, text: &str, name: &str) -> Option<&Range<usize>> {
        let written =
            |argument: &Range<usize>| text.get(argument.clone()).and_then(|one| one.strip_prefix(name));
        self.arguments.iter().find(|one| written(one).is_some_and(|rest| rest.starts_with('=')))
    }
}

/// Whether a letter is a part of a name.
pub fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Returns the call that begins at an offset, as `await client.get(a, b)` or `get(a, b)`. Of a chain such as
/// `a(b).c(d)` it is the last call.
pub fn call(text: &str, at: usize, language: Language) -> Option<ScannedCall> {
    call_until(text, at, language, |_| false)
}

/// Returns the first call of a function with a name in the chain that begins at an offset.
pub fn call_of(text: &str, at: usize, language: Language, name: &str) -> Option<ScannedCall> {
    let is_meant = |call: &ScannedCall| text.get(call.name.clone()) == Some(name);
    call_until(text, at, language, is_meant).filter(is_meant)
}

/// Returns the first call of the chain that begins at an offset.
pub fn first_call(text: &str, at: usize, language: Language) -> Option<ScannedCall> {
    call_until(text, at, language, |_| true)
}

/// Returns the part of a line before an offset.
pub fn line_before(text: &str, at: usize) -> Option<&str> {
    text.get(..at)?.rsplit('\n').next()
}

fn call_until(
    text: &str,
    at: usize,
    language: Language,
    is_last: impl Fn(&ScannedCall) -> bool,
) -> Option<ScannedCall> {
    let mut here = at;
    let mut found = None;
    loop {
        let rest = text.get(here..)?;
        let letter = rest.chars().next();
        match letter {
            Some('(') => {
                let close = closing(text, here, language)?;
                let before = text.get(at..here)?.trim_end();
                let end = at.saturating_add(before.len());
                let name = before.rfind(|letter| !is_name(letter)).map_or(0, |place| place.saturating_add(1));
                let start = at.saturating_add(name);
                let arguments = list(text, here, close, language)?;
                let call = ScannedCall { name: start..end, open: here, close, arguments };
                if is_last(&call) {
                    return Some(call);
                }
                found = Some(call);
                here = close.saturating_add(1);
            }
            Some('.' | '?') => here = here.saturating_add(1),
            Some(letter) if is_name(letter) => {
                here = here.saturating_add(letter.len_utf8());
            }
            Some(letter) if letter.is_whitespace() && found.is_none() && rest.len() < text.len() => {
                here = here.saturating_add(letter.len_utf8());
            }
            Some(letter) if letter.is_whitespace() && rest.trim_start().starts_with('.') => {
                here = here.saturating_add(letter.len_utf8());
            }
            Some('[') => here = closing(text, here, language)?.saturating_add(1),
            _ => return found,
        }
    }
}

/// The two sides of `a === b`, without the space around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedComparison {
    pub left: Range<usize>,
    pub right: Range<usize>,
    /// `!=` or `!==`.
    pub is_negated: bool,
}

/// Returns the comparison that begins at an offset, on one line.
pub fn comparison(text: &str, at: usize, language: Language) -> Option<ScannedComparison> {
    let ends: &[&str] = match language {
        Language::JavaScript => &[")", "]", "}", ";", ",", ":", "\n", "&&", "||", "??", "=>"],
        Language::Python => &[")", "]", "}", ";", ",", ":", "\n", "#", " and ", " or ", " if ", " else "],
    };
    let operators: &[&str] = match language {
        Language::JavaScript => &["===", "!==", "==", "!="],
        Language::Python => &["==", "!="],
    };
    let (mut here, mut operator): (usize, Option<(Range<usize>, bool)>) = (at, None);
    while let Some(rest) = text.get(here..).filter(|rest| !rest.is_empty()) {
        let is_choice = language == Language::JavaScript && rest.starts_with('?') && !rest.starts_with("?.");
        if is_choice || ends.iter().any(|end| rest.starts_with(end)) {
            break;
        }
        let found = operators.iter().find(|word| rest.starts_with(**word));
        match found {
            // A second one would compare the result of the first.
            Some(_) if operator.is_some() => return None,
            Some(word) => {
                let end = here.saturating_add(word.len());
                operator = Some((here..end, word.starts_with('!')));
                here = end;
            }
            None => here = after(text, here, language)?,
        }
    }
    let (operator, is_negated) = operator?;
    let (left, right) = (trimmed(text, at..operator.start)?, trimmed(text, operator.end..here)?);
    Some(ScannedComparison { left, right, is_negated })
}

/// A range without the space at its ends; nothing if there is nothing else.
fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(range.clone())?;
    let lead = part.len().saturating_sub(part.trim_start().len());
    let start = range.start.saturating_add(lead);
    let whole = part.trim();
    (!whole.is_empty()).then(|| start..start.saturating_add(whole.len()))
}

/// Returns the items between two brackets, without the space around them.
pub fn list(text: &str, open: usize, close: usize, language: Language) -> Option<Vec<Range<usize>>> {
    let mut all = Vec::new();
    let (mut start, mut here) = (open.saturating_add(1), open.saturating_add(1));
    while here < close {
        if text.get(here..)?.starts_with(',') {
            all.push(start..here);
            start = here.saturating_add(1);
            here = start;
        } else {
            here = after(text, here, language)?;
        }
    }
    all.push(start..close);
    Some(all.into_iter().filter_map(|range| item(text, range, language)).collect())
}

/// A range without the space at its ends, and without the comments before it.
fn item(text: &str, range: Range<usize>, language: Language) -> Option<Range<usize>> {
    let mut range = trimmed(text, range)?;
    let marks: &[&str] = if language == Language::Python { &["#"] } else { &["//", "/*"] };
    while marks.iter().any(|mark| text.get(range.start..).is_some_and(|rest| rest.starts_with(mark))) {
        range = trimmed(text, after(text, range.start, language)?..range.end)?;
    }
    Some(range)
}
