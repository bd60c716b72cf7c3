//! `Basic …` and `Bearer …`, in any context.
//! Text flows in; the value after the scheme flows out where it is a credential.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;

use super::{Find, Likelihood, Mode, value};

static SCHEME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?i:(basic)|bearer)\s+([A-Za-z0-9._~+/=-]{8,})").ok());

pub(super) fn find(text: &str, mode: Mode) -> Vec<Find> {
    let all = SCHEME.iter().flat_map(|regex| regex.captures_iter(text));
    let found = all.filter_map(|found| {
        let inner = found.get(2)?;
        let (text, start) = (padded(inner.as_str()), inner.start());
        let confidence = match found.get(1) {
            Some(_) => basic(text, mode)?,
            None => bearer(text).then_some(Likelihood::Likely)?,
        };
        let span = start..start + text.len();
        Some(Find { kind: "authorization header", span, prefix: "", confidence })
    });
    found.collect()
}

/// The text up to its padding: the rest was joined to it.
fn padded(text: &str) -> &str {
    let body = text.trim_end_matches('=');
    let Some(at) = body.find('=') else { return text };
    let padding = text.bytes().skip(at).take_while(|byte| *byte == b'=').count();
    text.get(..at + padding).unwrap_or(text)
}

fn bearer(text: &str) -> bool {
    !value::is_placeholder(text) && !value::is_reference(text) && value::is_random(value::head(text))
}

fn basic(text: &str, mode: Mode) -> Option<Likelihood> {
    let (user, password) = pair(text)?;
    let plain = password == user || value::is_placeholder(&password);
    match mode {
        Mode::Used if plain => Some(Likelihood::Possible),
        Mode::Used => Some(value::strength(&password)),
        Mode::Source => (!plain).then_some(Likelihood::Likely),
    }
}

/// Whether a text is the base64 form of a user and a password.
pub(super) fn is_basic(text: &str) -> bool {
    pair(text).is_some_and(|(user, password)| password != user && !value::is_placeholder(&password))
}

fn pair(text: &str) -> Option<(String, String)> {
    let decoded = STANDARD.decode(text).ok()?;
    let decoded = String::from_utf8(decoded).ok().filter(|text| !text.contains(char::is_control))?;
    let (user, password) = decoded.split_once(':')?;
    (!password.is_empty()).then(|| (user.to_owned(), password.to_owned()))
}
