//! Compares a scan with a baseline, set by set. A finding that is gone counts as fixed only if its verdict is known.

use super::comparison::{Absent, BaselineComparison};
use super::given::Given;
use super::{NotSeen, Scan};
use crate::checks::doubt::ABSENT;
use crate::checks::{self, Check, fingerprint};
use crate::engine::credentials::masked;
use crate::verdicts::baseline::{Baseline, BaselineEntry, Spread, Standing};
use std::collections::{BTreeMap, BTreeSet};

/// The scan of one set.
pub struct SetScan {
    /// The name of the set in a baseline; empty if the source is not divided.
    pub name: String,
    pub scan: Scan,
    /// Whether only some namespaces were read.
    pub limited: bool,
}

/// Compares every finding of every set; the scans must not be filtered by severity. New findings are counted once the
/// scans are joined.
pub fn compare(parts: &mut [SetScan], baseline: &Baseline, file: &str, given: &Given) -> BaselineComparison {
    let mut spread = spread(parts);
    spread.unread = given.lacks(baseline);
    spread.unread.retain(|set| !spread.sets.contains(set));
    for part in &mut *parts {
        for item in &mut part.scan.items {
            let accepted = baseline.accepted(&fingerprint::of(&item.finding), &part.name, &spread);
            let standing = Standing::of(item.finding.severity, accepted);
            item.standing = Some(standing);
            if standing.is_new() && !part.name.is_empty() {
                item.new_in = vec![part.name.clone()];
            }
        }
    }
    let unread = spread.unread.clone();
    let mut all = BaselineComparison { file: file.to_owned(), unread, ..BaselineComparison::default() };
    let seen = BaselineView { baseline, spread: &spread, parts: &*parts, absences: absences(parts) };
    for (print, known) in &baseline.known {
        let mut each: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
        for (set, why) in seen.absent(print, known) {
            each.entry(why).or_default().extend(Some(set).filter(|set| !set.is_empty()));
        }
        for (why, sets) in each {
            let list = if why.is_some() { &mut all.unknown } else { &mut all.fixed };
            list.push(absent(print, known, sets, why));
        }
        all.doubtful
            .extend(Some((print.clone(), seen.doubtful(print, known))).filter(|one| !one.1.is_empty()));
    }
    all
}

fn absent(print: &str, known: &BaselineEntry, sets: Vec<String>, why: Option<String>) -> Absent {
    Absent {
        fingerprint: print.to_owned(),
        check: known.check.clone(),
        severity: known.severity.word(),
        object: masked(&known.object).into_owned(),
        sets,
        why: why.map(|why| masked(&why).into_owned()).unwrap_or_default(),
    }
}

/// Returns where each finding is, accepted ones included.
fn spread(parts: &[SetScan]) -> Spread {
    let mut spread = Spread::default();
    for part in parts {
        spread.sets.insert(part.name.clone());
        let accepted = part.scan.accepted.iter().map(|one| &one.what.finding);
        for finding in part.scan.items.iter().map(|item| &item.finding).chain(accepted) {
            spread.found.entry(fingerprint::of(finding)).or_default().insert(part.name.clone());
        }
    }
    spread
}

fn absences(parts: &[SetScan]) -> Vec<Absence> {
    parts.iter().map(|part| Absence::of(&part.scan, part.limited)).collect()
}

/// What was compared, and what is known of absent findings.
struct BaselineView<'a> {
    baseline: &'a Baseline,
    spread: &'a Spread,
    parts: &'a [SetScan],
    absences: Vec<Absence>,
}

