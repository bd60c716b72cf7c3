//! Services: names that lead to pods, some of them from outside.

use super::strings::SmallStr;
use super::{Labels, Meta};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    pub meta: Meta,
    pub kind: SmallStr,
    pub selector: Labels,
    pub external_ips: Vec<SmallStr>,
    pub ports: Vec<Port>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Port {
    pub name: SmallStr,
    pub port: i64,
    pub node_port: i64,
    pub target: SmallStr,
    pub protocol: SmallStr,
}

impl Service {
    /// Whether the Service opens an external entry point that no APIRule guards.
    #[must_use]
    pub fn leads_outside(&self) -> bool {
        matches!(self.kind.as_str(), "LoadBalancer" | "NodePort") || !self.external_ips.is_empty()
    }
}
