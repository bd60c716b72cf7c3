//! Coverage: how many verdicts are known, and which kinds prevented the others.

use super::Report;
use crate::checks::Verdict;
use crate::model::Kind;
use std::collections::BTreeMap;

/// Verdicts over all namespaces and checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    pub known: usize,
    pub unknown: usize,
    /// Missing kinds: the number of affected verdicts, and a reason as the server gave it.
    pub missing: BTreeMap<Kind, (usize, String)>,
}

impl Coverage {
    pub fn of(report: &Report) -> Self {
        let mut scoped = Self::default();
        for (_, space) in report.spaces() {
            scoped.unknown += space.counts.unknown;
            let counts = |verdict: &&Verdict| !matches!(verdict, Verdict::Findings(all) if all.is_empty());
            scoped.known += space.verdicts.iter().flatten().filter(counts).count() - space.counts.unknown;
            if space.counts.unknown == 0 {
                continue;
            }
            for verdict in space.verdicts.iter().flatten() {
                let Verdict::Unknown(missing) = verdict else { continue };
                for (kind, why) in missing {
                    let entry = scoped.missing.entry(*kind).or_insert_with(|| (0, why.clone()));
                    entry.0 += 1;
                }
            }
        }
        scoped
    }

    /// Returns the percentage of known verdicts, rounded down, so that 100 means all.
    #[must_use]
    pub fn percent(&self) -> usize {
        let all = self.known + self.unknown;
        (self.known * 100).checked_div(all).unwrap_or(0)
    }
}
