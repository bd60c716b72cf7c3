//! The findings that were known before, and what has changed since then.

use crate::checks::Finding;
use crate::model::calendar::Day;
use crate::verdicts::baseline::{Baseline, Standing};
use crate::verdicts::last_visit::LastVisit;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A baseline, compared with what is found.
#[derive(Debug, Clone, Default)]
pub struct Since {
    pub baseline: Arc<Baseline>,
    /// What it is, for people: the file, or the last visit.
    pub name: String,
    /// The visit that it comes from, if it is no file.
    pub(in crate::app) visit: Option<Arc<LastVisit>>,
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
    pub(in crate::app) unjudged: usize,
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
    /// Findings that could not be judged then.
    pub unjudged: usize,
}

impl Since {
    #[must_use]
    pub fn of(file: &str, baseline: Arc<Baseline>) -> Self {
        Self { name: file.to_owned(), baseline, ..Self::default() }
    }

    /// Returns what the last visit found, in this hour since 1970.
    #[must_use]
    pub fn of_visit(visit: Arc<LastVisit>, hour: i64) -> Self {
        let day = Day::of_seconds(hour.saturating_mul(3_600));
        let name = format!("the last visit ({day})");
        Self { name, baseline: Arc::new(visit.baseline()), visit: Some(visit), ..Self::default() }
    }

    #[must_use]
    pub fn is_visit(&self) -> bool {
        self.visit.is_some()
    }

    /// Returns how a finding compares; nothing if it could not be judged then.
    #[must_use]
    pub fn standing_of(&self, print: &str, finding: &Finding) -> Option<Standing> {
        let standing = self.baseline.standing_of(print, finding);
        let judged =
            standing != Standing::New || self.visit.as_ref().is_none_or(|visit| visit.judged(finding));
        judged.then_some(standing)
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
        if self.unjudged > 0 {
            parts.push(format!("{} unknown before", self.unjudged));
        }
        parts.join(", ")
    }
}
