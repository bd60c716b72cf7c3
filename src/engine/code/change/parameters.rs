//! Values in the text of an SQL statement become placeholders. The body of a template flows in; the statement and the
//! values in their order flow out, nothing if a part is not certainly a value.

use super::super::report::Language;

/// How a driver writes placeholders.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// `$1`, `$2`, …
    Numbered,
    /// `:1`, `:2`, …
    Colon,
    Question,
    Format,
}

impl Placeholder {
    fn text(self, number: usize) -> String {
        match self {
            Self::Numbered => format!("${number}"),
            Self::Colon => format!(":{number}"),
            Self::Question => "?".to_owned(),
            Self::Format => "%s".to_owned(),
        }
    }

    /// Whether the driver would read a part of the rest of the statement as a placeholder.
    fn is_in(self, text: &str) -> bool {
        match self {
            Self::Numbered => text.contains('$'),
            Self::Colon => text.contains(':'),
            Self::Question => text.contains('?'),
            Self::Format => text.contains('%'),
        }
    }
}

/// Returns the statement and its values. Only whole values are replaced: texts in quotes, what follows a comparison, and
/// the values of a new row.
pub fn parameters(body: &str, language: Language, style: Placeholder) -> Option<(String, Vec<String>)> {
    let open = if language == Language::JavaScript { "${" } else { "{" };
    // Doubled braces and quotes are letters.
    if body.contains("{{") || body.contains("}}") || body.contains("''") {
        return None;
    }
    let (mut out, mut values, mut rest) = (String::new(), Vec::new(), body);
    while let Some(letter) = rest.chars().next() {
        if let Some(tail) = rest.strip_prefix(open) {
            let (value, tail) = value(tail, language)?;
            if !is_whole(&out, tail) {
                return None;
            }
            values.push(value.to_owned());
            out.push_str(&style.text(values.len()));
            rest = tail;
            continue;
        }
        rest = rest.get(letter.len_utf8()..)?;
        let is_quote =
            letter == '\'' || letter == '"' && matches!(style, Placeholder::Question | Placeholder::Format);
        if !is_quote {
            if style.is_in(letter.encode_utf8(&mut [0; 4])) {
                return None;
            }
            out.push(letter);
            continue;
        }
        let end = end(rest, letter, open)?;
        let inner = rest.get(..end)?;
        rest = rest.get(end.saturating_add(letter.len_utf8())..)?;
        if inner.contains(open) {
            values.push(quoted(inner, language)?);
            out.push_str(&style.text(values.len()));
        } else {
            if style.is_in(inner) {
                return None;
            }
            out.extend([letter.to_string().as_str(), inner, letter.to_string().as_str()]);
        }
    }
    (!values.is_empty()).then_some((out, values))
}

/// Where a text in quotes ends; the quotes in its values are their own.
fn end(text: &str, quote: char, open: &str) -> Option<usize> {
    let mut here = 0_usize;
    loop {
        let rest = text.get(here..)?;
        let letter = rest.chars().next()?;
        let step = if rest.starts_with(open) { rest.find('}')?.saturating_add(1) } else { letter.len_utf8() };
        if letter == quote {
            return Some(here);
        }
        here = here.saturating_add(step);
    }
}

/// The value at the beginning of a text, up to its bracket.
fn value(text: &str, language: Language) -> Option<(&str, &str)> {
    let (value, tail) = text.split_once('}')?;
    let simple = !value.trim().is_empty() && !value.contains(['{', '`', '!', '\\', '\n']);
    let format = language == Language::Python && value.contains(':');
    (simple && !format).then_some((value.trim(), tail))
}

/// The value of a text in quotes: itself, or a text with the letters around it, as in `LIKE '%…%'`.
fn quoted(inner: &str, language: Language) -> Option<String> {
    let open = if language == Language::JavaScript { "${" } else { "{" };
    if let Some((one, "")) = inner.strip_prefix(open).and_then(|rest| value(rest, language)) {
        return Some(one.to_owned());
    }
    if inner.contains(['\\', '`', '\n']) {
        return None;
    }
    match language {
        Language::JavaScript => Some(format!("`{inner}`")),
        Language::Python => {
            let quote = ["\"", "'"].into_iter().find(|quote| !inner.contains(quote))?;
            Some(format!("f{quote}{inner}{quote}"))
        }
    }
}

/// Whether a value without quotes is a whole one: it is compared or stored, or a value of a new row.
fn is_whole(before: &str, tail: &str) -> bool {
    let before = before.trim_end();
    let is_end = tail.is_empty() || tail.starts_with([' ', ')', ',', ';', '\n']);
    let row = before.rsplit_once('(').map_or("", |(lead, _)| lead.trim_end()).to_ascii_uppercase();
    let in_row =
        before.ends_with(['(', ',']) && row.ends_with("VALUES") && tail.trim_start().starts_with([',', ')']);
    is_end && (before.ends_with(['=', '<', '>']) || in_row)
}
