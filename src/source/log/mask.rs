//! The safe form of an event: one line of bounded length, without credentials and without terminal control
//! sequences. If in doubt, a harmless value is masked.

use crate::engine::credentials;
use crate::source::message;
use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Maximum bytes of a line.
pub(super) const LONGEST: usize = 4 << 10;
/// Maximum characters of an event that are processed; a library may log a whole answer.
const WINDOW: usize = 32 << 10;
/// Characters before the end of the window that may be the start of a credential.
const TAIL: usize = 2 << 10;
const MASK: &str = "••••";

/// Parts of a name that suggest a secret.
const NAME: &str = r"[\w$.-]*(?:pass|pwd|token|secret|key|credential|authorization|cookie|session)[\w$.-]*";
/// A value in quotes, escaped or not, or up to the next space.
const VALUE: &str = r#"(?:\\+["'][^"']*|"(?:[^"\\]|\\.)*|'(?:[^'\\]|\\.)*|`[^`]*|[^\s"'`]+)"#;
/// The text between a name and its value: closing quotes, the sign, and what `Debug` puts around a value.
const SIGN: &str = r#"(?:\\*["'`])?\]?\s*(?:=>|:=|[:=]|%3D)\s*(?:\w+\()*"#;

/// Patterns and their replacements.
static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let provider = "gh[pousr]_|github_pat_|glpat-|xox[abprs]-|xapp-|[sr]k_(?:live|test)_|npm_|pypi-|SG\\.|dop_v1_|shpat_|dckr_pat_|AIza|AGE-SECRET-KEY-1";
    let rules = [
        (r"(?s)-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|$)".to_owned(), MASK),
        (r#"(?i)(\\*"(?:data|stringData)\\*"\s*:\s*\{)[^}]*"#.to_owned(), "${1}••••"),
        (r"(?i)([a-z][a-z0-9+.-]*://)[^\s/?#]*@".to_owned(), "$1"),
        (format!(r"(?:{provider}|AKIA|ASIA|eyJ)[A-Za-z0-9_.~+/=-]{{8,}}"), MASK),
        (r"(hooks\.slack\.com/services/)\S+".to_owned(), "${1}••••"),
        (r#"(?i)\b(bearer|basic|negotiate)((?:\s|%20|\+)+)[^\s"'`,;]{6,}"#.to_owned(), "$1$2••••"),
        (
            format!(r#"(?i)(name{SIGN}\\*["'`]?{NAME}\\*["'`]?\)*\s*,\s*\\*["'`]?value{SIGN}){VALUE}"#),
            "${1}••••",
        ),
        (
            format!(r#"(?i)(value{SIGN}){VALUE}(\\*["'`]?\)*\s*,\s*\\*["'`]?name{SIGN}\\*["'`]?{NAME})"#),
            "${1}••••$2",
        ),
        (format!("(?i)({NAME}{SIGN}){VALUE}"), "${1}••••"),
    ];
    rules.into_iter().filter_map(|(pattern, with)| Some((Regex::new(&pattern).ok()?, with))).collect()
});

static ENCODED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/_-]{16,}(?:=|%3D){0,2}").ok());
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const DECODERS: [GeneralPurpose; 2] =
    [GeneralPurpose::new(&STANDARD, LENIENT), GeneralPurpose::new(&URL_SAFE, LENIENT)];

/// Returns a whole event as the line to write.
pub(super) fn line(text: &str) -> String {
    let near: String = text.chars().take(WINDOW).collect();
    let is_whole = near.len() == text.len();
    // Keys contain line ends, and zero-width characters may divide a token, so the text is masked both before
    // and after these are removed.
    let mut line = mask(&message::one_line(&mask(&near)));
    if !is_whole {
        let end = line.char_indices().rev().nth(TAIL).map_or(0, |(at, _)| at);
        line.truncate(end);
    }
    if line.len() > LONGEST || !is_whole {
        let most = (0..=LONGEST - '…'.len_utf8()).rev().find(|at| line.is_char_boundary(*at));
        line.truncate(most.unwrap_or_default());
        line.push('…');
    }
    line
}

/// Masks the value of a field whose name may suggest a secret.
pub(super) fn named(name: &str, text: &str) -> String {
    if name != "message" && !text.is_empty() && credentials::promises(name) {
        return MASK.to_owned();
    }
    let near: String = text.chars().take(WINDOW).collect();
    mask(&near)
}

fn mask(text: &str) -> String {
    let text = plainly(text);
    let Some(encoded) = ENCODED.as_ref() else { return text };
    let piece = |found: &Captures<'_>| {
        let piece = found.get(0).map_or("", |piece| piece.as_str());
        if hides(piece) { MASK.to_owned() } else { piece.to_owned() }
    };
    encoded.replace_all(&text, piece).into_owned()
}

/// Returns whether a piece is base64 of a text with a credential.
fn hides(piece: &str) -> bool {
    let bare = piece.trim_end_matches("%3D");
    let decoded = DECODERS.iter().find_map(|decoder| String::from_utf8(decoder.decode(bare).ok()?).ok());
    decoded.is_some_and(|text| plainly(&text) != text)
}

/// Masks text that is not encoded.
fn plainly(text: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for hit in credentials::values(text) {
        out.push_str(text.get(from..hit.start).unwrap_or_default());
        out.push_str(MASK);
        from = hit.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    for (pattern, with) in RULES.iter() {
        if pattern.is_match(&out) {
            out = pattern.replace_all(&out, *with).into_owned();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(RULES.len(), 9);
        assert!(ENCODED.is_some());
    }

    #[test]
    fn harmless_events_stay_as_they_are() {
        for text in [
            "method=GET path=/api/v1/namespaces/shop/secrets?limit=500 status=200 ms=12 bytes=4096",
            "host=https://api.example.com:6443/ context=prod",
            "kind=Function place=shop word=live",
            "version=0.1.0 command=scan",
        ] {
            assert_eq!(line(text), text);
        }
    }

    #[test]
    fn long_events_are_cut_and_no_token_is_cut_in_two() {
        assert!(line(&"x ".repeat(LONGEST)).len() <= LONGEST);
        let token = ["AK", "IAQ7XN4LTWBZ3VYH5K"].concat();
        let text = format!("{}{}{token}", "-----BEGIN PRIVATE KEY-----", "x".repeat(WINDOW - 40));
        assert!(!line(&text).contains(&token[..8]));
    }
}
