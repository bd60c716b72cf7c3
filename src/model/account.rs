//! Identities and their keepsakes: ServiceAccounts, and Secrets and ConfigMaps by name only.

use super::Meta;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceAccount {
    pub meta: Meta,
    /// `automountServiceAccountToken`; absent means yes.
    pub automount: Option<bool>,
    pub pull_secrets: Vec<String>,
}

/// A Secret or ConfigMap whose content was never asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sealed {
    pub meta: Meta,
}
