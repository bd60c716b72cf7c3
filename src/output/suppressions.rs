//! What silences checks and findings: a configuration, disabled checks, accepted findings, filters. It is
//! always reported.

use crate::checks::prelude::plural;
use serde::Serialize;

/// What keeps checks and findings out of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suppressions {
    /// The configuration's file, if one was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
    /// Checks that are off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub off: Vec<&'static str>,
    /// Checks whose severity the configuration lowers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lowered: Vec<&'static str>,
    /// Accepted findings.
    #[serde(skip_serializing_if = "is_none")]
    pub accepted: usize,
    /// Filters of the command line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<String>,
}

// The serialiser hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Suppressions {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.off.is_empty() && self.lowered.is_empty() && self.accepted == 0 && self.filters.is_empty()
    }

    /// Returns one line for people; empty if nothing is silenced.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        if !self.off.is_empty() {
            parts.push(format!(
                "{} check{} off ({})",
                self.off.len(),
                plural(self.off.len()),
                self.off.join(", ")
            ));
        }
        if !self.lowered.is_empty() {
            let count = self.lowered.len();
            parts.push(format!(
                "{count} check{} with lowered severity ({})",
                plural(count),
                self.lowered.join(", ")
            ));
        }
        if self.accepted > 0 {
            parts.push(format!("{} finding{} accepted", self.accepted, plural(self.accepted)));
        }
        let by = self.config.as_ref().map(|file| format!(" by {file}")).unwrap_or_default();
        let mut line = String::new();
        if !parts.is_empty() {
            line = format!("Silenced{by}: {}.", parts.join("; "));
        }
        if !self.filters.is_empty() {
            let gap = if line.is_empty() { "" } else { " " };
            line = format!("{line}{gap}Only some checks were run: {}.", self.filters.join(", "));
        }
        line
    }
}
