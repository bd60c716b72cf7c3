//! How many fixes each finding on screen has. Asking a check for them may take a while, so the answers are kept
//! until the namespace changes.

use crate::app::state::marks::identity;
use crate::app::state::rights::Needs;
use crate::checks::Finding;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Debug, Default)]
pub struct FixMarks {
    /// The writes of each fix by finding, with the generation of its namespace's verdicts.
    pub(in crate::app) known: HashMap<String, (u64, Vec<Needs>)>,
    /// Whether a message that continues is on its way.
    pub(in crate::app) waiting: bool,
    /// The next finding of the list that has a fix, while the steps for one without are on screen.
    pub(in crate::app) next: Option<Arc<Finding>>,
}

impl FixMarks {
    /// Returns how many fixes a finding has, as far as it is known.
    #[must_use]
    pub fn of(&self, finding: &Finding) -> Option<usize> {
        self.known.get(&identity(finding)).map(|(_, fixes)| fixes.len())
    }

    /// Returns what each fix of a finding writes, as far as it is known; nothing without a fix.
    #[must_use]
    pub fn needs(&self, finding: &Finding) -> Option<&[Needs]> {
        self.known.get(&identity(finding)).map(|(_, fixes)| fixes.as_slice())
    }
}
