//! What the configuration changes about findings: disabled checks, other severities, accepted risks.
//! A configuration flows in; the report applies it to each verdict.

use super::exceptions::{Exception, Exceptions};
use crate::checks::{Check, Finding, Severity, Verdict};
use crate::model::Space;
use crate::model::calendar::Day;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// Ids of checks that are not evaluated.
    pub off: BTreeSet<&'static str>,
    pub grades: BTreeMap<&'static str, Severity>,
    pub exceptions: Exceptions,
    /// Whether annotations of the objects themselves may accept risks.
    pub by_annotation: bool,
    /// The names of the set of files that is judged; none for a cluster.
    pub set: Vec<String>,
}

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    pub reason: String,
    pub by: String,
    pub expires: Option<Day>,
    /// Where it was written.
    pub place: String,
}

/// A finding that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedFinding {
    pub finding: Arc<Finding>,
    pub acceptance: Acceptance,
}

/// The annotation that accepts the findings of one check on its object.
pub const ANNOTATION: &str = "fnsec/accept.";

impl From<&Exception> for Acceptance {
    fn from(exception: &Exception) -> Self {
        Self {
            reason: exception.reason.clone(),
            by: exception.by.clone(),
            expires: exception.expires,
            place: exception.place.clone(),
        }
    }
}

impl Policy {
    pub fn judges(&self, check: &Check) -> bool {
        !self.off.contains(check.id)
    }

    /// Returns the policy for the set of files with these names.
    #[must_use]
    pub fn in_set(self, set: Vec<String>) -> Self {
        Self { set, ..self }
    }

    /// Returns whether checks and severities are the same, so that at most accepted risks differ.
    pub(super) fn differs_by_exceptions(&self, other: &Self) -> bool {
        let own = |policy: &Self| (policy.off.clone(), policy.grades.clone(), policy.by_annotation);
        own(self) == own(other)
    }

    /// Returns the verdict that counts, and the findings that were accepted.
    pub fn apply(
        &self,
        check: &Check,
        verdict: Verdict,
        space: &Space,
        today: Day,
    ) -> (Verdict, Vec<AcceptedFinding>) {
        let Verdict::Findings(all) = verdict else {
            return (verdict, Vec::new());
        };
        if self.grades.is_empty() && self.exceptions.is_empty() && !self.by_annotation {
            return (Verdict::Findings(all), Vec::new());
        }
        let (mut live, mut accepted) = (Vec::new(), Vec::new());
        for finding in all.into_iter().map(|finding| self.graded(check, finding)) {
            match self.acceptance(&finding, space, today) {
                Some(acceptance) => accepted.push(AcceptedFinding { finding, acceptance }),
                None => live.push(finding),
            }
        }
        // An accepted finding is neither a pass nor a finding: the verdict has nothing that counts.
        (Verdict::Findings(live), accepted)
    }

    fn graded(&self, check: &Check, finding: Arc<Finding>) -> Arc<Finding> {
        let Some(severity) = self.grades.get(check.id).filter(|grade| **grade != finding.severity) else {
            return finding;
        };
        let mut own = Arc::unwrap_or_clone(finding);
        own.note = format!("{} by the configuration, was {}", severity, own.severity).into();
        own.severity = *severity;
        Arc::new(own)
    }

    fn acceptance(&self, finding: &Finding, space: &Space, today: Day) -> Option<Acceptance> {
        let covering = self.exceptions.covering(finding).into_iter();
        let mut own = covering
            .filter_map(|at| self.exceptions.get(at))
            .filter(|exception| exception.is_for(&self.set) && !exception.is_expired(today));
        let written = own.next().map(Acceptance::from);
        written.or_else(|| self.by_annotation.then(|| annotated(finding, space, today)).flatten())
    }
}

/// `fnsec/accept.CHECK: the reason; until 2026-12-31`.
fn annotated(finding: &Finding, space: &Space, today: Day) -> Option<Acceptance> {
    let kind = finding.object.known()?;
    let meta = space.meta(kind, &finding.object.name)?;
    let text = meta.annotations.get(&format!("{ANNOTATION}{}", finding.check))?;
    let (reason, until) = match text.rsplit_once("; until ") {
        Some((reason, day)) => (reason, Some(Day::parse(day.trim())?)),
        None => (text, None),
    };
    let holds = !reason.trim().is_empty() && until.is_none_or(|last| last >= today);
    holds.then(|| Acceptance {
        reason: reason.trim().to_owned(),
        by: String::new(),
        expires: until,
        place: format!("annotation of {}", finding.object.short()),
    })
}
