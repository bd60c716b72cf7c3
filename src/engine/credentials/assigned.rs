//! Literals assigned to names that suggest a secret.
//! Text, or a name and a value, flows in; literals that may be secrets flow out.

use std::sync::LazyLock;

use regex::Regex;

use super::name::{self, Promise};
use super::{Find, Likelihood, value};

/// Where a name that suggests a secret may end; the name itself is judged afterwards.
static ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern =
        r"(?i)(?:passw(?:or)?d|passwort|passphrase|pwd|secret|token|key|credentials?|authorization)";
    Regex::new(pattern).ok()
});

/// Maximum length of an identifier, a gap or a literal.
const NAME: usize = 64;
const GAP: usize = 80;
const LITERAL: usize = 600;

/// Minimum length of a reported literal.
const SHORTEST: usize = 8;

pub(super) fn find(text: &str) -> Vec<Find> {
    let Some(ends) = ENDS.as_ref() else {
        return Vec::new();
    };
    ends.find_iter(text).filter_map(|end| literal(text, end.start(), end.end())).collect()
}

fn literal(text: &str, start: usize, end: usize) -> Option<Find> {
    let tail = text.get(end..)?;
    let more = tail.bytes().take(NAME).take_while(|byte| is_name(*byte)).count();
    let after = end + more;
    let quote = after + operator(text.get(after..)?)?;
    let span = quoted(text, quote).filter(|span| span.len() >= SHORTEST)?;
    let head = text.get(..start)?;
    let less = head.bytes().rev().take(NAME).take_while(|byte| is_name(*byte)).count();
    let name = text.get(start - less..after)?;
    let found = named(name, text.get(span.clone())?)?;
    Some(Find {
        kind: kind_in(text, start, found.kind),
        span: span.start + found.span.start..span.start + found.span.end,
        ..found
    })
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-$".contains(&byte)
}

/// The distance to the opening quote, past a closing quote or bracket, a type and the operator.
fn operator(text: &str) -> Option<usize> {
    let near = text.as_bytes().get(..GAP.min(text.len()))?;
    let mut at = skip(near, 0, |byte| b"\"'`]".contains(&byte));
    at = blanks(near, at);
    let colon = near.get(at) == Some(&b':');
    if colon {
        let word = blanks(near, at + 1);
        let typed = skip(near, word, |byte| byte.is_ascii_alphanumeric());
        let sign = blanks(near, typed);
        // `password: string = "…"`: the type is between the name and the operator.
        at = if typed > word && near.get(sign) == Some(&b'=') { sign } else { at };
    }
    at = match near.get(at..)? {
        [b':', b'=', ..] | [b'=', b'>', ..] => at + 2,
        [b':' | b'=', ..] => at + 1,
        _ => return None,
    };
    at = blanks(near, at);
    // Python's prefixes; a literal with an `f` is a template and is rejected for its braces.
    at = skip(near, at, |byte| b"rRbBuUf".contains(&byte));
    matches!(near.get(at), Some(b'"' | b'\'' | b'`')).then_some(at)
}

fn skip(bytes: &[u8], from: usize, test: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| test(**byte)).count()
}

fn blanks(bytes: &[u8], from: usize) -> usize {
    skip(bytes, from, |byte| byte.is_ascii_whitespace())
}

/// The content of a literal that ends on its own line and is not joined to something else.
fn quoted(text: &str, open: usize) -> Option<std::ops::Range<usize>> {
    let quote = *text.as_bytes().get(open)?;
    let start = open + 1;
    let near = text.as_bytes().get(start..)?;
    let length = near.iter().take(LITERAL).position(|byte| *byte == quote || *byte == b'\n')?;
    let closed = near.get(length) == Some(&quote);
    closed.then_some(start..start + length)
}

/// A service binding lists the client next to its secret.
fn kind_in(text: &str, at: usize, kind: &'static str) -> &'static str {
    if kind != CLIENT_SECRET {
        return kind;
    }
    let near = at.saturating_sub(2000)..at.saturating_add(2000).min(text.len());
    let around = String::from_utf8_lossy(text.as_bytes().get(near).unwrap_or_default());
    let binding = ["clientid", "xsappname", "tokenurl", "uaadomain"];
    if binding.iter().any(|word| around.contains(word)) {
        return "SAP BTP client secret";
    }
    kind
}

const CLIENT_SECRET: &str = "OAuth client secret";

/// Judges a value by what its name suggests.
pub(super) fn named(name: &str, text: &str) -> Option<Find> {
    let promise = name::promise(name)?;
    let blank = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    let unfit = trimmed.contains(char::is_whitespace)
        || value::is_placeholder(trimmed)
        || (value::is_reference(trimmed) && !client_uuid(promise, trimmed));
    if unfit {
        return None;
    }
    let (kind, confidence, fits) = match promise {
        Promise::Password => ("password", Likelihood::Likely, value::is_password(trimmed)),
        Promise::Secret => ("assigned secret", Likelihood::Likely, value::is_random(trimmed)),
        Promise::ClientSecret => {
            let fits = client_uuid(promise, trimmed) || value::is_random(trimmed);
            (CLIENT_SECRET, Likelihood::Likely, fits)
        }
        Promise::AwsSecret => ("AWS secret access key", Likelihood::Certain, is_aws(trimmed)),
        Promise::Authorization | Promise::Pair | Promise::Session => return None,
    };
    let find = Find { kind, span: 0..trimmed.len(), prefix: "", confidence };
    fits.then(|| shift(find, blank))
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn shift(find: Find, by: usize) -> Find {
    Find { span: find.span.start + by..find.span.end + by, ..find }
}

/// Some identity services use a plain UUID as the client secret.
fn client_uuid(promise: Promise, text: &str) -> bool {
    promise == Promise::ClientSecret && value::is_uuid(text)
}

fn is_aws(text: &str) -> bool {
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"/+".contains(&byte);
    text.len() == 40 && text.bytes().all(base64) && value::is_random(text)
}
