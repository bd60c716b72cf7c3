//! Parses OSV records: what they say of packages of npm and PyPI, as far as it decides about versions and severity.

use super::cvss;
use crate::engine::packages::{PackageManager, registered};
use crate::model::advisories::{Advisory, Impact, Range, Registry, VersionChange};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// When it was changed last, as it is written.
    pub modified: String,
    /// A withdrawn record, and one about other registries, has none.
    pub packages: Vec<(Registry, Box<str>, Advisory)>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Raw {
    id: String,
    modified: String,
    aliases: Vec<Box<str>>,
    withdrawn: Option<String>,
    affected: Vec<Affected>,
    severity: Vec<Score>,
    database_specific: Specific,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Affected {
    package: Package,
    ranges: Vec<RawRange>,
    versions: Vec<Box<str>>,
    severity: Vec<Score>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Package {
    ecosystem: String,
    name: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawRange {
    #[serde(rename = "type")]
    kind: String,
    events: Vec<RawEvent>,
}

/// An event has one of the fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct RawEvent {
    introduced: Option<Box<str>>,
    fixed: Option<Box<str>>,
    last_affected: Option<Box<str>>,
    limit: Option<Box<str>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Score {
    #[serde(rename = "type")]
    kind: String,
    score: String,
}

/// What GitHub adds: its severity as a word.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Specific {
    severity: serde_json::Value,
}

/// Parses one record.
///
/// # Errors
/// If the text is not JSON, or has no id.
pub fn read(text: &[u8]) -> Result<Record, String> {
    let raw: Raw = serde_json::from_slice(text).map_err(|why| format!("not an OSV record: {why}"))?;
    if raw.id.is_empty() {
        return Err("not an OSV record: it has no id".into());
    }
    let mut packages: BTreeMap<(Registry, Box<str>), Advisory> = BTreeMap::new();
    for one in raw.affected.iter().filter(|_| raw.withdrawn.is_none()) {
        let Some((registry, name)) = one.package.known() else { continue };
        let known = packages.entry((registry, name)).or_default();
        known.id = raw.id.as_str().into();
        known.aliases.clone_from(&raw.aliases.clone().into_boxed_slice());
        known.impact = known.impact.max(impact(&raw, one));
        let ranges = one.ranges.iter().filter(|range| range.kind != "GIT").map(RawRange::events);
        known.ranges = known.ranges.iter().cloned().chain(ranges).collect();
        known.versions = known.versions.iter().chain(&one.versions).cloned().collect();
    }
    let packages = packages.into_iter().map(|((registry, name), one)| (registry, name, one)).collect();
    Ok(Record { modified: raw.modified, packages })
}

impl Package {
    /// Returns the registry and the name there; nothing for another registry.
    fn known(&self) -> Option<(Registry, Box<str>)> {
        let registry = Registry::ALL.into_iter().find(|one| one.word() == self.ecosystem)?;
        let language = match registry {
            Registry::Npm => PackageManager::Npm,
            Registry::Pypi => PackageManager::Pip,
        };
        Some((registry, registered(language, &self.name, "")?.into()))
    }
}

impl RawRange {
    fn events(&self) -> Range {
        let event = |raw_event: &RawEvent| match raw_event {
            RawEvent { introduced: Some(at), .. } => Some(VersionChange::Introduced(at.clone())),
            RawEvent { fixed: Some(at), .. } => Some(VersionChange::Fixed(at.clone())),
            RawEvent { last_affected: Some(at), .. } => Some(VersionChange::LastAffected(at.clone())),
            RawEvent { limit: Some(at), .. } => Some(VersionChange::Limit(at.clone())),
            RawEvent { introduced: None, fixed: None, last_affected: None, limit: None } => None,
        };
        Range(self.events.iter().filter_map(event).collect())
    }
}

/// The word of the database, else the highest score that can be computed; malicious packages have neither.
fn impact(raw: &Raw, affected: &Affected) -> Option<Impact> {
    if raw.id.starts_with("MAL-") {
        return Some(Impact::Critical);
    }
    let word = raw.database_specific.severity.as_str().map(str::to_ascii_uppercase);
    match word.as_deref() {
        Some("CRITICAL") => return Some(Impact::Critical),
        Some("HIGH") => return Some(Impact::High),
        Some("MODERATE" | "MEDIUM") => return Some(Impact::Medium),
        Some("LOW") => return Some(Impact::Low),
        _ => {}
    }
    let scores = raw.severity.iter().chain(&affected.severity);
    scores.filter(|one| one.kind == "CVSS_V3").filter_map(|score| cvss::impact(&score.score)).max()
}
