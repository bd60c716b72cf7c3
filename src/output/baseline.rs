//! Compares a scan with a baseline. A finding that is gone counts as fixed only if its verdict is known.

use super::comparison::{Absent, Comparison};
use super::{NotSeen, Scan};
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
    for (print, known) in baseline.known.iter().filter(|(print, _)| !seen.contains(*print)) {
        let why = why_unknown(scan, known, limited);
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

/// Returns why the verdict that an entry belongs to is unknown; nothing if it is known.
fn why_unknown(scan: &Scan, known: &Known, limited: bool) -> Option<String> {
    let Some(check) = checks::find(&known.check) else {
        return Some("this release has no such check".into());
    };
    if !scan.judged.contains(check.id) {
        return Some("the check was not run".into());
    }
    let home = known.namespace.as_str();
    if limited && !home.is_empty() && !scan.header.namespaces.iter().any(|name| name == home) {
        return Some("the namespace was not read".into());
    }
    let gap = scan.gaps.iter().find(|gap| gap.check.id == check.id && gap.namespace == home);
    let unseen = || scan.unseen.iter().find(|one| concerns(one, check, home));
    gap.map(super::Gap::reason).or_else(|| unseen().map(ToString::to_string))
}

/// Returns whether something that was not read may contain what the check found.
fn concerns(one: &NotSeen, check: &Check, home: &str) -> bool {
    let here = one.namespace.is_empty() || home.is_empty() || one.namespace == home;
    here && one.kind.is_none_or(|kind| check.kinds() & kind.bit() != 0)
}
