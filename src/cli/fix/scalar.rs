//! A scalar changed in place, with its quotes, escapes and line breaks.
//!
//! The result is a candidate that the caller parses and verifies.

use crate::yaml::{print, quoted};
use serde_json::Value;
use std::ops::Range;

/// A piece of a quoted scalar as written, and the characters it represents.
struct Unit {
    raw: Range<usize>,
    text: String,
}

/// Returns candidates with another scalar at `start`, the one that keeps most first. `json` allows only valid
/// JSON.
pub fn tries(body: &str, start: usize, old: &Value, new: &Value, json: bool) -> Vec<String> {
    let rest = body.get(start..).unwrap_or_default();
    let with = |end: usize, word: &str| {
        let head = body.get(..start).unwrap_or_default();
        [head, word, rest.get(end..).unwrap_or_default()].concat()
    };
    let texts = old.as_str().zip(new.as_str());
    let Some(quote) = rest.chars().next().filter(|letter| ['"', '\''].contains(letter)) else {
        let block = texts.filter(|_| rest.starts_with('|')).and_then(|(_, new)| literal(body, start, new));
        let words = [print(new).trim_end().to_owned(), word(new, json)];
        let each = |end: usize| words.iter().map(move |word| (end, word.clone()));
        let plain = ends(rest).into_iter().flat_map(each).map(|(end, word)| with(end, &word));
        return block.into_iter().chain(plain).collect();
    };
    let Some(end) = closing(rest, quote) else { return Vec::new() };
    let inner = rest.get(1..end).unwrap_or_default();
    let kept = texts.and_then(|(old, new)| within(inner, quote, old, new, json));
    let kept = kept.map(|inner| with(end + 1, &format!("{quote}{inner}{quote}")));
    kept.into_iter().chain([with(end + 1, &word(new, json))]).collect()
}

/// Formats a scalar on one line that is valid in flow style as well.
fn word(value: &Value, json: bool) -> String {
    match value {
        Value::String(text) => quoted(text, json),
        other => other.to_string(),
    }
}

/// Returns where a plain scalar that starts here may end.
fn ends(rest: &str) -> Vec<usize> {
    let line = rest.split(['\r', '\n']).next().unwrap_or_default();
    let plain = code(line).trim_end().len();
    let flow = line.find([',', '}', ']']).map(|at| line.get(..at).unwrap_or_default().trim_end().len());
    flow.into_iter().chain([plain]).collect()
}

/// Returns a line without its trailing comment; a comment sign follows a blank or a tab.
pub fn code(line: &str) -> &str {
    let comment = line.match_indices('#').map(|(at, _)| at);
    let mut comment = comment.filter(|at| line.get(..*at).is_some_and(|head| head.ends_with([' ', '\t'])));
    comment.next().and_then(|at| line.get(..at)).unwrap_or(line)
}

/// Returns the offset of the closing quote of a scalar.
pub fn closing(rest: &str, quote: char) -> Option<usize> {
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' && quote == '"' {
            letters.next();
        } else if letter == quote {
            if quote == '"' || letters.peek().is_none_or(|(_, next)| *next != quote) {
                return Some(at);
            }
            letters.next();
        }
    }
    None
}

/// Returns the value of a quoted scalar, given without its quotes.
pub fn meaning(inner: &str, quote: char) -> Option<String> {
    Some(units(inner, quote)?.into_iter().map(|unit| unit.text).collect())
}

/// Returns the inner text with only the differing part rewritten.
fn within(inner: &str, quote: char, old: &str, new: &str, json: bool) -> Option<String> {
    let units = units(inner, quote)?;
    if units.iter().map(|unit| unit.text.as_str()).collect::<String>() != old {
        return None;
    }
    let (mut from, mut to) = (0, new.len());
    let head = units.iter().take_while(|unit| {
        let same = new.get(from..).is_some_and(|rest| rest.starts_with(&unit.text));
        from += if same { unit.text.len() } else { 0 };
        same
    });
    let head = head.count();
    let tail = units.iter().skip(head).rev().take_while(|unit| {
        let same = new.get(from..to).is_some_and(|rest| rest.ends_with(&unit.text));
        to -= if same { unit.text.len() } else { 0 };
        same
    });
    let tail = units.len() - tail.count();
    let start = units.get(head).map_or(inner.len(), |unit| unit.raw.start);
    let end = units.get(tail).map_or(inner.len(), |unit| unit.raw.start);
    let middle = escaped(new.get(from..to)?, quote, json)?;
    Some([inner.get(..start)?, &middle, inner.get(end..)?].concat())
}

