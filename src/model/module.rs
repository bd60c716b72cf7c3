//! Resources with the settings of modules, and small platform objects.

use super::{Labels, Meta};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DockerRegistry {
    pub meta: Meta,
    pub external_access: bool,
    /// The value of `status.externalAccess.enabled`.
    pub external_in_use: bool,
    pub served: bool,
    pub state: String,
}

/// The resource of the Istio or of the API gateway module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeshModule {
    pub meta: Meta,
    /// `networkPoliciesEnabled`; absent is off.
    pub network_policies: Option<bool>,
    pub state: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateLimit {
    pub meta: Meta,
    pub selector: Labels,
    /// Absent is on.
    pub enforced: bool,
}

/// Whether a namespace sets limits for containers that have none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitRange {
    pub meta: Meta,
    pub default_limits: bool,
}

/// A node: the origin of host-network pods and their traffic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    pub meta: Meta,
    pub addresses: Vec<String>,
}
