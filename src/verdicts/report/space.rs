//! What is known of one namespace: a verdict a check, and what they add up to.

use crate::checks::{ALL, Check, Family, Finding, Severity, Verdict, judge};
use crate::model::strings::SmallStr;
use crate::model::{Bits, Kind, Scope};
use crate::verdicts::{AcceptedFinding, Policy};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many findings of each severity, and how many verdicts of each sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub findings: [usize; 5],
    pub passed: usize,
    pub unknown: usize,
}

impl Counts {
    #[must_use]
    pub fn of(&self, severity: Severity) -> usize {
        self.findings.get(severity as usize).copied().unwrap_or(0)
    }

    #[must_use]
    pub fn total(&self) -> usize {
        self.findings.iter().sum()
    }

    /// Returns `1 high, 2 medium`.
    #[must_use]
    pub fn words(&self) -> String {
        let each = Severity::ALL.into_iter().filter(|severity| self.of(*severity) > 0);
        each.map(|severity| format!("{} {severity}", self.of(severity))).collect::<Vec<_>>().join(", ")
    }

    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        Severity::ALL.into_iter().find(|severity| self.of(*severity) > 0)
    }

    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.findings.iter_mut().zip(other.findings) {
            *mine += theirs;
        }
        self.passed += other.passed;
        self.unknown += other.unknown;
    }

    /// Takes back one finding.
    pub fn discount(&mut self, severity: Severity) {
        if let Some(slot) = self.findings.get_mut(severity as usize) {
            *slot = slot.saturating_sub(1);
        }
    }

    pub fn count(&mut self, severity: Severity) {
        if let Some(slot) = self.findings.get_mut(severity as usize) {
            *slot += 1;
        }
    }
}

/// How one family of checks is in one namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Worst {
    /// Nothing was found, and every verdict that was given is a pass.
    #[default]
    Clear,
    /// Nothing was found, but not everything could be judged.
    Unknown,
    Of(Severity),
}

/// How many checks are kept as the worst ones.
pub const WORST_CHECKS: usize = 3;

