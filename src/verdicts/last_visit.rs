//! What the last visit of a cluster found: fingerprints alone, and which checks could not be judged.
//!
//! A report flows in; a baseline flows out, with what it says nothing about: a finding of a check that was unknown
//! then is not new.

use super::baseline::{Baseline, BaselineEntry};
use super::{Report, SpaceReport};
use crate::checks::{ALL, Finding, Severity, Verdict, fingerprint};
use std::collections::{BTreeMap, BTreeSet};

/// The most fingerprints that are kept; namespaces beyond them count as not seen.
pub const PRINTS: usize = 100_000;

/// What was found, and what was judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastVisit {
    /// Whether all namespaces of the cluster were seen.
    pub whole: bool,
    /// The checks of that version of fnsec.
    pub checks: BTreeSet<String>,
    pub spaces: BTreeMap<String, SpaceVisit>,
}

/// The same of one namespace; the empty name is cluster-wide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpaceVisit {
    /// Check and severity by fingerprint, accepted findings included.
    pub known: BTreeMap<String, (String, Severity)>,
    /// The checks without a verdict.
    pub unjudged: BTreeSet<String>,
}

impl LastVisit {
    /// Returns what a later visit needs; `whole` says whether every namespace is in the report.
    #[must_use]
    pub fn of(report: &Report, whole: bool) -> Self {
        let checks = ALL.iter().map(|check| check.id.to_owned()).collect();
        let mut visit = Self { whole, checks, spaces: BTreeMap::new() };
        let mut left = PRINTS;
        for (name, space) in report.spaces() {
            let space = SpaceVisit::of(space);
            let Some(rest) = left.checked_sub(space.known.len()) else {
                visit.whole = false;
                continue;
            };
            left = rest;
            visit.spaces.insert(name.to_owned(), space);
        }
        visit
    }

    /// Returns whether the check of a finding had a verdict in its namespace.
    #[must_use]
    pub fn judged(&self, finding: &Finding) -> bool {
        self.checks.contains(finding.check)
            && self
                .spaces
                .get(finding.home())
                .map_or(self.whole, |space| !space.unjudged.contains(finding.check))
    }

    #[must_use]
    pub fn baseline(&self) -> Baseline {
        let each = self.spaces.iter().flat_map(|(name, space)| {
            space.known.iter().map(|(print, (check, severity))| {
                let known = BaselineEntry {
                    sets: BTreeMap::new(),
                    check: check.clone(),
                    severity: *severity,
                    object: String::new(),
                    namespace: name.clone(),
                };
                (print.clone(), known)
            })
        });
        Baseline { known: each.collect(), ..Baseline::default() }
    }
}

impl SpaceVisit {
    fn of(space: &SpaceReport) -> Self {
        let all = space.findings().chain(space.accepted().map(|accepted| &accepted.finding));
        let mut known: BTreeMap<String, (String, Severity)> = BTreeMap::new();
        for finding in all {
            let one = known.entry(fingerprint::of(finding));
            let one = one.or_insert_with(|| (finding.check.to_owned(), finding.severity));
            one.1 = one.1.min(finding.severity);
        }
        let verdicts = space.verdicts.iter().map(Option::as_ref).chain(std::iter::repeat(None));
        let unjudged = ALL.iter().zip(verdicts).filter(|(_, verdict)| match verdict {
            Some(Verdict::Pass | Verdict::Findings(_)) => false,
            Some(Verdict::Unknown(_)) | None => true,
        });
        Self { known, unjudged: unjudged.map(|(check, _)| check.id.to_owned()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, ObjectRef};

    fn finding(namespace: &str) -> Finding {
        Finding::new(ALL[0], ObjectRef::new(Kind::APIRule, namespace, "orders"))
    }

    fn visit(whole: bool) -> LastVisit {
        let checks = BTreeSet::from([ALL[0].id.to_owned()]);
        LastVisit { whole, checks, spaces: BTreeMap::from([("shop".to_owned(), SpaceVisit::default())]) }
    }

    #[test]
    fn what_was_not_judged_then_says_nothing_now() {
        let mut last = visit(true);
        assert!(last.judged(&finding("shop")));
        last.spaces.entry("shop".into()).or_default().unjudged.insert(ALL[0].id.into());
        assert!(!last.judged(&finding("shop")), "the check was unknown");
        assert!(last.judged(&finding("new")), "the namespace did not exist");
        assert!(!visit(false).judged(&finding("other")), "the namespace was not seen");
        last.checks.clear();
        assert!(!last.judged(&finding("new")), "the check did not exist");
    }
}
