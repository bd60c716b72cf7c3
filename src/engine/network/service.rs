//! Services: which pods are behind one, and on which target ports.

use super::class::PodClass;
use super::index::Network;
use crate::model::Space;
use crate::model::network_policy::Protocol;
use crate::model::service::{Port, Service};

/// A pod behind a Service, and the target port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backend {
    pub pod: String,
    pub port: u16,
    pub protocol: Protocol,
}

/// Why the pods behind a Service are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnresolvedService {
    /// It is an alias for another host name.
    External,
    /// Its endpoints are managed manually.
    NoSelector,
    NoPort,
    NoPods,
}

impl UnresolvedService {
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::External => "the Service is an alias for an external host (ExternalName)",
            Self::NoSelector => "the Service has no selector: its endpoints are managed manually",
            Self::NoPort => "the Service has no such port",
            Self::NoPods => "no pod backs the Service on that port",
        }
    }
}

impl Network {
    /// Returns the pods behind a port of a Service; without a port, behind its first one.
    ///
    /// # Errors
    /// If the Service is external, has no selector or no such port, or if no pod backs it on that port.
    pub fn backends(
        &self,
        space: &Space,
        service: &Service,
        port: Option<u16>,
    ) -> Result<Vec<Backend>, UnresolvedService> {
        if service.kind == "ExternalName" {
            return Err(UnresolvedService::External);
        }
        if service.selector.is_empty() {
            return Err(UnresolvedService::NoSelector);
        }
        let is_asked = |one: &&Port| port.is_none_or(|port| one.port == i64::from(port));
        let port = service.ports.iter().find(is_asked).ok_or(UnresolvedService::NoPort)?;
        let protocol = Protocol::read(&port.protocol).unwrap_or_default();
        let pods = space.pods_by_labels().with_labels(&service.selector).filter(|pod| !pod.finished());
        let zone = self.zone(&space.name);
        let backends: Vec<Backend> = pods
            .filter_map(|pod| {
                let name = pod.meta.name.as_str();
                let member = zone?.pods.members.get(name)?;
                let class = zone?.pods.all.get(member.class)?;
                Some(Backend { pod: name.to_string(), port: target(port, class, protocol)?, protocol })
            })
            .collect();
        if backends.is_empty() { Err(UnresolvedService::NoPods) } else { Ok(backends) }
    }
}

fn target(port: &Port, class: &PodClass, protocol: Protocol) -> Option<u16> {
    // A target of another type than a number or a name is decoded as its JSON.
    let is_target = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if port.target.is_empty() || !port.target.bytes().all(is_target) {
        return u16::try_from(port.port).ok();
    }
    port.target.parse().ok().or_else(|| class.named(&port.target, protocol).next())
}
