//! Marked findings.

use crate::checks::Finding;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Marked findings by identity; a range begins at the last one.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    pub(in crate::app) all: BTreeMap<String, Arc<Finding>>,
    pub(in crate::app) last: String,
}

impl Marks {
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    #[must_use]
    pub fn has(&self, finding: &Finding) -> bool {
        !self.all.is_empty() && self.all.contains_key(&identity(finding))
    }

    pub(in crate::app) fn add(&mut self, finding: &Arc<Finding>) {
        self.last = identity(finding);
        self.all.insert(self.last.clone(), Arc::clone(finding));
    }
}

/// Returns a text that identifies a finding, cheaply.
#[must_use]
pub fn identity(finding: &Finding) -> String {
    let object = &finding.object;
    format!("{}|{}|{}|{}|{}", finding.check, object.namespace, object.kind, object.name, finding.path)
}
