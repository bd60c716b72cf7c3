//! A dependency text with one thing changed and all else as it was written.
//! A text and a change flow in; the new text, or why it cannot be made, flows out. What comes out is
//! read again: only what should read differently does.

mod npm;
mod python;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::{bare, encryptable};

use super::{Dependency, Language, OptionKind, Pin};
use std::ops::Range;

/// What is changed. Packages are named with their spec, options with their address, both without what
/// stands before an `@`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// A package is taken at one version, or a repository at one commit.
    Pin { name: String, spec: String, to: String },
    /// The address of a package is asked over TLS.
    Encrypt { name: String, spec: String },
    /// The address of an option is asked over TLS.
    EncryptOption { kind: OptionKind, address: String },
    /// An option goes, with its value.
    Drop { kind: OptionKind, address: String },
    /// A second index becomes the only one.
    OnlyIndex { address: String },
}

/// A piece of the text, and what takes its place.
type Patch = (Range<usize>, String);

/// The text with a change made.
pub fn change(language: Language, text: &str, change: &Change) -> Result<String, String> {
    let patches = match language {
        Language::Npm => npm::patches(text, change)?,
        Language::Pip => python::patches(text, change),
    };
    if patches.is_empty() {
        return Err(format!("{} is not there", named(change)));
    }
    let new = patched(text, patches).ok_or("its lines are joined in a way that cannot be changed")?;
    if reads_as_wanted(language, text, &new, change) {
        Ok(new)
    } else {
        Err(format!("{} is written in a way that cannot be changed", named(change)))
    }
}

fn named(change: &Change) -> String {
    match change {
        Change::Pin { name, spec, .. } | Change::Encrypt { name, spec } => format!("{name} {spec}"),
        Change::EncryptOption { address, .. }
        | Change::Drop { address, .. }
        | Change::OnlyIndex { address } => address.clone(),
    }
}

/// From the last patch on, so that the places of the others stay what they were.
fn patched(text: &str, mut patches: Vec<Patch>) -> Option<String> {
    patches.sort_by_key(|(span, _)| span.start);
    let apart = patches.windows(2).all(|pair| matches!(pair, [one, two] if one.0.end <= two.0.start));
    let mut text = text.to_owned();
    for (span, new) in patches.into_iter().rev() {
        text.get(span.clone()).filter(|_| apart)?;
        text.replace_range(span, &new);
    }
    Some(text)
}

/// Whether all that is not meant reads as before, and what is meant as wanted.
fn reads_as_wanted(language: Language, old: &str, new: &str, change: &Change) -> bool {
    let (Some(before), Some(after)) = (packages(language, old), packages(language, new)) else {
        return false;
    };
    let meant = |one: &Dependency| match change {
        Change::Pin { name, spec, .. } | Change::Encrypt { name, spec } => {
            one.name == *name && bare(&one.spec) == *spec
        }
        Change::EncryptOption { .. } | Change::Drop { .. } | Change::OnlyIndex { .. } => false,
    };
    let fits = |one: &Dependency| match change {
        Change::Pin { .. } => matches!(one.pin, Pin::Exact | Pin::Git { pinned: true }),
        _ => spec::is_encrypted(&one.spec),
    };
    before.len() == after.len()
        && before.iter().zip(&after).all(|(was, is)| {
            let same = was.name == is.name && was.dev == is.dev;
            same && if meant(was) { fits(is) } else { was.spec == is.spec }
        })
}

fn packages(language: Language, text: &str) -> Option<Vec<Dependency>> {
    match language {
        Language::Npm => super::npm(text).ok(),
        Language::Pip => Some(super::python(text)),
    }
}
