//! Changes one entry of a dependency text and leaves the rest as it was written. A text and a change flow in;
//! the new text, or why it cannot be changed, flows out. The result is parsed again: only what should differ
//! may differ.

mod npm;
mod python;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::{bare, encryptable};

use super::{Dependency, OptionKind, PackageManager, Pin};
use std::ops::Range;

/// The entry to change. Packages are named with their spec, options with their address, both without the part
/// before an `@`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum PackageEdit {
    /// Pins a package to one version, or a repository to one commit.
    Pin { name: String, spec: String, to: String },
    /// Fetches a package over TLS.
    Encrypt { name: String, spec: String },
    /// Fetches from the address of an option over TLS.
    EncryptOption { kind: OptionKind, address: String },
    /// Removes an option with its value.
    Drop { kind: OptionKind, address: String },
    /// Makes a second index the only one.
    OnlyIndex { address: String },
}

/// A range of the text, and its replacement.
type Patch = (Range<usize>, String);

/// Returns the text with a change applied.
///
/// # Errors
/// If the entry does not exist, or is written in a way that cannot be changed.
pub fn change(language: PackageManager, text: &str, change: &PackageEdit) -> Result<String, String> {
    let patches = match language {
        PackageManager::Npm => npm::patches(text, change)?,
        PackageManager::Pip => python::patches(text, change),
    };
    if patches.is_empty() {
        return Err(format!("{} does not exist", named(change)));
    }
    let new = patched(text, patches).ok_or("its lines are joined in a way that cannot be changed")?;
    if reads_as_wanted(language, text, &new, change) {
        Ok(new)
    } else {
        Err(format!("{} is written in a way that cannot be changed", named(change)))
    }
}

fn named(change: &PackageEdit) -> String {
    match change {
        PackageEdit::Pin { name, spec, .. } | PackageEdit::Encrypt { name, spec } => format!("{name} {spec}"),
        PackageEdit::EncryptOption { address, .. }
        | PackageEdit::Drop { address, .. }
        | PackageEdit::OnlyIndex { address } => address.clone(),
    }
}

/// From the last patch to the first, so that the positions of the others stay valid.
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

/// Whether all other entries parse as before, and the changed one as wanted.
fn reads_as_wanted(language: PackageManager, old: &str, new: &str, change: &PackageEdit) -> bool {
    let (Some(before), Some(after)) = (packages(language, old), packages(language, new)) else {
        return false;
    };
    let meant = |one: &Dependency| match change {
        PackageEdit::Pin { name, spec, .. } | PackageEdit::Encrypt { name, spec } => {
            one.name == *name && bare(&one.spec) == *spec
        }
        PackageEdit::EncryptOption { .. } | PackageEdit::Drop { .. } | PackageEdit::OnlyIndex { .. } => false,
    };
    let fits = |dependency: &Dependency| match change {
        PackageEdit::Pin { .. } => matches!(dependency.pin, Pin::Exact | Pin::Git { pinned: true }),
        _ => spec::is_encrypted(&dependency.spec),
    };
    before.len() == after.len()
        && before.iter().zip(&after).all(|(was, is)| {
            let same = was.name == is.name && was.dev == is.dev;
            same && if meant(was) { fits(is) } else { was.spec == is.spec }
        })
}

fn packages(language: PackageManager, text: &str) -> Option<Vec<Dependency>> {
    match language {
        PackageManager::Npm => super::npm(text).ok(),
        PackageManager::Pip => Some(super::python(text)),
    }
}
