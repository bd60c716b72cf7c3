//! Paths: v1beta1 has regular expressions, v2 has segments with `{*}` for one and `{**}` for any number.

use super::note::{NoteGrade, Notes};

/// The templates that one expression may become.
const MOST: usize = 16;

/// Returns the templates that match what an expression matches.
///
/// # Errors
/// If there are none, with the part of the expression that has no v2 form.
pub(super) fn templates(written: &str, notes: &mut Notes) -> Result<Vec<String>, String> {
    let path = written.strip_prefix('^').unwrap_or(written);
    let path = path.strip_suffix('$').filter(|rest| !rest.ends_with('\\')).unwrap_or(path);
    if matches!(path, "/*" | "/.*" | ".*" | "*") {
        return Ok(vec!["/{**}".into()]);
    }
    let mut found = Vec::new();
    // The expression is matched as a whole, so that an alternative is one of the whole.
    let whole: Result<Vec<Vec<String>>, String> = split(path).into_iter().map(alternatives).collect();
    for alternative in whole?.into_iter().flatten() {
        for template in one(&alternative, written, notes)? {
            if !found.contains(&template) {
                found.push(template);
            }
        }
    }
    if found.len() > MOST {
        return Err(format!("{written} is more than {MOST} paths in v2"));
    }
    Ok(found)
}

/// Expands groups and an optional last slash: `/(a|b)/?` is four paths.
fn alternatives(path: &str) -> Result<Vec<String>, String> {
    let mut open: Vec<String> = vec![path.to_owned()];
    let mut done = Vec::new();
    while let Some(path) = open.pop() {
        if open.len() + done.len() > MOST {
            return Err(format!("more than {MOST} alternatives"));
        }
        if let Some(base) = path.strip_suffix("/?") {
            open.extend([format!("{base}/"), base.to_owned()]);
            continue;
        }
        let Some((before, inner, after)) = group(&path)? else {
            done.push(path);
            continue;
        };
        let (optional, after) = match after.strip_prefix('?') {
            Some(rest) => (true, rest),
            None => (false, after),
        };
        if after.starts_with(['*', '+', '{']) {
            return Err(format!("the repeated group ({inner}) has no v2 form"));
        }
        let inner = inner.strip_prefix("?:").unwrap_or(inner);
        let mut parts = split(inner);
        if optional {
            parts.push("");
        }
        open.extend(parts.into_iter().rev().map(|part| format!("{before}{part}{after}")));
    }
    Ok(done)
}

/// Returns the first group with the texts around it.
fn group(path: &str) -> Result<Option<(&str, &str, &str)>, String> {
    let mut depth = 0_usize;
    let mut start = None;
    let mut letters = path.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '(' => {
                depth += 1;
                if depth == 1 {
                    start = Some(at);
                }
            }
            ')' => {
                depth = depth.checked_sub(1).ok_or("a parenthesis is not opened")?;
                if let (0, Some(start)) = (depth, start) {
                    let parts = (path.get(..start), path.get(start + 1..at), path.get(at + 1..));
                    let (Some(before), Some(inner), Some(after)) = parts else { return Ok(None) };
                    return Ok(Some((before, inner, after)));
                }
            }
            _ => {}
        }
    }
    if depth > 0 { Err("a parenthesis is not closed".into()) } else { Ok(None) }
}

