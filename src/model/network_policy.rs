//! NetworkPolicies: which pods they isolate, in which direction, and whom they admit all the same.

use super::{Labels, Meta, Selector};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkPolicy {
    pub meta: Meta,
    pub pods: Selector,
    /// `None`: the policy is not about this direction; no rules: it admits nobody.
    pub ingress: Option<Vec<PolicyRule>>,
    pub egress: Option<Vec<PolicyRule>>,
}

/// One peer and one port of it must match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyRule {
    /// None: everybody.
    pub peers: Vec<Peer>,
    /// None: every port of every protocol.
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
    pub end: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortName {
    Number(u16),
    /// The name of a container port; what it means differs from pod to pod.
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

    pub fn word(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }

    /// Nothing said is TCP.
    pub fn read(word: &str) -> Option<Self> {
        if word.is_empty() {
            return Some(Self::Tcp);
        }
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

impl NetworkPolicy {
    pub fn isolates_ingress(&self, pod: &Labels) -> bool {
        self.ingress.is_some() && self.pods.matches(pod)
    }

    pub fn isolates_egress(&self, pod: &Labels) -> bool {
        self.egress.is_some() && self.pods.matches(pod)
    }

    /// A rule that names no peer lets everybody in.
    pub fn ingress_open(&self) -> bool {
        self.ingress.iter().flatten().any(|rule| rule.peers.is_empty())
    }

    pub fn egress_open(&self) -> bool {
        self.egress.iter().flatten().any(|rule| rule.peers.is_empty())
    }
}