impl BaselineView<'_> {
    fn each(&self) -> impl Iterator<Item = (&SetScan, &Absence)> {
        self.parts.iter().zip(&self.absences)
    }

    /// Returns the sets that no longer have a known finding, each with the reason if that is unknown.
    fn absent(&self, print: &str, known: &BaselineEntry) -> Vec<(String, Option<String>)> {
        let anywhere = || self.each().find_map(|(part, absence)| absence.why_unknown(&part.scan, known));
        let is_undivided = self.spread.sets.contains("");
        let is_found = self.spread.of(print).next().is_some();
        if is_found && (known.sets.is_empty() || is_undivided) {
            return Vec::new();
        }
        let is_read = |set: &String| !self.spread.unread.contains(set);
        if known.sets.is_empty() {
            let unread = self.spread.unread.first().map(|set| format!("the set {set} was not read"));
            return vec![(String::new(), anywhere().or(unread))];
        }
        if is_undivided && known.sets.keys().all(is_read) {
            return vec![(String::new(), anywhere())];
        }
        // A set of another name may be one that is gone.
        let is_renamed = self.spread.of(print).any(|set| !self.baseline.sets.contains(set));
        let absent = known.sets.keys().filter(|set| !self.spread.has(print, set));
        let each = absent.filter_map(|set| {
            let why = match self.each().find(|(part, _)| part.name == *set) {
                Some((part, absence)) => absence.why_unknown(&part.scan, known),
                None if !is_read(set) => Some("the set was not read".into()),
                None if is_renamed => return None,
                None => anywhere(),
            };
            Some((set.clone(), why))
        });
        each.collect()
    }

    /// Returns the sets in which a finding that is accepted everywhere, and found elsewhere, is unknown.
    fn doubtful(&self, print: &str, known: &BaselineEntry) -> Vec<String> {
        if !known.sets.is_empty() || self.spread.of(print).next().is_none() {
            return Vec::new();
        }
        let absent = self.each().filter(|(part, _)| !self.spread.has(print, &part.name));
        let doubtful = absent.filter(|(part, absence)| absence.why_unknown(&part.scan, known).is_some());
        doubtful.map(|(part, _)| &part.name).chain(&self.spread.unread).cloned().collect()
    }
}

/// What is known of findings that a scan does not have.
pub struct Absence {
    /// Objects that the files contain, as `Kind/namespace/name`; nothing for a cluster.
    objects: Option<BTreeSet<String>>,
    limited: bool,
}

impl Absence {
    /// `limited` means that only some namespaces were read.
    #[must_use]
    pub fn of(scan: &Scan, limited: bool) -> Self {
        Self { objects: scan.objects(), limited }
    }

    /// Returns why it is unknown whether the scanned source has a finding that the scan does not have; nothing if it
    /// certainly does not have it.
    ///
    /// A check over files is unknown where the cluster may have more than the files. That does not concern a finding
    /// about an object that the files no longer contain: in these files, it is gone.
    #[must_use]
    pub fn why_unknown(&self, scan: &Scan, known: &BaselineEntry) -> Option<String> {
        let Some(check) = checks::find(&known.check) else {
            return Some("this release has no such check".into());
        };
        if !scan.judged.contains(check.id) {
            return Some("the check was not run".into());
        }
        let home = known.namespace.as_str();
        if self.limited && !home.is_empty() && !scan.header.namespaces.iter().any(|name| name == home) {
            return Some("the namespace was not read".into());
        }
        if let Some(unseen) = scan.unseen.iter().find(|not_seen| concerns(not_seen, check, home)) {
            return Some(unseen.to_string());
        }
        let is_gone = self.objects.as_ref().is_some_and(|objects| !objects.contains(&known.object));
        let gap = scan.gaps.iter().find(|gap| gap.check.id == check.id && gap.namespace == home)?;
        let only_absent = gap.missing.iter().all(|(_, why)| why == ABSENT);
        (!(is_gone && only_absent)).then(|| gap.reason())
    }
}

/// Returns whether something that was not read may contain what the check found.
fn concerns(one: &NotSeen, check: &Check, home: &str) -> bool {
    let here = one.namespace.is_empty() || home.is_empty() || one.namespace == home;
    here && one.kind.is_none_or(|kind| check.kinds() & kind.bit() != 0)
}
