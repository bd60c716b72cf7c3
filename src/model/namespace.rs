//! Namespaces: the boundaries between Functions.

use super::Meta;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Namespace {
    pub meta: Meta,
}

impl Namespace {
    /// Whether pods without a setting of their own get a sidecar here; a revision counts only without the
    /// older label.
    #[must_use]
    pub fn injects(&self) -> bool {
        match self.meta.labels.get("istio-injection") {
            Some(word) => word == "enabled",
            None => self.meta.labels.get("istio.io/rev").is_some(),
        }
    }
}

/// Namespaces that belong to the platform; findings there are reported with lower priority.
pub const SYSTEM: [&str; 7] = [
    "docker-registry",
    "istio-system",
    "kube-node-lease",
    "kube-public",
    "kube-system",
    "kyma-installer",
    "kyma-system",
];

#[must_use]
pub fn is_system(name: &str) -> bool {
    SYSTEM.contains(&name)
}
