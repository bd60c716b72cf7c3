//! NetworkPolicies: which pods they isolate, in which direction, and which peers they allow.

use super::{Labels, Meta, Selector};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkPolicy {
    pub meta: Meta,
    pub pods: Selector,
    /// `None`: the policy does not cover this direction; no rules: it allows no peer.
    pub ingress: Option<Vec<NetworkRule>>,
    pub egress: Option<Vec<NetworkRule>>,
}

/// One peer and one port of it must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkRule {
    /// Empty: any peer.
    pub peers: Vec<Peer>,
    /// Empty: every port of every protocol.
    pub ports: Vec<PolicyPort>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peer {
    /// Without a namespace selector the policy's own namespace; without a pod selector every pod of them.
    Pods {
        namespaces: Option<Selector>,
        pods: Option<Selector>,
    },
    Block {
        cidr: String,
        except: Vec<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPort {
    pub protocol: Protocol,
    pub port: Option<PortName>,
    /// The last port of a range that starts at a number.
    pub end_port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortName {
    Number(u16),
    /// The name of a container port; its number differs from pod to pod.
    Name(Box<str>),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    #[default]
    Tcp,
    Udp,
    Sctp,
}

impl Protocol {
    pub const ALL: [Self; 3] = [Self::Tcp, Self::Udp, Self::Sctp];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }

    /// Parses a protocol; an empty string is TCP.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        if word.is_empty() {
            return Some(Self::Tcp);
        }
        Self::ALL.into_iter().find(|protocol| protocol.word() == word)
    }
}

impl NetworkPolicy {
    #[must_use]
    pub fn isolates_ingress(&self, pod: &Labels) -> bool {
        self.ingress.is_some() && self.pods.matches(pod)
    }

    #[must_use]
    pub fn isolates_egress(&self, pod: &Labels) -> bool {
        self.egress.is_some() && self.pods.matches(pod)
    }

    /// Whether a rule without peers allows any peer.
    #[must_use]
    pub fn ingress_open(&self) -> bool {
        self.ingress.iter().flatten().any(|rule| rule.peers.is_empty())
    }
}
