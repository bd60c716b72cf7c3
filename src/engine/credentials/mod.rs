//! Credentials in text and in named values, found without keeping them.
//! Text, or a name and a value, flows in; places, kinds and redacted previews flow out.

mod assigned;
mod azure;
mod checksum;
mod jwt;
mod name;
mod pem;
mod provider;
#[cfg(test)]
mod tests;
mod url;
mod value;

use std::ops::Range;

use super::Walk;

/// One credential: where it is and what it is, never what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// A noun for the reader, such as `GitHub token`.
    pub kind: &'static str,
    /// Where the value begins, from 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// The bytes of the value in the text.
    pub start: usize,
    pub end: usize,
    /// At most four characters of a public prefix, then bullets.
    pub preview: String,
    pub confidence: Confidence,
}

/// Whether the format proves it, or only name and shape suggest it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    Likely,
    Certain,
}

/// A hit before its place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Find {
    kind: &'static str,
    span: Range<usize>,
    /// What everybody may see of the value.
    prefix: &'static str,
    confidence: Confidence,
}

/// Every credential in a text, in its order, without overlaps.
pub fn scan(text: &str) -> Vec<Hit> {
    let mut finds = provider::find(text);
    finds.extend(pem::find(text));
    finds.extend(url::find(text));
    finds.extend(azure::find(text));
    finds.extend(assigned::find(text));
    let mut walk = Walk::new(text);
    apart(finds).into_iter().map(|find| place(find, &mut walk)).collect()
}

/// The credential in a named value, such as an environment variable or a header.
pub fn judge(name: &str, value: &str) -> Option<Hit> {
    if let Some(hit) = scan(value).into_iter().next() {
        return Some(hit);
    }
    let find = assigned::named(name, value)?;
    Some(place(find, &mut Walk::new(value)))
}

fn place(find: Find, walk: &mut Walk<'_>) -> Hit {
    let (line, column) = walk.to(find.span.start);
    let shown: String = find.prefix.chars().take(4).collect();
    Hit {
        kind: find.kind,
        line,
        column,
        start: find.span.start,
        end: find.span.end,
        preview: format!("{shown}••••••••"),
        confidence: find.confidence,
    }
}

/// Sorts, and of overlapping finds keeps the surer one.
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
