//! The sets of files of one side: what was not read in one of them concerns no other.

use crate::checks::fingerprint;
use crate::cli::gather::Gathered;
use crate::cli::positions::Positions;
use crate::cli::scan::whole;
use crate::model::Kind;
use crate::output::baseline::Absence;
use crate::output::formats::Sheet;
use crate::output::{Filter, Scan};
use crate::verdicts::Policy;
use crate::verdicts::baseline::{Baseline, Known};
use std::collections::{BTreeMap, BTreeSet};

/// A finding of a side.
pub struct Row {
    pub known: Known,
    pub message: String,
    /// The file and line, if it is in one.
    pub place: String,
    /// The sets that it is in; none for a saved report.
    pub sets: BTreeSet<String>,
}

/// A set: a chart, an overlay, a folder. A cluster is one set.
pub struct Set {
    /// Its name below the folder that was given; empty if it is the only one.
    name: String,
    scan: Scan,
    absence: Absence,
}

#[derive(Default)]
pub struct Sets {
    pub all: Vec<Set>,
}

impl Set {
    pub fn of(name: String, gathered: &mut Gathered, policy: &Policy) -> Self {
        let mut scan = whole::scan(gathered, policy, &Filter::default());
        Positions::default().find(&mut scan.items);
        let listed = gathered.snapshot.feeds().everywhere(Kind::Namespace).known();
        let limited = !gathered.connection.only.is_empty() || !listed;
        let absence = Absence::of(&scan, limited);
        Self { name, scan, absence }
    }

    fn rows(&self) -> BTreeMap<String, Row> {
        let mut baseline = Baseline::default();
        for item in &self.scan.items {
            baseline.add(&item.finding);
        }
        let mut rows = BTreeMap::new();
        for entry in Sheet::of(&self.scan).entries {
            let print = fingerprint::of(entry.finding);
            let Some(known) = baseline.known.remove(&print) else { continue };
            let (message, place) = (entry.sentence(), entry.at().unwrap_or_default());
            rows.insert(print, Row { known, message, place, sets: BTreeSet::from([self.name.clone()]) });
        }
        rows
    }
}

impl Sets {
    /// Returns every finding by its fingerprint; of two with one fingerprint, the more severe one.
    pub fn rows(&self) -> BTreeMap<String, Row> {
        let mut all: BTreeMap<String, Row> = BTreeMap::new();
        for (print, mut row) in self.all.iter().flat_map(Set::rows) {
            if let Some(known) = all.get_mut(&print) {
                // Worse severities come first.
                if row.known.severity < known.known.severity {
                    std::mem::swap(known, &mut row);
                }
                known.sets.append(&mut row.sets);
            } else {
                all.insert(print, row);
            }
        }
        all
    }

    /// Returns what could not be read, one sentence each.
    pub fn unread(&self) -> BTreeSet<String> {
        self.all.iter().flat_map(|set| Sheet::of(&set.scan).unread).collect()
    }

    /// Returns why it is unknown whether a finding of another side is in one of these sets; nothing if it is known.
    ///
    /// Its own sets count, and those that the other side does not have. Where its own set is missing, it may have
    /// become a part of any other.
    pub fn why_unknown(&self, row: &Row, others: &Self) -> Option<String> {
        let has = |sets: &Self, name: &str| sets.all.iter().any(|set| set.name == name);
        let is_moved = row.sets.iter().any(|name| !has(self, name));
        let mut concerned =
            self.all.iter().filter(|set| is_moved || row.sets.contains(&set.name) || !has(others, &set.name));
        concerned.find_map(|set| set.absence.why_unknown(&set.scan, &row.known))
    }
}
