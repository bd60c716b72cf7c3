//! Advisories in the OSV format, and whether one affects a version of a package, or the versions that a range allows.
//!
//! Advisories and versions flow in; whether they are affected, and the lowest version that is not, flow out. The
//! rules are those of <https://ossf.github.io/osv-schema/#evaluation>: explicit versions, or events of a range in the
//! order of the ecosystem, which is semantic versioning for npm and PEP 440 for PyPI.

mod cvss;
mod events;
mod order;
mod range;
mod record;
#[cfg(test)]
mod tests;

pub use range::{Share, floor, share};
pub use record::{Record, read};

use super::PackageManager;
use crate::model::advisories::{Advisory, Registry};
use events::Events;
use order::Order;

/// The most events of one package that are compared with a version.
const EVENTS: usize = 1_000;

/// What an advisory says of one version of its package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Unaffected,
    Affected,
    /// A version in the record, or the asked one, is not a version of the ecosystem.
    Unknown(String),
}

/// Returns the registry that a package manager uses.
#[must_use]
pub const fn registry(language: PackageManager) -> Registry {
    match language {
        PackageManager::Npm => Registry::Npm,
        PackageManager::Pip => Registry::Pypi,
    }
}

/// Returns the version that a spec pins to, without its operator; the spec must be exact.
#[must_use]
pub fn pinned(language: PackageManager, spec: &str) -> String {
    let spec = super::requested(language, spec);
    let clause = match language {
        PackageManager::Npm => spec,
        PackageManager::Pip => spec.split(',').find(|part| part.trim().starts_with("==")).unwrap_or(spec),
    };
    clause.trim().trim_start_matches(['=', 'v', 'V', ' ']).to_owned()
}

/// Returns whether an advisory affects a version of its package.
#[must_use]
pub fn affects(language: PackageManager, advisory: &Advisory, version: &str) -> Answer {
    let listed = advisory.versions.iter().any(|one| **one == *version);
    let Some(own) = Order::read(language, version) else {
        let why = || Answer::Unknown(format!("{version} is not a version of {}", registry(language).word()));
        return if listed { Answer::Affected } else { why() };
    };
    match ParsedAdvisory::of(language, advisory) {
        Err(_) if listed => Answer::Affected,
        Err(why) => Answer::Unknown(why),
        Ok(judged) => judged.affects(&own),
    }
}

/// Returns the lowest version above a version that none of the advisories affects; nothing if none names one.
#[must_use]
pub fn lowest_fixed(language: PackageManager, advisories: &[Advisory], version: &str) -> Option<String> {
    let own = Order::read(language, version)?;
    let judged: Vec<ParsedAdvisory<'_>> = advisories
        .iter()
        .map(|advisory| ParsedAdvisory::of(language, advisory))
        .collect::<Result<_, _>>()
        .ok()?;
    let fixes = judged.iter().flat_map(|one| &one.ranges).flat_map(|range| &range.fixes);
    let clean = fixes.filter(|(at, _)| {
        *at > own && judged.iter().all(|parsed_advisory| parsed_advisory.affects(at) == Answer::Unaffected)
    });
    clean.min_by(|(one, _), (other, _)| one.cmp(other)).map(|(_, text)| (*text).to_owned())
}

/// An advisory with its versions parsed.
struct ParsedAdvisory<'a> {
    ranges: Vec<Events<'a>>,
    versions: Vec<Order>,
    /// Why some of it could not be parsed.
    unknown: Option<String>,
}

impl<'a> ParsedAdvisory<'a> {
    fn of(language: PackageManager, advisory: &'a Advisory) -> Result<Self, String> {
        if advisory.ranges.iter().map(|range| range.0.len()).sum::<usize>() > EVENTS {
            return Err(format!("more than {EVENTS} events of one package"));
        }
        let versions =
            advisory.versions.iter().filter_map(|version| Order::read(language, version)).collect();
        let mut judged = Self { ranges: Vec::new(), versions, unknown: None };
        for range in &advisory.ranges {
            match Events::read(language, range) {
                Ok(events) => judged.ranges.push(events),
                Err(why) => judged.unknown = Some(why),
            }
        }
        Ok(judged)
    }

    fn affects(&self, version: &Order) -> Answer {
        if self.versions.contains(version) || self.ranges.iter().any(|range| range.includes(version)) {
            return Answer::Affected;
        }
        self.unknown.clone().map_or(Answer::Unaffected, Answer::Unknown)
    }
}
