//! A verdict that could not be given, and why.

use crate::checks::Check;
use crate::model::Kind;

/// A verdict that could not be given.
pub struct Gap {
    pub check: &'static Check,
    /// Empty for cluster-wide verdicts.
    pub namespace: String,
    pub missing: Vec<(Kind, String)>,
    /// A code for machines: `forbidden`, `not served`, `opening`, `unreadable`.
    pub why: &'static str,
}

impl Gap {
    /// Returns the namespace, or the name for cluster-wide verdicts.
    #[must_use]
    pub fn home(&self) -> &str {
        if self.namespace.is_empty() { "cluster-wide" } else { &self.namespace }
    }

    /// Returns what is missing and why, as text.
    #[must_use]
    pub fn reason(&self) -> String {
        let each = self.missing.iter().map(|(kind, why)| format!("{}: {why}", kind.info().plural));
        each.collect::<Vec<_>>().join("; ")
    }
}
