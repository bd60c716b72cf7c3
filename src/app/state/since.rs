//! The findings that were known before, and what has changed since then.

use crate::verdicts::baseline::Baseline;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A baseline, compared with what is found.
#[derive(Debug, Clone, Default)]
pub struct Since {
    pub baseline: Arc<Baseline>,
    /// The file, for people.
    pub file: String,
    pub counts: SinceCounts,
    /// The generation of the report that was counted.
    pub(in crate::app) counted: Option<u64>,
    /// What was counted in each namespace, so that only those that changed are counted again.
    pub(in crate::app) homes: BTreeMap<Arc<str>, HomeCounts>,
}

/// How the findings of one namespace compare with the baseline.
#[derive(Debug, Clone, Default)]
pub(in crate::app) struct HomeCounts {
    pub(in crate::app) new: usize,
    pub(in crate::app) worse: usize,
    /// The fingerprints of the baseline that are still found.
    pub(in crate::app) found: BTreeSet<String>,
}

/// How many findings changed since then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SinceCounts {
    pub new: usize,
    pub worse: usize,
    pub fixed: usize,
    /// Known findings that can no longer be judged.
    pub unknown: usize,
}

impl Since {
    #[must_use]
    pub fn of(file: &str, baseline: Arc<Baseline>) -> Self {
        Self { file: file.to_owned(), baseline, ..Self::default() }
    }
}

impl SinceCounts {
    /// Returns the counts that are not zero; new and fixed always.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts = vec![format!("{} new", self.new)];
        if self.worse > 0 {
            parts.push(format!("{} worse", self.worse));
        }
        parts.push(format!("{} fixed", self.fixed));
        if self.unknown > 0 {
            parts.push(format!("{} unknown", self.unknown));
        }
        parts.join(", ")
    }
}
