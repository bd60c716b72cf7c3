//! Pods: what really runs.

use super::Meta;
use super::function::{LABEL_MANAGED, LABEL_NAME};
use super::pod_spec::PodTemplate;
use super::words::{InternedStr, SmallStr};
use std::sync::Arc;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pod {
    pub meta: Meta,
    /// Shared with the other pods that are alike.
    pub template: Arc<PodTemplate>,
    pub phase: InternedStr,
    pub ready: bool,
    /// Container and init container names, to see a sidecar.
    pub sidecar: bool,
    /// The image the Function's own container runs, and its digest once started.
    pub image: InternedStr,
    pub image_id: InternedStr,
    /// Whether a container mounts an API token.
    pub token_mounted: bool,
    pub service_account: InternedStr,
    /// Every address the pod has; none before it is started.
    pub addresses: Vec<SmallStr>,
}

/// Where the gateway runs.
pub const GATEWAY_HOME: &str = "istio-system";

impl Pod {
    pub fn finished(&self) -> bool {
        matches!(self.phase.as_str(), "Succeeded" | "Failed")
    }

    /// The gateway through which the internet comes in; a proxy itself.
    pub fn is_gateway(&self) -> bool {
        self.meta.namespace == GATEWAY_HOME && self.meta.labels.is("app", "istio-ingressgateway")
    }

    /// The Function this pod runs, by the labels its controller sets.
    pub fn function(&self) -> Option<&str> {
        let managed = self.meta.labels.is(LABEL_MANAGED, "function-controller");
        managed.then(|| self.meta.labels.get(LABEL_NAME)).flatten()
    }
}