fn escaped(text: &str, quote: char, json: bool) -> Option<String> {
    let double = quoted(text, json);
    let inner = double.get(1..double.len().checked_sub(1)?)?;
    if quote == '"' {
        return Some(inner.to_owned());
    }
    // Single quotes do not support escapes, so such text needs other quotes.
    let bare = inner.replace("\\\"", "\"").replace("\\\\", "\\");
    (bare == text).then(|| text.replace('\'', "''"))
}

fn units(inner: &str, quote: char) -> Option<Vec<Unit>> {
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(letter) = inner.get(at..)?.chars().next() {
        let rest = inner.get(at..)?;
        let (length, text) = match letter {
            ' ' | '\t' | '\r' | '\n' if fold(rest).is_some() => fold(rest)?,
            '\'' if quote == '\'' => (2, "'".to_owned()),
            '\\' if quote == '"' => escape(rest)?,
            other => (other.len_utf8(), other.to_string()),
        };
        units.push(Unit { raw: at..at + length, text });
        at += length;
    }
    Some(units)
}

/// Folds line breaks with the blanks around them: one becomes a blank, more lose one line break.
fn fold(rest: &str) -> Option<(usize, String)> {
    let length = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let breaks = rest.get(..length)?.matches('\n').count();
    let text = match breaks {
        0 => return None,
        1 => " ".to_owned(),
        more => "\n".repeat(more - 1),
    };
    Some((length, text))
}

/// Parses an escape of YAML or JSON, and returns the characters it represents.
fn escape(rest: &str) -> Option<(usize, String)> {
    let kind = rest.chars().nth(1)?;
    let code = |from: usize, digits: usize| u32::from_str_radix(rest.get(from..from + digits)?, 16).ok();
    let one = |letter: char| Some((1 + kind.len_utf8(), letter.to_string()));
    match kind {
        '\r' | '\n' => {
            let body = rest.get(1..)?;
            let length = body.len() - body.trim_start_matches([' ', '\t', '\r', '\n']).len();
            let breaks = body.get(..length)?.matches('\n').count();
            Some((1 + length, "\n".repeat(breaks.checked_sub(1)?)))
        }
        '0' => one('\0'),
        'a' => one('\u{7}'),
        'b' => one('\u{8}'),
        't' | '\t' => one('\t'),
        'n' => one('\n'),
        'v' => one('\u{b}'),
        'f' => one('\u{c}'),
        'r' => one('\r'),
        'e' => one('\u{1b}'),
        'N' => one('\u{85}'),
        '_' => one('\u{a0}'),
        'L' => one('\u{2028}'),
        'P' => one('\u{2029}'),
        ' ' | '"' | '/' | '\\' => one(kind),
        'x' => Some((4, char::from_u32(code(2, 2)?)?.to_string())),
        'U' => Some((10, char::from_u32(code(2, 8)?)?.to_string())),
        'u' => match (code(2, 4)?, rest.get(6..8)) {
            (high @ 0xd800..=0xdbff, Some("\\u")) => {
                let low = code(8, 4)?.checked_sub(0xdc00)?;
                let whole = 0x10000 + ((high - 0xd800) << 10) + low;
                Some((12, char::from_u32(whole)?.to_string()))
            }
            (code, _) => Some((6, char::from_u32(code)?.to_string())),
        },
        _ => None,
    }
}

/// Replaces the lines of a literal block, with the same indentation and header.
fn literal(body: &str, start: usize, new: &str) -> Option<String> {
    let head = start + body.get(start..)?.find('\n')? + 1;
    let rows: Vec<&str> = body.get(head..)?.split_inclusive('\n').collect();
    let first = rows.iter().find(|row| !row.trim().is_empty())?;
    let margin = first.len() - first.trim_start_matches(' ').len();
    let indent = |row: &str| row.len() - row.trim_start_matches(' ').len();
    let inside = rows.iter().take_while(|row| row.trim().is_empty() || indent(row) >= margin).count();
    let last = rows.get(..inside)?.iter().rposition(|row| !row.trim().is_empty())? + 1;
    let end = if body.get(..head)?.ends_with("\r\n") { "\r\n" } else { "\n" };
    let old: Vec<&str> = rows.get(..last)?.to_vec();
    let closed = old.last()?.ends_with('\n');
    let mut out = body.get(..head)?.to_owned();
    let lines: Vec<&str> = new.trim_end_matches('\n').split('\n').collect();
    for (nth, line) in lines.iter().enumerate() {
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', margin));
            out.push_str(line);
        }
        let is_open = nth + 1 == lines.len() && !closed;
        out.push_str(if is_open { "" } else { end });
    }
    rows.get(last..)?.iter().for_each(|row| out.push_str(row));
    Some(out)
}
