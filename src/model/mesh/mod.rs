//! Istio's kinds, as far as they decide who may call a pod and which routes lead to it.

mod authentication;
mod authorization;
mod config;
mod owner;
mod routing;

pub use authentication::{JwtHeader, JwtRule, PeerAuthentication, RequestAuthentication};
pub use authorization::{Action, AuthorizationPolicy, AuthorizationRule, CallerMatch, Condition, Operation};
pub use config::{ExtensionProvider, GatewayConfig, MeshConfig};
pub use owner::{OWNER, OWNER_OLD, OWNER_SPACE, is_made};
pub use routing::{Destination, Gateway, HttpMatch, MeshRoute, Server, StringMatch, VirtualService};

use super::Labels;

/// Which pods a policy is attached to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachment {
    /// All must be present; an empty list selects every pod of the namespace.
    pub labels: Labels,
    /// Names in `targetRef` or `targetRefs`; with these it selects no pods by label.
    pub targets: Vec<String>,
}

impl Attachment {
    #[must_use]
    pub fn selects(&self, pod: &Labels) -> bool {
        self.targets.is_empty() && self.labels.iter().all(|(key, value)| pod.is(key, value))
    }

    /// Whether it applies to the whole namespace (or mesh) rather than some pods.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.targets.is_empty() && self.labels.is_empty()
    }
}