/// The verdicts of one namespace, one a check, in the order of [`ALL`].
#[derive(Debug, Clone, Default)]
pub struct SpaceReport {
    pub verdicts: Vec<Option<Verdict>>,
    pub counts: Counts,
    /// The worst of each family.
    pub worst: [Worst; 8],
    /// The severities of the worst findings and their checks, each check once, the worst first.
    pub worst_checks: [Option<(Severity, &'static str)>; WORST_CHECKS],
    /// Findings by the Function they concern.
    pub by_function: BTreeMap<SmallStr, Counts>,
    /// Findings that do not count, by the check's place in [`ALL`].
    accepted: BTreeMap<usize, Vec<AcceptedFinding>>,
    /// The report's generation when a verdict changed here last.
    pub(super) changed: u64,
}

impl SpaceReport {
    pub fn findings(&self) -> impl Iterator<Item = &Arc<Finding>> {
        self.verdicts.iter().flat_map(|verdict| match verdict {
            Some(Verdict::Findings(all)) => all.as_slice(),
            Some(Verdict::Pass | Verdict::Unknown(_)) | None => &[],
        })
    }

    /// Findings that somebody accepted; they count nowhere.
    pub fn accepted(&self) -> impl Iterator<Item = &AcceptedFinding> {
        self.accepted.values().flatten()
    }

    /// The checks that could not be evaluated, with what they missed.
    pub fn unknown(&self) -> impl Iterator<Item = (&'static Check, &[(Kind, String)])> {
        ALL.iter().zip(&self.verdicts).filter_map(|(check, verdict)| match verdict {
            Some(Verdict::Unknown(missing)) => Some((*check, missing.as_slice())),
            Some(Verdict::Pass | Verdict::Findings(_)) | None => None,
        })
    }

    /// What was said, without what it adds up to.
    pub(super) fn verdicts_alone(&self) -> Self {
        Self { verdicts: self.verdicts.clone(), accepted: self.accepted.clone(), ..Self::default() }
    }

    /// Asks one check again, if it reads something that changed; says whether its verdict is new.
    pub(super) fn look(
        &mut self,
        at: usize,
        check: &'static Check,
        policy: &Policy,
        scope: &Scope<'_>,
        bits: Bits,
    ) -> Option<bool> {
        self.verdicts.resize(ALL.len(), None);
        let there =
            if scope.space.is_cluster() { check.judges_cluster() } else { !check.judges_configuration() };
        let known = self.verdicts.get(at).is_some_and(Option::is_some);
        let there = there && check.has_input(scope.parameters());
        if !policy.judges(check) || !there || (known && check.bits() & bits == 0) {
            return None;
        }
        let (verdict, accepted) = policy.apply(check, judge(check, scope), scope.space, scope.today);
        Some(self.put(at, Some(verdict), accepted))
    }

    /// Takes a verdict in; says whether it is new.
    pub(super) fn put(
        &mut self,
        at: usize,
        verdict: Option<Verdict>,
        accepted: Vec<AcceptedFinding>,
    ) -> bool {
        let Some(slot) = self.verdicts.get_mut(at) else { return false };
        let before = self.accepted.remove(&at).unwrap_or_default();
        // Where nothing is new, what is there stays: others hold it, too.
        let differs = *slot != verdict;
        let news = differs || before != accepted;
        if differs {
            *slot = verdict;
        }
        if !accepted.is_empty() {
            self.accepted.insert(at, accepted);
        }
        news
    }

    /// Drops the findings and keeps that they were found.
    pub(super) fn shed(&mut self) {
        self.accepted.clear();
        for verdict in self.verdicts.iter_mut().flatten() {
            if let Verdict::Findings(all) = verdict {
                *all = Vec::new();
            }
        }
    }

    pub(super) fn recount(&mut self) {
        let mut counts = Counts::default();
        let mut by_function: BTreeMap<SmallStr, Counts> = BTreeMap::new();
        for verdict in self.verdicts.iter().flatten() {
            match verdict {
                Verdict::Pass => counts.passed += 1,
                Verdict::Unknown(_) => counts.unknown += 1,
                Verdict::Findings(all) => all.iter().for_each(|finding| {
                    counts.count(finding.severity);
                    for name in concerned(finding) {
                        by_function.entry(name.into()).or_default().count(finding.severity);
                    }
                }),
            }
        }
        (self.counts, self.by_function) = (counts, by_function);
        self.worst = self.worst_by_family();
        self.worst_checks = self.worst_of_all();
    }

    fn worst_of_all(&self) -> [Option<(Severity, &'static str)>; WORST_CHECKS] {
        let mut worst = [None; WORST_CHECKS];
        let found = ALL.iter().zip(&self.verdicts).filter_map(|(check, verdict)| match verdict {
            Some(Verdict::Findings(all)) => {
                Some((all.iter().map(|finding| finding.severity).min()?, check.title))
            }
            Some(Verdict::Pass | Verdict::Unknown(_)) | None => None,
        });
        for one in found {
            let mut next = Some(one);
            for slot in &mut worst {
                let is_worse = match (&next, &slot) {
                    (Some((own, _)), Some((other, _))) => own < other,
                    (Some(_), None) => true,
                    (None, _) => false,
                };
                if is_worse {
                    std::mem::swap(&mut next, slot);
                }
            }
        }
        worst
    }

    fn worst_by_family(&self) -> [Worst; 8] {
        Family::ALL.map(|family| {
            let own = || ALL.iter().zip(&self.verdicts).filter(|(check, _)| check.family == family);
            let found = own().filter_map(|(_, verdict)| match verdict {
                Some(Verdict::Findings(all)) => all.iter().map(|one| one.severity).min(),
                Some(Verdict::Pass | Verdict::Unknown(_)) | None => None,
            });
            let is_blind = || own().any(|(_, verdict)| matches!(verdict, Some(Verdict::Unknown(_))));
            match found.min() {
                Some(severity) => Worst::Of(severity),
                None if is_blind() => Worst::Unknown,
                None => Worst::Clear,
            }
        })
    }
}

fn concerned(finding: &Finding) -> impl Iterator<Item = &str> {
    let own = (finding.object.kind == Kind::Function).then_some(finding.object.name.as_str());
    own.into_iter().chain(finding.functions.iter().map(SmallStr::as_str))
}
