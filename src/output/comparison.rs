//! What differs from a baseline.

use super::Item;
use super::text::clean;
use crate::checks::Severity;
use crate::verdicts::Counts;
use crate::verdicts::baseline::Standing;
use serde::Serialize;
use std::collections::BTreeSet;

/// What differs from a baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BaselineComparison {
    /// The file of the baseline.
    pub file: String,
    /// Number of findings that are not in it.
    pub new: usize,
    /// Number of findings that are in it with a lower severity.
    pub worse: usize,
    pub known: usize,
    /// Entries without a finding, whose verdict is known.
    pub fixed: Vec<Absent>,
    /// Entries without a finding, whose verdict is unknown.
    pub unknown: Vec<Absent>,
    /// The sets in which a finding that is accepted everywhere, and found elsewhere, is unknown.
    #[serde(skip)]
    pub doubtful: Vec<(String, Vec<String>)>,
    /// The sets of the baseline that were not read.
    #[serde(skip)]
    pub unread: BTreeSet<String>,
    /// The severities of new and worse findings.
    #[serde(skip)]
    pub counts: Counts,
}

/// An entry of a baseline that the scan did not find again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Absent {
    pub fingerprint: String,
    pub check: String,
    pub severity: &'static str,
    pub object: String,
    /// The sets of files that it concerns, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<String>,
    /// Why its verdict is unknown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
}

impl BaselineComparison {
    /// Counts the findings of the joined scan.
    pub fn count(&mut self, items: &[Item]) {
        for item in items {
            match item.standing {
                Some(Standing::New) => self.new += 1,
                Some(Standing::Worse) => self.worse += 1,
                Some(Standing::Known) | None => self.known += 1,
            }
            if item.standing.is_some_and(Standing::is_new) {
                self.counts.count(item.finding.severity);
            }
        }
    }

    /// Returns whether a new or worse finding has at least this severity.
    #[must_use]
    pub fn reaches(&self, least: Severity) -> bool {
        self.counts.worst().is_some_and(|worst| worst <= least)
    }

    /// Returns `Baseline b.yaml: 1 new, 2 known, 1 fixed.`
    #[must_use]
    pub fn words(&self) -> String {
        let parts = [
            (self.new, "new"),
            (self.worse, "worse"),
            (self.known, "known"),
            (self.fixed.len(), "fixed"),
            (self.unknown.len(), "no longer found, but unknown"),
        ];
        let given: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let given = if given.is_empty() { "no findings".to_owned() } else { given.join(", ") };
        format!("Baseline {}: {given}.", clean(&self.file))
    }
}
