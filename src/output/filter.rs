//! The checks that a scan reports, the kinds it reads for them, and the findings it shows.

use crate::checks::{self, Check, Family, Severity};
use crate::model::reads::Reads;
use crate::model::{Bits, Kind};
use crate::verdicts::Policy;

/// Checks and families choose what counts; the severity only limits what is shown.
#[derive(Debug, Clone, Default)]
pub struct ReportFilter {
    pub checks: Vec<&'static str>,
    pub families: Vec<Family>,
    pub severity: Option<Severity>,
}

impl ReportFilter {
    /// Returns a filter for only one check.
    #[must_use]
    pub fn of(check: &'static Check) -> Self {
        Self { checks: vec![check.id], ..Self::default() }
    }

    /// Returns whether everything is shown.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.checks.is_empty() && self.families.is_empty() && self.severity.is_none()
    }

    /// Returns the kinds that affect what is shown.
    #[must_use]
    pub fn kinds(&self) -> Vec<Kind> {
        let wanted = checks::ALL.iter().filter(|check| self.wants(check));
        let bits = wanted.flat_map(|check| check.reads).fold(0, |bits, read| bits | decides(*read));
        Kind::ALL.into_iter().filter(|kind| bits & kind.bit() != 0).collect()
    }

    /// Returns the kinds that are read for what is shown: those that decide, and those that are consulted.
    pub fn reads(&self, policy: &Policy) -> Vec<Kind> {
        let watched = Kind::watched();
        if self.needs_all(policy) {
            return watched;
        }
        let wanted = checks::ALL.iter().filter(|check| self.wants(check));
        let bits = wanted.fold(Kind::Namespace.bit(), |bits, check| bits | check.kinds());
        watched.into_iter().filter(|kind| bits & kind.bit() != 0).collect()
    }

    /// Returns whether every check must run: none is left out, or a selected check reports unused exceptions.
    fn needs_all(&self, policy: &Policy) -> bool {
        let all = self.checks.is_empty() && self.families.is_empty();
        let of_exceptions = |check: &&&Check| check.judges_configuration() && self.wants(check);
        all || (!policy.exceptions.is_empty() && checks::ALL.iter().any(|check| of_exceptions(&check)))
    }

    /// Returns a policy that runs only these checks.
    pub fn narrowed(&self, mut policy: Policy) -> Policy {
        if self.needs_all(&policy) {
            return policy;
        }
        policy.off.extend(checks::ALL.iter().filter(|check| !self.wants(check)).map(|check| check.id));
        policy
    }

    /// Returns the options that leave checks out.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let checks = self.checks.iter().map(|id| format!("--check {id}"));
        checks.chain(self.families.iter().map(|family| format!("--family {}", family.word()))).collect()
    }

    pub(super) fn wants_id(&self, id: &str) -> bool {
        checks::find(id).is_some_and(|check| self.wants(check))
    }

    pub(super) fn wants(&self, check: &Check) -> bool {
        (self.checks.is_empty() || self.checks.contains(&check.id))
            && (self.families.is_empty() || self.families.contains(&check.family))
    }
}

/// Returns the kinds without which a verdict may be unknown.
fn decides(read: Reads) -> Bits {
    match read {
        Reads::Exposure | Reads::ExposureHint => Kind::APIRule.bit(),
        Reads::OtherPolicies => 0,
        Reads::Callees => read.kinds() & !Kind::FOREIGN_BITS,
        other => other.kinds(),
    }
}
