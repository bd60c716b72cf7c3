//! How many findings each exception covers, by namespace: a new verdict changes only its namespace's counts.

use super::Exceptions;
use crate::checks::Finding;
use crate::verdicts::report::SpaceReport;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many findings one exception covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Use {
    /// Findings that it accepts.
    pub accepts: usize,
    /// Findings that it would accept if it had not expired.
    pub counting: usize,
}

/// The sums over all namespaces by position of the exception, and the contribution of each namespace.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    sums: BTreeMap<usize, Use>,
    by_namespace: BTreeMap<Arc<str>, BTreeMap<usize, Use>>,
}

impl Uses {
    #[must_use]
    pub fn of(&self, at: usize) -> Use {
        self.sums.get(&at).copied().unwrap_or_default()
    }

    /// Recounts the findings of a namespace.
    pub fn count(&mut self, name: &Arc<str>, report: &SpaceReport, exceptions: &Exceptions) {
        self.forget(name);
        if exceptions.is_empty() {
            return;
        }
        let mut own: BTreeMap<usize, Use> = BTreeMap::new();
        let mut count = |finding: &Finding, add: fn(&mut Use)| {
            exceptions.covering(finding).into_iter().for_each(|at| add(own.entry(at).or_default()));
        };
        report.accepted().for_each(|accepted| count(&accepted.finding, |uses| uses.accepts += 1));
        report.findings().for_each(|one| count(one, |uses| uses.counting += 1));
        for (at, uses) in &own {
            let sum = self.sums.entry(*at).or_default();
            sum.accepts += uses.accepts;
            sum.counting += uses.counting;
        }
        if !own.is_empty() {
            self.by_namespace.insert(Arc::clone(name), own);
        }
    }

    pub fn forget(&mut self, name: &str) {
        for (at, uses) in self.by_namespace.remove(name).unwrap_or_default() {
            let sum = self.sums.entry(at).or_default();
            sum.accepts = sum.accepts.saturating_sub(uses.accepts);
            sum.counting = sum.counting.saturating_sub(uses.counting);
        }
    }
}
