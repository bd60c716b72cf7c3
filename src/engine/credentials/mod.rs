//! Finds credentials in text and in named values without storing them.
//! Text, or a name and a value, flows in; places, kinds and redacted previews flow out.
//!
//! # Examples
//!
//! ```
//! use fnsec::engine::credentials::{Likelihood, masked, scan};
//!
//! let text = "const url = \"postgres://app:kT9vQ2xLm8zRw4pJ5nHs6yGb@db.shop.svc/orders\";";
//! let hits = scan(text);
//! assert_eq!((hits[0].kind, hits[0].line, hits[0].column), ("password in a connection string", 1, 29));
//! assert_eq!(hits[0].confidence, Likelihood::Certain);
//! assert!(!masked(text).contains("kT9vQ2xLm8zRw4pJ5nHs6yGb"));
//! ```

mod assigned;
mod azure;
mod checksum;
mod encoded;
mod expression;
mod jwt;
mod literal;
mod mask;
mod name;
mod pairs;
mod pem;
mod provider;
mod scheme;
#[cfg(test)]
mod tests;
mod url;
mod value;

pub use mask::{masked, masked_json, users};

use std::ops::Range;

use super::Walk;

/// One credential: its place and its kind, never its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialMatch {
    /// A display name, such as `GitHub token`.
    pub kind: &'static str,
    /// The line where the value starts, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The byte range of the value in the text.
    pub start: usize,
    pub end: usize,
    /// At most four characters of a public prefix, then bullets.
    pub preview: String,
    pub confidence: Likelihood,
}

/// Whether the format proves it, only its name and shape suggest it, or it may be a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likelihood {
    Possible,
    Likely,
    Certain,
}

/// The kind of text: source code may contain samples and placeholders, a value is used literally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Source,
    Used,
}

/// A match before its line and column are known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Find {
    kind: &'static str,
    span: Range<usize>,
    /// The part of the value that is safe to show.
    prefix: &'static str,
    confidence: Likelihood,
}

/// Every credential in source code, in order, without overlaps.
#[must_use]
pub fn scan(text: &str) -> Vec<CredentialMatch> {
    found(text, Mode::Source)
}

/// Every credential in a text that is used literally, weak secrets included.
#[must_use]
pub fn values(text: &str) -> Vec<CredentialMatch> {
    found(text, Mode::Used)
}

/// The credential in a named value that is used literally, such as an environment variable or a header.
#[must_use]
pub fn judge(name: &str, value: &str) -> Option<CredentialMatch> {
    let best = values(value).into_iter().max_by_key(|hit| hit.confidence);
    if best.as_ref().is_some_and(|hit| hit.confidence > Likelihood::Possible) {
        return best;
    }
    let named = literal::judge(name, value).map(|find| place(find, &mut Walk::new(value)));
    named.or(best)
}

/// Whether a value without a name looks like a token.
#[must_use]
pub fn is_token(value: &str) -> bool {
    !scan(value).is_empty() || assigned::named("token", value).is_some()
}

/// Whether a name suggests a secret.
#[must_use]
pub fn promises(name: &str) -> bool {
    name::promise(name).is_some_and(|promise| promise != name::Promise::Authorization)
}

/// Whether a name suggests a password, and not a generated secret.
#[must_use]
pub fn promises_password(name: &str) -> bool {
    name::promise(name) == Some(name::Promise::Password)
}

fn found(text: &str, mode: Mode) -> Vec<CredentialMatch> {
    let mut finds = direct(text, mode);
    finds.extend(encoded::find(text, mode));
    if mode == Mode::Used {
        finds.extend(literal::lines(text));
    }
    let mut walk = Walk::new(text);
    apart(finds).into_iter().map(|find| place(find, &mut walk)).collect()
}

/// Matches in the text as written, without decoding.
fn direct(text: &str, mode: Mode) -> Vec<Find> {
    let mut finds = provider::find(text);
    finds.extend(pem::find(text));
    finds.extend(url::find(text, mode));
    finds.extend(azure::find(text));
    finds.extend(assigned::find(text));
    finds.extend(pairs::find(text, mode));
    finds.extend(scheme::find(text, mode));
    finds
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn place(find: Find, walk: &mut Walk<'_>) -> CredentialMatch {
    let (line, column) = walk.to(find.span.start);
    let shown: String = find.prefix.chars().take(4).collect();
    CredentialMatch {
        kind: find.kind,
        line,
        column,
        start: find.span.start,
        end: find.span.end,
        preview: format!("{shown}••••••••"),
        confidence: find.confidence,
    }
}

/// Sorts the matches, and keeps the more certain one of overlapping matches.
fn apart(mut finds: Vec<Find>) -> Vec<Find> {
    finds.sort_by_key(|find| (find.span.start, std::cmp::Reverse(find.confidence)));
    let mut kept: Vec<Find> = Vec::new();
    for find in finds {
        match kept.last_mut() {
            Some(last) if find.span.start < last.span.end => {
                if find.confidence > last.confidence {
                    *last = find;
                }
            }
            Some(_) | None => kept.push(find),
        }
    }
    kept
}
