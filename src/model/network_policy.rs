//! NetworkPolicies: which pods they isolate, and in which direction.

use super::{Labels, Meta, Selector};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkPolicy {
    pub meta: Meta,
    pub pods: Selector,
    pub ingress: bool,
    pub egress: bool,
    /// A rule that names no peer lets everybody through.
    pub ingress_open: bool,
    pub egress_open: bool,
}

impl NetworkPolicy {
    pub fn isolates_ingress(&self, pod: &Labels) -> bool {
        self.ingress && self.pods.matches(pod)
    }

    pub fn isolates_egress(&self, pod: &Labels) -> bool {
        self.egress && self.pods.matches(pod)
    }
}
