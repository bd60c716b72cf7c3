//! Pods: what actually runs.

use super::Meta;
use super::function::{LABEL_MANAGED, LABEL_NAME};
use super::pod_spec::PodTemplate;
use super::strings::{InternedStr, SmallStr};
use std::sync::Arc;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pod {
    pub meta: Meta,
    /// Shared with equal pods.
    pub template: Arc<PodTemplate>,
    pub phase: InternedStr,
    pub ready: bool,
    /// Whether the names of containers and init containers include a sidecar.
    pub sidecar: bool,
    /// The image of the Function's own container, and its digest once started.
    pub image: InternedStr,
    pub image_id: InternedStr,
    /// Whether a container mounts an API token.
    pub token_mounted: bool,
    pub service_account: InternedStr,
    /// All addresses of the pod; none before it is started.
    pub addresses: Vec<SmallStr>,
}

/// The namespace of the gateway.
pub const GATEWAY_HOME: &str = "istio-system";

impl Pod {
    #[must_use]
    pub fn finished(&self) -> bool {
        matches!(self.phase.as_str(), "Succeeded" | "Failed")
    }

    /// Whether it is the gateway for the internet, which is a proxy itself.
    #[must_use]
    pub fn is_gateway(&self) -> bool {
        self.meta.namespace == GATEWAY_HOME && self.meta.labels.is("app", "istio-ingressgateway")
    }

    /// Returns the Function that this pod runs, by the labels that its controller sets.
    #[must_use]
    pub fn function(&self) -> Option<&str> {
        let managed = self.meta.labels.is(LABEL_MANAGED, "function-controller");
        managed.then(|| self.meta.labels.get(LABEL_NAME)).flatten()
    }
}
