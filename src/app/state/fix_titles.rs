//! The titles of fixes beside a finding.

use crate::checks::Finding;
use std::sync::Arc;

/// The titles of the fixes for one finding.
#[derive(Debug, Clone, Default)]
pub struct FixTitles {
    pub(in crate::app) of: Option<(Arc<Finding>, u64)>,
    pub(in crate::app) titles: Vec<String>,
}

impl FixTitles {
    #[must_use]
    pub fn titles(&self) -> &[String] {
        &self.titles
    }
}
