//! The findings that were known before, and what has changed since then.

use super::connection::ConnectionState;
use crate::checks::Finding;
use crate::model::calendar::Day;
use crate::source::Origin;
use crate::verdicts::baseline::{Baseline, Standing};
use crate::verdicts::last_visit::LastVisit;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A baseline, compared with what is found.
#[derive(Debug, Clone, Default)]
pub struct BaselineChange {
    pub baseline: Arc<Baseline>,
    /// The same with the entries of other sets of files.
    whole: Arc<Baseline>,
    /// What it is, for people: the file, or the last visit.
    pub name: String,
    /// The visit that it comes from, if it is no file.
    pub(in crate::app) visit: Option<Arc<LastVisit>>,
    /// The fingerprints that were known, by namespace.
    pub(in crate::app) prints: BTreeMap<String, Vec<String>>,
    /// Nothing before all namespaces were counted.
    pub counts: Option<SinceCounts>,
    /// The generations of the report that was counted, and for which namespaces are waiting.
    pub(in crate::app) counted: Option<u64>,
    pub(in crate::app) listed: Option<u64>,
    pub(in crate::app) waiting: Vec<Arc<str>>,
    /// What was counted in each namespace, so that only those that changed are counted again.
    pub(in crate::app) homes: BTreeMap<Arc<str>, HomeCounts>,
}

/// How the findings of one namespace compare with the baseline.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::app) struct HomeCounts {
    /// The generation of the report when they were counted.
    pub(in crate::app) at: u64,
    pub(in crate::app) counts: SinceCounts,
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

impl BaselineChange {
    #[must_use]
    pub fn of(file: &str, baseline: Arc<Baseline>) -> Self {
        let mut prints: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (print, known) in &baseline.known {
            match prints.get_mut(&known.namespace) {
                Some(own) => own.push(print.clone()),
                None => drop(prints.insert(known.namespace.clone(), vec![print.clone()])),
            }
        }
        Self { name: file.to_owned(), whole: Arc::clone(&baseline), baseline, prints, ..Self::default() }
    }

    /// Returns what the last visit found, in this hour since 1970.
    #[must_use]
    pub fn of_visit(visit: Arc<LastVisit>, hour: i64) -> Self {
        let day = Day::of_seconds(hour.saturating_mul(3_600));
        let one = Self::of(&format!("the last visit ({day})"), Arc::new(visit.baseline()));
        Self { visit: Some(visit), ..one }
    }

    /// Returns the same for another cluster or set of files; what the last visit found was about the one that was left.
    #[must_use]
    pub fn elsewhere(self, session: &ConnectionState) -> Option<Self> {
        self.visit.is_none().then(|| self.here(session))
    }

    /// Returns what is accepted in this set of files, if it is one that the baseline knows.
    #[must_use]
    pub fn here(self, session: &ConnectionState) -> Self {
        let is_set = session.origin == Origin::Manifests;
        let own = is_set.then(|| self.whole.of_set(&session.context)).flatten();
        let own = own.map_or_else(|| Arc::clone(&self.whole), Arc::new);
        Self { whole: self.whole, ..Self::of(&self.name, own) }
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
    pub(in crate::app) fn add(&mut self, other: Self) {
        self.new += other.new;
        self.worse += other.worse;
        self.fixed += other.fixed;
        self.unknown += other.unknown;
        self.unjudged += other.unjudged;
    }

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
