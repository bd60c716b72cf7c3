//! In which sets of files a baseline accepts a finding. What is accepted in one set is new in another.

use super::{Baseline, BaselineEntry};
use crate::checks::{Finding, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The sets of a source, and where each finding is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread {
    /// The names of the sets; an empty one if the source is not divided.
    pub sets: BTreeSet<String>,
    /// The sets of the baseline that were not read, so that they are not gone.
    pub unread: BTreeSet<String>,
    /// The sets that contain a finding, by fingerprint.
    pub found: BTreeMap<String, BTreeSet<String>>,
}

impl Spread {
    /// Returns the sets that contain a finding.
    pub fn of(&self, print: &str) -> impl Iterator<Item = &String> {
        self.found.get(print).into_iter().flatten()
    }

    /// Returns whether a set contains a finding.
    #[must_use]
    pub fn has(&self, print: &str, set: &str) -> bool {
        self.found.get(print).is_some_and(|sets| sets.contains(set))
    }
}

impl BaselineEntry {
    /// Adds another entry with the same fingerprint: one for each severity, or one for all sets.
    pub(super) fn join(&mut self, other: Self) {
        if self.sets.is_empty() || other.sets.is_empty() {
            self.sets.clear();
            self.severity = self.severity.min(other.severity);
        } else {
            other.sets.into_iter().for_each(|(set, severity)| self.accept_in(&set, severity));
        }
    }

    /// Accepts the finding in one more set; one without sets is accepted in all.
    fn accept_in(&mut self, set: &str, severity: Severity) {
        let slot = self.sets.entry(set.to_owned()).or_insert(severity);
        *slot = severity.min(*slot);
        self.severity = self.severity.min(severity);
    }
}

impl Baseline {
    /// Adds a finding of a set; an empty name means a source that is not divided.
    pub fn add_in(&mut self, finding: &Finding, set: &str) {
        let is_first = !self.known.contains_key(&crate::checks::fingerprint::of(finding));
        let slot = self.add(finding);
        if !set.is_empty() && (is_first || !slot.sets.is_empty()) {
            slot.accept_in(set, finding.severity);
        }
    }

    /// Keeps an entry of another baseline for these sets alone; for all if there are none.
    pub fn keep(&mut self, print: &str, known: &BaselineEntry, sets: &[String]) {
        if sets.is_empty() {
            self.known.insert(print.to_owned(), known.clone());
            return;
        }
        self.sets.extend(sets.iter().cloned());
        let is_first = !self.known.contains_key(print);
        let empty = BaselineEntry { sets: BTreeMap::new(), ..known.clone() };
        let slot = self.known.entry(print.to_owned()).or_insert(empty);
        if !is_first && slot.sets.is_empty() {
            return;
        }
        for set in sets {
            slot.accept_in(set, known.sets.get(set).copied().unwrap_or(known.severity));
        }
    }

    /// Accepts what another baseline accepts in some sets in no more of them: a source that is not divided does not say
    /// in which sets it was found.
    pub fn narrow(&mut self, other: &Self) {
        for (print, known) in &mut self.known {
            let sets = other.known.get(print).map(|other| &other.sets).into_iter().flatten();
            known.sets = sets.map(|(set, severity)| (set.clone(), known.severity.min(*severity))).collect();
        }
    }

    /// Removes an entry from these sets; from all if there are none.
    pub fn remove(&mut self, print: &str, sets: &[String]) {
        let Some(known) = self.known.get_mut(print) else { return };
        known.sets.retain(|name, _| !sets.contains(name));
        match known.sets.values().min() {
            Some(worst) if !sets.is_empty() => known.severity = *worst,
            Some(_) | None => drop(self.known.remove(print)),
        }
    }

    /// Returns the name of the set at a path, wherever its folder is: the longest name that the path ends with.
    #[must_use]
    pub fn set_at(&self, path: &str) -> Option<&String> {
        let path = Path::new(path);
        self.sets.iter().filter(|name| path.ends_with(name)).max_by_key(|name| name.len())
    }

    /// Returns what is accepted in the set at a path; nothing if the baseline does not know the set.
    #[must_use]
    pub fn of_set(&self, path: &str) -> Option<Self> {
        let set = self.set_at(path)?;
        let own = self.known.iter().filter_map(|(print, known)| {
            let severity = *known.sets.get(set).or(known.sets.is_empty().then_some(&known.severity))?;
            Some((print.clone(), BaselineEntry { severity, ..known.clone() }))
        });
        Some(Self { known: own.collect(), sets: self.sets.clone() })
    }

    /// Returns the severity with which a finding is accepted in a set; nothing if it is not.
    ///
    /// An entry without sets is accepted in every set, and a source that is not divided has the entries of all sets.
    /// Sets that the baseline does not know may be those that are gone, under new names: as many are accepted.
    #[must_use]
    pub fn accepted(&self, print: &str, set: &str, spread: &Spread) -> Option<Severity> {
        let known = self.known.get(print)?;
        if known.sets.is_empty() || set.is_empty() {
            return Some(known.severity);
        }
        if let Some(severity) = known.sets.get(set) {
            return Some(*severity);
        }
        let is_unknown = |name: &str| !self.sets.contains(name) && !known.sets.contains_key(name);
        let is_there = |name: &String| spread.sets.contains(name) || spread.unread.contains(name);
        let gone = || known.sets.iter().filter(|(name, _)| !is_there(name));
        let fresh = spread.of(print).filter(|name| is_unknown(name)).count();
        let is_renamed = is_unknown(set) && fresh <= gone().count();
        if is_renamed { gone().map(|(_, severity)| *severity).min() } else { None }
    }
}
