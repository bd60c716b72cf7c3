//! Identities and their credentials: ServiceAccounts, and Secrets and ConfigMaps by name only.

use super::Meta;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceAccount {
    pub meta: Meta,
    /// `automountServiceAccountToken`; absent means yes.
    pub automount: Option<bool>,
    pub pull_secrets: Vec<String>,
}

/// A Secret or ConfigMap whose content was never requested.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataOnly {
    pub meta: Meta,
}
