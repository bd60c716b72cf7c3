//! One run of the checks over a namespace, check by check, so that a key need not wait for all of them.

use super::SpaceReport;
use crate::checks::ALL;
use crate::model::{Bits, Memo, Scope};
use crate::verdicts::Policy;
use std::sync::Arc;

/// The verdicts of a namespace so far; they are published when the round is over.
#[derive(Debug)]
pub(super) struct Round {
    pub name: Arc<str>,
    /// What changed since its last round.
    pub bits: Bits,
    report: SpaceReport,
    next: usize,
    news: bool,
    memo: Memo,
}

impl Round {
    /// A namespace without verdicts is judged by every check.
    pub fn begin(name: Arc<str>, bits: Bits, known: Option<&SpaceReport>) -> Self {
        let bits = if known.is_some() { bits } else { Bits::MAX };
        let report = known.map(SpaceReport::verdicts_alone).unwrap_or_default();
        Self { name, bits, report, next: 0, news: false, memo: Memo::default() }
    }

    /// Drops shared results after a change of the snapshot; checks that read it are queued again anyway.
    pub fn forget(&mut self) {
        self.memo = Memo::default();
    }

    /// Runs the next check that reads something changed; false when none is left.
    pub fn step(&mut self, policy: &Policy, scope: Scope<'_>) -> bool {
        let scope = scope.with(&self.memo);
        while let Some(check) = ALL.get(self.next) {
            let at = self.next;
            self.next += 1;
            if let Some(news) = self.report.look(at, check, policy, &scope, self.bits) {
                self.news |= news;
                return true;
            }
        }
        false
    }

    /// Returns the report, if a verdict in it is new.
    pub fn end(self) -> (Arc<str>, Option<SpaceReport>) {
        let mut report = self.report;
        if self.news {
            report.recount();
        }
        (self.name, self.news.then_some(report))
    }
}
