//! Istio policies, as far as they decide who may call a pod.

use super::{Labels, Meta};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorizationPolicy {
    pub meta: Meta,
    /// An empty selector means every pod of the namespace.
    pub selector: Labels,
    /// Policies attached by `targetRef` select no pods by label.
    pub targeted: bool,
    /// Absent is ALLOW.
    pub action: String,
    pub rules: usize,
    /// A rule without `from`, or an empty rule, lets everybody in.
    pub open_rule: bool,
}

impl AuthorizationPolicy {
    pub fn selects(&self, pod: &Labels) -> bool {
        !self.targeted && self.selector.iter().all(|(key, value)| pod.is(key, value))
    }

    pub fn allows(&self) -> bool {
        matches!(self.action.as_str(), "" | "ALLOW")
    }
}
