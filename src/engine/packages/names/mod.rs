//! What the name of a package says: that it imitates another, was withdrawn, or is deprecated. The lists are of
//! our own making. A name and a spec as written flow in; the name in the registry, and what is known of it, flow out.

mod npm;
mod pypi;
#[cfg(test)]
mod tests;

use super::{PackageManager, Pin};
use std::borrow::Cow;

/// A package whose maintainers say that it is deprecated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeprecatedPackage {
    pub name: &'static str,
    /// What they recommend in its place; empty if nothing.
    pub successor: &'static str,
}

/// A name that is taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imitation {
    /// The package that it is close to.
    pub of: &'static str,
    pub way: NameDifference,
}

/// How a name differs from the one that it is close to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameDifference {
    /// The registry withdrew it as malicious.
    Withdrawn,
    /// Other separators, or none.
    Separator,
    /// The scope of an npm package.
    Scope,
    /// A name without a scope that repeats that of an npm package.
    Flattened,
    /// A missing, additional, changed or swapped letter.
    Letter,
}

/// Names with fewer letters are too often one letter from an unrelated one.
const SHORTEST: usize = 5;
/// Longer names are not in any registry.
const LONGEST: usize = 214;

/// Returns the name under which a registry serves a package: the target of an alias, normalized as the registry
/// does. Nothing if it comes from elsewhere.
#[must_use]
pub fn registered<'a>(language: PackageManager, name: &'a str, spec: &'a str) -> Option<Cow<'a, str>> {
    match language.pin(spec) {
        Pin::Git { .. } | Pin::Url { .. } | Pin::Path => return None,
        Pin::Exact | Pin::Range | Pin::Tag | Pin::Missing => {}
    }
    match language {
        PackageManager::Pip => Some(normalized(name)),
        PackageManager::Npm => {
            let alias = spec.trim().strip_prefix("npm:").map(|alias| {
                let end = alias.char_indices().skip(1).find(|(_, letter)| *letter == '@');
                end.and_then(|(at, _)| alias.get(..at)).unwrap_or(alias)
            });
            let own = alias.unwrap_or(name);
            (!own.is_empty()).then_some(Cow::Borrowed(own))
        }
    }
}

/// Returns the spec of a package in its registry, without the name of an alias.
#[must_use]
pub fn requested(language: PackageManager, spec: &str) -> &str {
    let alias = spec.trim().strip_prefix("npm:").filter(|_| language == PackageManager::Npm);
    let Some(alias) = alias else { return spec.trim() };
    let end = alias.char_indices().skip(1).find(|(_, letter)| *letter == '@');
    end.and_then(|(at, _)| alias.get(at + 1..)).unwrap_or_default().trim()
}

/// A name of PyPI as PEP 503 normalizes it.
fn normalized(name: &str) -> Cow<'_, str> {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let mut text = String::with_capacity(name.len());
    if name.chars().all(plain) {
        return Cow::Borrowed(name);
    }
    for letter in name.chars() {
        if !"-_.".contains(letter) {
            text.push(letter.to_ascii_lowercase());
        } else if !text.ends_with('-') {
            text.push('-');
        }
    }
    Cow::Owned(text)
}

/// Returns what is known of a deprecated package, by its name in the registry.
#[must_use]
pub fn deprecated(language: PackageManager, name: &str) -> Option<&'static DeprecatedPackage> {
    let all = match language {
        PackageManager::Npm => npm::DEPRECATED,
        PackageManager::Pip => pypi::DEPRECATED,
    };
    all.iter().find(|one| one.name == name)
}

/// Returns which package a name imitates, by its name in the registry.
#[must_use]
pub fn imitation(language: PackageManager, name: &str) -> Option<Imitation> {
    let (used, real, withdrawn): (&[&str], _, _) = match language {
        PackageManager::Npm => (&npm::USED, npm::REAL, npm::WITHDRAWN),
        PackageManager::Pip => (&pypi::USED, pypi::REAL, pypi::WITHDRAWN),
    };
    if name.len() > LONGEST || used.contains(&name) || real.contains(&name) {
        return None;
    }
    if let Some((_, of)) = withdrawn.iter().find(|(own, _)| *own == name) {
        return Some(Imitation { of, way: NameDifference::Withdrawn });
    }
    if deprecated(language, name).is_some() {
        return None;
    }
    used.iter().find_map(|of| Some(Imitation { of, way: way(name, of)? }))
}

fn way(name: &str, of: &str) -> Option<NameDifference> {
    let (scope, rest) = divided(name);
    match (scope, divided(of)) {
        (None, (None, _)) => unscoped(name, of),
        // Below one of the known scopes every name belongs to its owner.
        (Some(own), (Some(known), package)) => {
            let near = own != known && rest == package && known.len() >= SHORTEST && is_near(own, known);
            near.then_some(NameDifference::Scope)
        }
        (None, (Some(known), package)) => {
            let flat =
                [format!("{known}-{package}"), format!("{known}{package}"), format!("{known}_{package}")];
            flat.iter().any(|one| one == name).then_some(NameDifference::Flattened)
        }
        // Anyone publishes forks below an own scope.
        (Some(_), (None, _)) => None,
    }
}

/// The scope of an npm package, and its name below it.
fn divided(name: &str) -> (Option<&str>, &str) {
    match name.strip_prefix('@').and_then(|rest| rest.split_once('/')) {
        Some((scope, rest)) => (Some(scope), rest),
        None => (None, name),
    }
}

fn unscoped(name: &str, of: &str) -> Option<NameDifference> {
    let separated =
        of.len() >= SHORTEST && name.len().abs_diff(of.len()) <= 3 && letters(name).eq(letters(of));
    if separated {
        return Some(NameDifference::Separator);
    }
    (of.len() >= SHORTEST && is_near(name, of)).then_some(NameDifference::Letter)
}

fn letters(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().filter(|letter| !"-_.".contains(*letter)).map(|letter| letter.to_ascii_lowercase())
}

/// Whether a name differs from another by one missing, additional, changed or swapped letter, the first one aside:
/// it is rarely mistyped, and other words begin with another letter. In short names only letters that are
/// missing, doubled or swapped count.
fn is_near(name: &str, of: &str) -> bool {
    let first = name.chars().next() == of.chars().next();
    if !first || name.len().abs_diff(of.len()) > 1 || strsim::osa_distance(name, of) != 1 {
        return false;
    }
    of.len() > SHORTEST || name.len() < of.len() || is_swap(name, of) || is_doubled(name, of)
}

fn is_swap(name: &str, of: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    name.len() == of.len() && sorted(name) == sorted(of)
}

fn is_doubled(name: &str, of: &str) -> bool {
    let single = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.dedup();
        letters
    };
    name.len() > of.len() && single(name) == single(of)
}
