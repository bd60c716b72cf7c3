//! What the configuration changes about findings: disabled checks, other severities, accepted risks.
//! A configuration flows in; the report applies it to each verdict.

use super::Exceptions;
use crate::checks::{Check, Finding, Severity, Verdict, fingerprint};
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
}

/// A risk that a user accepts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exception {
    pub check: &'static str,
    pub target: ExceptionTarget,
    pub reason: String,
    pub by: String,
    pub expires: Option<Day>,
    /// The file and the line of the entry.
    pub place: String,
}

/// The findings of the check that it covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExceptionTarget {
    Fingerprint(String),
    /// Kind, namespace and name of the object; an empty namespace for cluster-wide objects.
    Object {
        kind: String,
        namespace: String,
        name: String,
    },
    /// All findings of the check in one namespace.
    Namespace(String),
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
pub struct Accepted {
    pub finding: Arc<Finding>,
    pub acceptance: Acceptance,
}

/// The annotation that accepts the findings of one check on its object.
pub const ANNOTATION: &str = "fnsec/accept.";

impl ExceptionTarget {
    /// Returns a description of what it covers.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Fingerprint(print) => print.clone(),
            Self::Object { kind, namespace, name } if namespace.is_empty() => format!("{kind}/{name}"),
            Self::Object { kind, namespace, name } => format!("{kind}/{namespace}/{name}"),
            Self::Namespace(name) => format!("namespace {name}"),
        }
    }
}

impl Exception {
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        if finding.check != self.check {
            return false;
        }
        match &self.target {
            ExceptionTarget::Fingerprint(print) => fingerprint::of(finding) == *print,
            ExceptionTarget::Object { kind, namespace, name } => {
                let object = &finding.object;
                *object.kind == **kind && object.namespace == *namespace && object.name == *name
            }
            ExceptionTarget::Namespace(name) => finding.home() == name,
        }
    }

    /// Returns whether it has expired. It is valid up to and including its last day.
    #[must_use]
    pub fn is_expired(&self, today: Day) -> bool {
        self.expires.is_some_and(|last| last < today)
    }

    fn acceptance(&self) -> Acceptance {
        Acceptance {
            reason: self.reason.clone(),
            by: self.by.clone(),
            expires: self.expires,
            place: self.place.clone(),
        }
    }
}

impl Policy {
    pub fn judges(&self, check: &Check) -> bool {
        !self.off.contains(check.id)
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
    ) -> (Verdict, Vec<Accepted>) {
        let Verdict::Findings(all) = verdict else {
            return (verdict, Vec::new());
        };
        if self.grades.is_empty() && self.exceptions.is_empty() && !self.by_annotation {
            return (Verdict::Findings(all), Vec::new());
        }
        let (mut live, mut accepted) = (Vec::new(), Vec::new());
        for finding in all.into_iter().map(|finding| self.graded(check, finding)) {
            match self.acceptance(&finding, space, today) {
                Some(acceptance) => accepted.push(Accepted { finding, acceptance }),
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
        let mut own = covering.filter_map(|at| self.exceptions.get(at)).filter(|one| !one.is_expired(today));
        let written = own.next().map(Exception::acceptance);
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
