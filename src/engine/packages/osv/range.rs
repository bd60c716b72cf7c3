//! Which of the versions that a range allows are affected. Only the versions that the advisory and the range name are
//! compared: what is published in between is not known.

use super::events::Events;
use super::order::Order;
use super::{Answer, ParsedAdvisory};
use crate::engine::packages::{PackageManager, Pin, requested};
use crate::model::advisories::Advisory;

/// How much of a range is affected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Share {
    None,
    /// It depends on which version is installed, or cannot be evaluated.
    Some,
    All,
}

/// Returns how much of what a spec allows an advisory affects.
#[must_use]
pub fn share(language: PackageManager, advisory: &Advisory, spec: &str) -> Share {
    let allowed = match language.pin(spec) {
        Pin::Missing | Pin::Tag => Some(AllowedVersions::Any),
        Pin::Exact | Pin::Range => AllowedVersions::read(language, requested(language, spec)),
        Pin::Git { .. } | Pin::Url { .. } | Pin::Path => return Share::None,
    };
    let (Some(allowed), Ok(judged)) = (allowed, ParsedAdvisory::of(language, advisory)) else {
        return Share::Some;
    };
    if judged.unknown.is_some() {
        return Share::Some;
    }
    let named = judged.ranges.iter().flat_map(Events::places).chain(&judged.versions);
    let mut candidates: Vec<Order> = named.filter(|one| !one.is_pre_release()).cloned().collect();
    candidates.extend(allowed.bounds(language));
    candidates.retain(|one| allowed.has(one));
    let affected = candidates.iter().any(|order| judged.affects(order) == Answer::Affected);
    let ends_inside = judged.ranges.iter().flat_map(Events::last).any(|last| allowed.has(last));
    let has_clean =
        ends_inside || candidates.iter().any(|candidate| judged.affects(candidate) == Answer::Unaffected);
    match (affected, has_clean) {
        (false, _) => Share::None,
        (true, true) => Share::Some,
        (true, false) => Share::All,
    }
}

/// Returns the highest version that a spec names and allows, above which a fix is looked for.
#[must_use]
pub fn floor(language: PackageManager, spec: &str) -> Option<String> {
    let allowed = match language.pin(spec) {
        Pin::Missing | Pin::Tag => AllowedVersions::Any,
        Pin::Exact | Pin::Range => AllowedVersions::read(language, requested(language, spec))?,
        Pin::Git { .. } | Pin::Url { .. } | Pin::Path => return None,
    };
    let named = allowed.bounds(language).into_iter().filter(|bound| allowed.has(bound));
    named.max().map(|one| one.to_string())
}

/// The versions that a spec allows.
enum AllowedVersions {
    Any,
    /// One of these.
    Npm(Vec<semver::VersionReq>),
    Pip(pep440_rs::VersionSpecifiers),
}

impl AllowedVersions {
    fn read(language: PackageManager, spec: &str) -> Option<Self> {
        match language {
            PackageManager::Npm => spec.split("||").map(npm).collect::<Option<_>>().map(Self::Npm),
            PackageManager::Pip => spec.parse().ok().map(Self::Pip),
        }
    }

    fn has(&self, version: &Order) -> bool {
        match (self, version) {
            (Self::Any, _) => true,
            (Self::Npm(all), Order::Npm(version)) => all.iter().any(|required| required.matches(version)),
            (Self::Pip(all), Order::Pip(version)) => all.contains(version),
            (Self::Npm(_), Order::Pip(_)) | (Self::Pip(_), Order::Npm(_)) => false,
        }
    }

    /// Returns the versions at its ends, and the first of all.
    fn bounds(&self, language: PackageManager) -> Vec<Order> {
        match self {
            Self::Any => Order::read(language, "0.0.0").into_iter().collect(),
            Self::Npm(all) => {
                let first = semver::Version::new(0, 0, 0);
                let ends = all.iter().flat_map(|required| &required.comparators).flat_map(|end| {
                    let (minor, patch) = (end.minor.unwrap_or(0), end.patch.unwrap_or(0));
                    let at = |patch| semver::Version::new(end.major, minor, patch);
                    [at(patch), at(patch.saturating_add(1))]
                });
                ends.chain([first]).map(Order::Npm).collect()
            }
            Self::Pip(all) => {
                let ends =
                    all.iter().map(|version_specifier| Order::Pip(version_specifier.version().clone()));
                ends.chain(Order::read(PackageManager::Pip, "0")).collect()
            }
        }
    }
}

/// One side of `||` in the grammar of npm, as comparators that all must hold.
fn npm(side: &str) -> Option<semver::VersionReq> {
    let words: Vec<&str> = side.split_whitespace().collect();
    if let [low, "-", high] = words.as_slice() {
        return format!(">={}, <={}", bare(low), bare(high)).parse().ok();
    }
    let mut comparators = Vec::new();
    let mut operator = "";
    for word in words {
        let rest = word.trim_start_matches(['<', '>', '=', '~', '^']);
        let own = word.strip_suffix(rest).unwrap_or_default();
        operator = if own.is_empty() { operator } else { own };
        if rest.is_empty() {
            continue;
        }
        let version = bare(rest);
        comparators.push(match (operator, version.split('.').count()) {
            _ if version.is_empty() => "*".to_owned(),
            ("" | "=", 1 | 2) => format!("{version}.*"),
            ("", _) => format!("={version}"),
            ("~>", _) => format!("~{version}"),
            (other, _) => format!("{other}{version}"),
        });
        operator = "";
    }
    if comparators.is_empty() {
        return Some(semver::VersionReq::STAR);
    }
    comparators.join(", ").parse().ok()
}

/// A version without `v`, and without parts that stand for any number.
fn bare(version: &str) -> String {
    let (core, pre) = match version.find(['-', '+']) {
        Some(at) => version.split_at_checked(at).unwrap_or((version, "")),
        None => (version, ""),
    };
    let core = core.trim_start_matches('v');
    let fixed = core.split('.').take_while(|part| !matches!(*part, "x" | "X" | "*" | ""));
    format!("{}{pre}", fixed.collect::<Vec<_>>().join("."))
}
