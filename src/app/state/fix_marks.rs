//! How many fixes each finding on screen has. Asking a check for them may take a while, so the answers are kept
//! until the namespace changes.

use crate::app::state::marks::identity;
use crate::checks::Finding;
use std::collections::HashMap;

#[derive(Debug, Default)]
pub struct FixMarks {
    /// The number of fixes by finding, with the generation of its namespace's verdicts.
    pub(in crate::app) known: HashMap<String, (u64, usize)>,
    /// Whether a message that continues is on its way.
    pub(in crate::app) waiting: bool,
}

impl FixMarks {
    /// Returns how many fixes a finding has, as far as it is known.
    #[must_use]
    pub fn of(&self, finding: &Finding) -> Option<usize> {
        self.known.get(&identity(finding)).map(|(_, count)| *count)
    }
}
