//! The answer for one connection: each direction on its own, and both together.

use super::ports::Ports;
use crate::model::Tri;
use crate::model::network_policy::Protocol;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reachability {
    Denied,
    Unknown,
    Allowed,
}

/// One direction: the policies that isolate the pod, and what each of them allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DirectionAnswer {
    /// Whether some policy isolates the pod in this direction.
    pub isolated: bool,
    /// `namespace/name`, sorted, of the policies that isolate it.
    pub policies: Vec<Arc<str>>,
    /// The ports that policies allow for this connection, with certainty or possibly.
    pub admits: Vec<(Arc<str>, Ports, Tri)>,
    /// The ports that are certainly open, and those that may be.
    pub sure: Ports,
    pub possible: Ports,
}

/// Both directions of one connection, for every port.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionAnswer {
    pub egress: DirectionAnswer,
    pub ingress: DirectionAnswer,
    /// Why some of it is uncertain.
    pub why: Vec<Arc<str>>,
    /// What decided it besides policies.
    pub notes: Vec<&'static str>,
}

impl DirectionAnswer {
    /// A direction that no policy applies to.
    #[must_use]
    pub fn open() -> Self {
        Self { sure: Ports::All, possible: Ports::All, ..Self::default() }
    }

    #[must_use]
    pub fn verdict(&self, protocol: Protocol, port: u16) -> Reachability {
        match (self.sure.has(protocol, port), self.possible.has(protocol, port)) {
            (true, _) => Reachability::Allowed,
            (false, true) => Reachability::Unknown,
            (false, false) => Reachability::Denied,
        }
    }

    /// The policies that allow a port.
    pub fn admitting(&self, protocol: Protocol, port: u16) -> impl Iterator<Item = &str> {
        let fits = move |one: &&(Arc<str>, Ports, Tri)| one.2 == Tri::Yes && one.1.has(protocol, port);
        self.admits.iter().filter(fits).map(|one| &*one.0)
    }
}

impl ConnectionAnswer {
    #[must_use]
    pub fn verdict(&self, protocol: Protocol, port: u16) -> Reachability {
        self.egress.verdict(protocol, port).min(self.ingress.verdict(protocol, port))
    }

    /// The ports that are certainly open in both directions.
    #[must_use]
    pub fn sure(&self) -> Ports {
        self.egress.sure.and(&self.ingress.sure)
    }

    #[must_use]
    pub fn possible(&self) -> Ports {
        self.egress.possible.and(&self.ingress.possible)
    }
}

impl Reachability {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Unknown => "unknown",
            Self::Allowed => "allowed",
        }
    }
}
