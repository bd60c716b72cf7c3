//! Credentials behind one layer of base64.
//! Text flows in; the encoded values that contain a credential flow out.

use std::ops::Range;
use std::sync::LazyLock;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use regex::Regex;

use super::{Find, Mode, direct, scheme, value};

static PIECE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/_-]{16,}(?:=|%3D){0,2}").ok());
/// The calls that decode a literal in source code.
static DECODES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:buffer\.from|atob|b64decode|base64\.decode\w*|decodestring)\(\s*[bru]?["'`]$"#).ok()
});

/// Longer values are files.
const LONGEST: usize = 16 * 1024;
const BEFORE: usize = 48;
const SHORTEST: usize = 16;
/// Markers at which decoding is tried.
const JOINTS: usize = 8;

const EITHER: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, EITHER);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, EITHER);

pub(super) fn find(text: &str, mode: Mode) -> Vec<Find> {
    let pieces = PIECE.iter().flat_map(|regex| regex.find_iter(text));
    let pieces = pieces.filter(|piece| piece.len() <= LONGEST);
    pieces.filter_map(|piece| parts(piece.range(), text).find_map(|part| hidden(text, part, mode))).collect()
}

/// A value, and what remains of it where it was joined to its neighbours.
fn parts(piece: Range<usize>, text: &str) -> impl Iterator<Item = Range<usize>> {
    let whole = text.get(piece.clone()).unwrap_or_default();
    let signs = whole.match_indices(['+', '/', '-', '_']).take(JOINTS);
    let each: Vec<Range<usize>> = signs
        .flat_map(|(at, _)| [piece.start + at + 1..piece.end, piece.start..piece.start + at])
        .filter(|part| part.len() >= SHORTEST)
        .collect();
    std::iter::once(piece).chain(each)
}

/// The credential inside an encoded value.
fn hidden(text: &str, piece: Range<usize>, mode: Mode) -> Option<Find> {
    let raw = text.get(piece.clone())?;
    let plain = decoded(raw)?;
    let inner = direct(&plain, mode).into_iter().max_by_key(|find| find.confidence);
    let (kind, confidence) = match inner {
        Some(find) => (find.kind, find.confidence),
        None if is_decoded_here(text, piece.start) => {
            let pair = scheme::is_basic(raw);
            let alone = value::is_password(&plain) && !value::is_reference(&plain);
            let real = !value::is_placeholder(&plain) && !plain.contains(char::is_whitespace);
            (pair || (alone && real)).then_some(("encoded credential", super::Likelihood::Likely))?
        }
        None => return None,
    };
    Some(Find { kind, span: piece, prefix: "", confidence })
}

fn decoded(piece: &str) -> Option<String> {
    let piece = piece.trim_end_matches("%3D");
    let bytes = STANDARD.decode(piece).or_else(|_| URL_SAFE.decode(piece)).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let strange = |symbol: char| symbol.is_control() && !symbol.is_ascii_whitespace();
    (!text.contains(strange)).then_some(text)
}

fn is_decoded_here(text: &str, at: usize) -> bool {
    let start = (at.saturating_sub(BEFORE)..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    let before = text.get(start..at).unwrap_or_default();
    DECODES.as_ref().is_some_and(|regex| regex.is_match(before))
}

#[cfg(test)]
#[test]
fn every_pattern_compiles() {
    assert!(PIECE.is_some() && DECODES.is_some());
}
