//! Chooses how a string is written: plain, quoted, or as a block of lines.
//! Text flows in, YAML that every parser reads as the same text flows out.

use super::plain::reading;
use std::fmt::Write;

/// Writes a string on one line.
pub(super) fn inline(text: &str) -> String {
    if plain(text) {
        return text.to_owned();
    }
    let backslashes = text.contains(['"', '\\']);
    if backslashes && !text.chars().any(|c| c == '\n' || c == '\t' || hidden(c)) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    quoted(text, false)
}

/// The header of a literal block, when the string has several lines and a block preserves it.
pub(super) fn block_header(text: &str) -> Option<String> {
    let body = text.trim_end_matches('\n');
    let fits = body.contains('\n') || (text.len() > body.len() && !body.is_empty());
    let first = body.trim_start_matches('\n');
    if !fits
        || first.trim().is_empty()
        || first.starts_with('\t')
        || text.chars().any(|c| c != '\n' && hidden(c))
    {
        return None;
    }
    let indent = if text.starts_with([' ', '\n']) { "2" } else { "" };
    let chomp = match text.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    Some(format!("|{indent}{chomp}"))
}

fn plain(text: &str) -> bool {
    let safe_start = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '.' | '(' | '^' | '$' | '+');
    let safe = |c: char| c == ' ' || c == '-' || (!c.is_whitespace() && !hidden(c));
    let starts = text.starts_with(safe_start) || dashed(text);
    let breaks = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    starts && !breaks && !text.starts_with("...") && text.chars().all(safe) && reading(text).is_none()
}

/// Command line flags are too common to quote.
fn dashed(text: &str) -> bool {
    let word = text.trim_start_matches('-');
    text.starts_with('-') && !text.starts_with("---") && word.starts_with(char::is_alphanumeric)
}

/// Characters that a screen does not show, that reverse text, or that YAML does not accept unescaped.
pub(super) fn hidden(c: char) -> bool {
    c.is_control() && c != '\t'
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        || (u32::from(c) & 0xfffe) == 0xfffe
}

/// Writes a string in double quotes; for JSON only with the escapes of JSON.
#[must_use]
pub fn quoted(text: &str, json: bool) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if hidden(c) && json => units(&mut out, c),
            c if hidden(c) => escape(&mut out, u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// JSON with escapes for the characters that a screen does not show or that YAML does not accept unescaped;
/// they only occur inside strings.
#[must_use]
pub fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if hidden(c) && !matches!(c, '\n' | '\r' | '\t') { units(&mut out, c) } else { out.push(c) }
    }
    out
}

/// Writes a character as a JSON escape, as a surrogate pair where one escape is too small.
fn units(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing into a string cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

fn escape(out: &mut String, code: u32) {
    // Writing into a string cannot fail.
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_string_gets_the_lightest_safe_form() {
        for (text, form) in [
            ("nodejs20", "nodejs20"),
            ("a b-c", "a b-c"),
            ("--verbose", "--verbose"),
            ("yes", "\"yes\""),
            ("0755", "\"0755\""),
            ("1:30", "\"1:30\""),
            ("2024-01-01T00:00:00Z", "\"2024-01-01T00:00:00Z\""),
            ("", "\"\""),
            ("*", "\"*\""),
            ("---", "\"---\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("a ", "\"a \""),
            ("{\"a\": 1}", "'{\"a\": 1}'"),
            ("x\u{202e}y", "\"x\\u202ey\""),
            ("\0\u{7f}", "\"\\x00\\x7f\""),
            ("日本", "日本"),
        ] {
            assert_eq!(inline(text), form);
        }
    }

    #[test]
    fn only_texts_of_lines_become_blocks() {
        assert_eq!(block_header("a\nb\n").as_deref(), Some("|"));
        assert_eq!(block_header("a\nb").as_deref(), Some("|-"));
        assert_eq!(block_header(" a\nb\n\n").as_deref(), Some("|2+"));
        for text in ["a", "\n", "\n\n", "\ta\nb", "a\r\nb", "a\u{2028}\nb"] {
            assert_eq!(block_header(text), None, "{text:?}");
        }
    }
}
