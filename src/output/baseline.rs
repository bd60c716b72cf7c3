//! Compares a scan with a baseline. A finding that is gone counts as fixed only if its verdict is known.

use super::comparison::{Absent, Comparison};
use super::{NotSeen, Scan};
use crate::checks::doubt::ABSENT;
use crate::checks::{self, Check, fingerprint};
use crate::engine::credentials::masked;
use crate::verdicts::baseline::{Baseline, Known, Standing};
use std::collections::BTreeSet;

/// Compares every finding of a scan, which must not be filtered by severity. `limited` means that only some
/// namespaces were read.
pub fn compare(scan: &mut Scan, baseline: &Baseline, file: &str, limited: bool) -> Comparison {
    let mut all = Comparison { file: file.to_owned(), ..Comparison::default() };
    let mut seen: BTreeSet<String> =
        scan.accepted.iter().map(|one| fingerprint::of(&one.what.finding)).collect();
    for item in &mut scan.items {
        let standing = baseline.standing(&item.finding);
        item.standing = Some(standing);
        match standing {
            Standing::New => all.new += 1,
            Standing::Worse => all.worse += 1,
            Standing::Known => all.known += 1,
        }
        if standing.is_new() {
            all.counts.count(item.finding.severity);
        }
        seen.insert(fingerprint::of(&item.finding));
    }
    let absence = Absence::of(scan, limited);
    for (print, known) in baseline.known.iter().filter(|(print, _)| !seen.contains(*print)) {
        let why = absence.why_unknown(scan, known);
        let list = if why.is_some() { &mut all.unknown } else { &mut all.fixed };
        list.push(Absent {
            fingerprint: print.clone(),
            check: known.check.clone(),
            severity: known.severity.word(),
            object: masked(&known.object).into_owned(),
            why: why.map(|why| masked(&why).into_owned()).unwrap_or_default(),
        });
    }
    all
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
    pub fn why_unknown(&self, scan: &Scan, known: &Known) -> Option<String> {
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
        if let Some(unseen) = scan.unseen.iter().find(|one| concerns(one, check, home)) {
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
