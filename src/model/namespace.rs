//! Namespaces: the walls that Functions live between.

use super::Meta;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Namespace {
    pub meta: Meta,
}

/// Namespaces that belong to the platform; findings there are told more quietly.
pub const SYSTEM: [&str; 7] = [
    "docker-registry",
    "istio-system",
    "kube-node-lease",
    "kube-public",
    "kube-system",
    "kyma-installer",
    "kyma-system",
];

pub fn is_system(name: &str) -> bool {
    SYSTEM.contains(&name)
}
