//! The parts of an OSV record that decide about versions and severity.

use crate::engine::packages::{Language, registered};
use serde::Deserialize;

/// One advisory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Record {
    pub id: String,
    pub aliases: Vec<String>,
    /// When it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    pub affected: Vec<Affected>,
    pub severity: Vec<Score>,
}

/// What is affected of one package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Affected {
    pub package: Package,
    pub ranges: Vec<Range>,
    pub versions: Vec<String>,
}

/// A package in its ecosystem.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Package {
    pub ecosystem: String,
    pub name: String,
}

/// Events in the order of the ecosystem, or commits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Range {
    #[serde(rename = "type")]
    pub kind: String,
    pub events: Vec<Event>,
}

/// One event; a record has one field of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Event {
    pub introduced: Option<String>,
    pub fixed: Option<String>,
    pub last_affected: Option<String>,
    pub limit: Option<String>,
}

/// A CVSS vector.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Score {
    #[serde(rename = "type")]
    pub kind: String,
    pub score: String,
}

impl Package {
    /// Returns whether it is a package of a registry, by its name there.
    #[must_use]
    pub fn is(&self, language: Language, name: &str) -> bool {
        let ecosystem = match language {
            Language::Npm => "npm",
            Language::Pip => "PyPI",
        };
        self.ecosystem == ecosystem && registered(language, &self.name, "").as_deref() == Some(name)
    }
}

/// Parses one record.
///
/// # Errors
/// If the text is not JSON, or has no id.
pub fn read(text: &str) -> Result<Record, String> {
    let record: Record = serde_json::from_str(text).map_err(|why| format!("not an OSV record: {why}"))?;
    if record.id.is_empty() { Err("not an OSV record: it has no id".into()) } else { Ok(record) }
}