/// Splits alternatives outside of inner groups.
fn split(inner: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    let mut letters = inner.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '|' if depth == 0 => {
                parts.extend(inner.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(inner.get(from..));
    parts
}

/// One segment of a path.
enum Segment {
    Literal(String),
    One,
    Any,
    /// At least one letter, slashes included.
    Some,
    /// What begins with this, slashes included.
    From(String),
}

/// Converts an expression without groups.
fn one(path: &str, written: &str, notes: &mut Notes) -> Result<Vec<String>, String> {
    let Some(rest) = path.strip_prefix('/') else {
        return Err(format!("{written} does not begin with a slash"));
    };
    if let Some(base) = path.strip_suffix("/*") {
        notes.add(
            NoteGrade::Changes,
            format!("the star in {written} repeats the slash and matches nothing else"),
        );
        let base = one_or_root(base, written, notes)?;
        return Ok(vec![base.clone(), format!("{base}/")]);
    }
    let mut done = String::new();
    let all: Vec<&str> = segments(rest);
    let last = all.len().saturating_sub(1);
    for (at, text) in all.into_iter().enumerate() {
        match segment(text, &done, written, notes)? {
            Segment::Literal(text) => done.extend(["/", &text]),
            Segment::One => done.push_str("/{*}"),
            Segment::Any => done.push_str("/{**}"),
            Segment::Some if at == last => {
                return Ok(vec![format!("{done}/{{*}}"), format!("{done}/{{*}}/{{**}}")]);
            }
            Segment::From(text) if at == last => {
                notes.loses(
                    format!("{done}/{{**}}"),
                    format!("{written} also matches longer names, such as {done}/{text}x, v2 does not"),
                );
                return Ok(vec![format!("{done}/{text}"), format!("{done}/{text}/{{**}}")]);
            }
            Segment::Some | Segment::From(_) => {
                return Err(format!("{written} repeats any letter before its end, which has no v2 form"));
            }
        }
    }
    if done.matches("{**}").count() > 1 || done.split_once("{**}").is_some_and(|(_, rest)| rest.contains('{'))
    {
        return Err(format!("{written} has more than one repetition, v2 allows no operator after {{**}}"));
    }
    Ok(vec![done])
}

fn one_or_root(base: &str, written: &str, notes: &mut Notes) -> Result<String, String> {
    let found = one(base, written, notes)?;
    match <[String; 1]>::try_from(found) {
        Ok([base]) => Ok(base),
        Err(_) => Err(format!("{written} has no v2 form")),
    }
}

/// Splits at slashes, except within brackets.
fn segments(rest: &str) -> Vec<&str> {
    let (mut parts, mut from, mut inside) = (Vec::new(), 0, false);
    for (at, letter) in rest.char_indices() {
        match letter {
            '[' => inside = true,
            ']' => inside = false,
            '/' if !inside => {
                parts.extend(rest.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(rest.get(from..));
    parts
}

fn segment(text: &str, before: &str, written: &str, notes: &mut Notes) -> Result<Segment, String> {
    match text {
        ".*" => return Ok(Segment::Any),
        ".+" => return Ok(Segment::Some),
        "[^/]+" => return Ok(Segment::One),
        "[^/]*" => {
            let lost = format!("{before}/{{**}}");
            notes.loses(lost, format!("{written} also matches an empty segment, v2 does not"));
            return Ok(Segment::One);
        }
        _ => {}
    }
    if is_class(text) {
        notes.gains(format!("{before}/{{**}}"), format!("{{*}} instead of {text} matches any segment"));
        return Ok(Segment::One);
    }
    let prefix = text.strip_suffix(".*").or_else(|| text.strip_suffix(".+"));
    match prefix {
        Some(start) => Ok(Segment::From(literal(start, before, written, notes)?)),
        None => Ok(Segment::Literal(literal(text, before, written, notes)?)),
    }
}

/// Whether it is a repeated class of letters and nothing else, such as `[a-z0-9-]+`, `\d{4}` or `\w+`.
fn is_class(text: &str) -> bool {
    let rest = if let Some(rest) = text.strip_prefix('[') {
        let Some((inner, rest)) = rest.split_once(']') else { return false };
        // A negated class may contain a slash.
        if inner.is_empty() || inner.starts_with('^') || inner.contains(['[', '/']) {
            return false;
        }
        rest
    } else if let Some(rest) = text.strip_prefix('\\') {
        let Some(rest) = rest.strip_prefix(['d', 'w']) else { return false };
        rest
    } else {
        return false;
    };
    let counted = |rest: &str| {
        let inner = rest.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        inner.is_some_and(|inner| {
            !inner.is_empty() && inner.chars().all(|letter| letter.is_ascii_digit() || letter == ',')
        })
    };
    rest.is_empty() || rest == "+" || counted(rest)
}

/// Returns a text without its escapes; a dot is taken as a dot.
fn literal(text: &str, before: &str, written: &str, notes: &mut Notes) -> Result<String, String> {
    let mut found = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some(next) if next.is_ascii_punctuation() => found.push(next),
                _ => return Err(format!("the escape in {written} has no v2 form")),
            },
            '.' => {
                let lost = format!("{before}/{{**}}");
                notes.loses(lost, format!("the dot in {written} matches any letter, in v2 a dot only"));
                found.push('.');
            }
            '*' | '+' | '?' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => {
                return Err(format!("\"{letter}\" in {written} has no v2 form"));
            }
            other => found.push(other),
        }
    }
    Ok(found)
}
