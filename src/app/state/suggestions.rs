//! What to change first: the last answer, and the request for a new one.

use crate::app::state::pending::{Pending, Ticket};
use crate::checks::{self, Finding, Fix};
use crate::fix::suggestions::{self, Cause, FindingFixes};
use crate::model::calendar::Day;
use crate::model::{Scope, Snapshot};
use std::sync::Arc;

/// The maximum number of namespaces considered, and of causes kept.
pub(in crate::app) const MOST: usize = 20;
/// The pane of the Overview that lists them.
pub const PANE: usize = 2;
#[derive(Debug, Default)]
pub struct Suggestions {
    pub best: Vec<Cause>,
    /// The generation of the report they are computed from; none before the first time.
    pub generation: Option<u64>,
    /// The namespace they are computed for; empty for the worst of all.
    pub(in crate::app) of: String,
    /// The running job; there is one at a time.
    pub(in crate::app) pending: Pending,
}

/// The request: the worst namespaces with their findings.
#[derive(Debug, Clone)]
pub struct RankRequest {
    pub ticket: Ticket,
    pub(in crate::app) generation: u64,
    pub(in crate::app) of: String,
    pub(in crate::app) snapshot: Snapshot,
    pub(in crate::app) today: Day,
    pub(in crate::app) spaces: Vec<(String, Vec<Arc<Finding>>)>,
}

/// The answer.
#[derive(Debug)]
pub struct RankedChanges {
    pub(in crate::app) ticket: Ticket,
    pub(in crate::app) generation: u64,
    pub(in crate::app) of: String,
    pub(in crate::app) best: Vec<Cause>,
}

/// Equality by number, for tests.
impl PartialEq for RankRequest {
    fn eq(&self, other: &Self) -> bool {
        self.ticket == other.ticket
    }
}

impl Suggestions {
    /// Returns the causes of a namespace; empty while only another one was computed.
    #[must_use]
    pub fn of(&self, name: &str) -> &[Cause] {
        if self.of == name { &self.best } else { &[] }
    }
}

impl RankRequest {
    #[must_use]
    pub fn run(self) -> RankedChanges {
        let all = self.spaces.iter().flat_map(|(name, findings)| self.causes(name, findings));
        let best = suggestions::best(all, MOST);
        RankedChanges { ticket: self.ticket, generation: self.generation, of: self.of, best }
    }

    fn causes(&self, name: &str, findings: &[Arc<Finding>]) -> Vec<Cause> {
        let Some(space) = self.snapshot.space(name) else {
            return Vec::new();
        };
        let scope = Scope::new(&self.snapshot, space, self.today);
        let fixes: Vec<Vec<Fix>> = findings.iter().map(|finding| checks::fixes(&scope, finding)).collect();
        let found: Vec<FindingFixes<'_>> =
            findings.iter().zip(&fixes).map(|(one, fixes)| (one, fixes.as_slice())).collect();
        suggestions::of(&found, &self.snapshot, self.today)
    }
}
