//! Destinations that most Functions need besides each other: the event publisher, DNS, the cluster's API, the
//! internet. Where their addresses are not known, the answer says what remains uncertain.

use super::answer::{ConnectionAnswer, Reachability};
use super::decide::{ConnectionEnd, Direction, ResolvedEnd, isolating};
use super::index::Network;
use super::ports::Ports;
use super::service::UnresolvedService;
use crate::model::network_policy::Protocol;
use crate::model::{Bits, Kind, Snapshot};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlet {
    Publisher,
    Dns,
    ApiServer,
    Internet,
}

/// What is known of the connection from a pod to an outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletAnswer {
    pub outlet: Outlet,
    pub verdict: Reachability,
    /// The policies that isolate the pod, when it is denied; those that allow it, when it is allowed.
    pub policies: Vec<Arc<str>>,
    /// Why it is not known.
    pub why: String,
}

/// The outlets of a cluster, looked up once.
#[derive(Debug, Clone, Default)]
pub struct Outlets {
    publisher: Places,
    dns: Places,
}

/// Pods behind a Service, with their target ports; or why there are none.
#[derive(Debug, Clone)]
struct Places(Result<Vec<PodPort>, String>);

/// Namespace and name of a pod, and the target port.
pub type PodPort = (String, String, Protocol, u16);

impl Default for Places {
    fn default() -> Self {
        Self(Ok(Vec::new()))
    }
}

/// Documentation addresses represent the internet, private ones an API server inside the own network.
pub const PUBLIC: [Ipv4Addr; 2] = [Ipv4Addr::new(203, 0, 113, 7), Ipv4Addr::new(198, 51, 100, 7)];
pub const PRIVATE: [Ipv4Addr; 4] = [
    Ipv4Addr::new(10, 255, 254, 253),
    Ipv4Addr::new(172, 31, 254, 253),
    Ipv4Addr::new(192, 168, 254, 253),
    Ipv4Addr::new(100, 127, 254, 253),
];
const HTTPS: u16 = 443;

impl Outlet {
    pub const ALL: [Self; 4] = [Self::Publisher, Self::Dns, Self::ApiServer, Self::Internet];

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Publisher => "publisher",
            Self::Dns => "dns",
            Self::ApiServer => "api-server",
            Self::Internet => "internet",
        }
    }

    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outlet| outlet.word() == word)
    }
}

impl Outlets {
    /// What is read besides the pods behind the outlets.
    pub const READS: Bits = Kind::Service.bit();

    #[must_use]
    pub fn of(snapshot: &Snapshot, network: &Network) -> Self {
        Self {
            publisher: Places::of(snapshot, network, "kyma-system", &["eventing-publisher-proxy"], 80),
            dns: Places::of(snapshot, network, "kube-system", &["kube-dns", "coredns"], 53),
        }
    }

    /// Every outlet, as one pod reaches it.
    #[must_use]
    pub fn from(&self, network: &Network, pod: ConnectionEnd<'_>) -> Vec<OutletAnswer> {
        Outlet::ALL.into_iter().map(|outlet| self.reach(network, pod, outlet)).collect()
    }

    /// The pods behind an outlet, each with its target port; empty for addresses.
    pub fn pods(&self, outlet: Outlet) -> Option<Result<&[PodPort], &str>> {
        let places = match outlet {
            Outlet::Publisher => &self.publisher,
            Outlet::Dns => &self.dns,
            Outlet::ApiServer | Outlet::Internet => return None,
        };
        Some(places.0.as_deref().map_err(String::as_str))
    }

    /// The answer for an address that represents an outlet; uncertain where policies distinguish addresses.
    #[must_use]
    pub fn answer(
        &self,
        network: &Network,
        pod: ConnectionEnd<'_>,
        outlet: Outlet,
    ) -> Option<ConnectionAnswer> {
        let mut answer = network.answer(pod, ConnectionEnd::Address(IpAddr::V4(PUBLIC[0])))?;
        let reached = self.reach(network, pod, outlet);
        if reached.verdict == Reachability::Unknown && !answer.why.iter().any(|why| **why == *reached.why) {
            (answer.egress.sure, answer.egress.possible) = (Ports::None, Ports::All);
            answer.why.push(reached.why.into());
        }
        Some(answer)
    }

    #[must_use]
    pub fn reach(&self, network: &Network, pod: ConnectionEnd<'_>, outlet: Outlet) -> OutletAnswer {
        match outlet {
            Outlet::Publisher => self.publisher.reach(network, pod, outlet),
            Outlet::Dns => self.dns.reach(network, pod, outlet),
            Outlet::ApiServer => addresses(network, pod, outlet, PUBLIC.iter().chain(&PRIVATE)),
            Outlet::Internet => addresses(network, pod, outlet, PUBLIC.iter()),
        }
    }
}

impl Places {
    fn of(snapshot: &Snapshot, network: &Network, home: &str, names: &[&str], port: u16) -> Self {
        let space = snapshot.space(home);
        let service = space.and_then(|space| names.iter().find_map(|name| space.services.get(*name)));
        let Some((space, service)) = space.zip(service) else {
            return Self(Err(format!("no Service {} was found in {home}", names.join(" or "))));
        };
        let found = network.backends(space, service, Some(port));
        let place = |backend: super::Backend| (home.to_owned(), backend.pod, backend.protocol, backend.port);
        Self(
            found
                .map(|all| all.into_iter().map(place).collect())
                .map_err(|why: UnresolvedService| why.words().to_owned()),
        )
    }

    /// A Service may route to any of its pods, so the least open one counts.
    fn reach(&self, network: &Network, pod: ConnectionEnd<'_>, outlet: Outlet) -> OutletAnswer {
        let mut reached =
            OutletAnswer { outlet, verdict: Reachability::Allowed, policies: Vec::new(), why: String::new() };
        let places = match &self.0 {
            Ok(places) => places,
            Err(why) => {
                (reached.verdict, reached.why) = (Reachability::Unknown, why.clone());
                return reached;
            }
        };
        for (namespace, name, protocol, port) in places {
            let Some(answer) = network.answer(pod, ConnectionEnd::Pod(namespace, name)) else { continue };
            let verdict = answer.verdict(*protocol, *port);
            if verdict < reached.verdict || reached.policies.is_empty() {
                reached.verdict = reached.verdict.min(verdict);
                reached.policies = match verdict {
                    Reachability::Allowed => {
                        answer.egress.admitting(*protocol, *port).map(Arc::from).collect()
                    }
                    Reachability::Denied | Reachability::Unknown => {
                        answer.egress.policies.iter().chain(&answer.ingress.policies).cloned().collect()
                    }
                };
                reached.why = answer.why.first().map(ToString::to_string).unwrap_or_default();
            }
        }
        reached
    }
}

/// An outlet whose addresses are not known: certain only where policies treat all representative addresses
/// alike.
fn addresses<'a>(
    network: &Network,
    pod: ConnectionEnd<'_>,
    outlet: Outlet,
    all: impl Iterator<Item = &'a Ipv4Addr>,
) -> OutletAnswer {
    let answers: Vec<_> =
        all.filter_map(|address| network.answer(pod, ConnectionEnd::Address(IpAddr::V4(*address)))).collect();
    let verdicts = || answers.iter().map(|answer| answer.egress.verdict(Protocol::Tcp, HTTPS));
    let (worst, best) = (verdicts().min(), verdicts().max());
    let (Some(worst), Some(best), Some(first)) = (worst, best, answers.first()) else {
        let why = "the pod has no network".to_owned();
        return OutletAnswer { outlet, verdict: Reachability::Unknown, policies: Vec::new(), why };
    };
    let isolating: Vec<Arc<str>> = first.egress.policies.clone();
    let mut why = first.why.first().map(ToString::to_string).unwrap_or_default();
    let mut verdict = worst;
    if why.is_empty() && (worst != best || (worst == Reachability::Denied && network.names_addresses(pod))) {
        verdict = Reachability::Unknown;
        why = match outlet {
            Outlet::Internet => "policies allow some addresses and deny others".into(),
            Outlet::Publisher | Outlet::Dns | Outlet::ApiServer => {
                "policies differ by address, and the API server's address is unknown".into()
            }
        };
    }
    let policies = if verdict == Reachability::Allowed {
        first.egress.admitting(Protocol::Tcp, HTTPS).map(Arc::from).collect()
    } else {
        isolating
    };
    OutletAnswer { outlet, verdict, policies, why }
}

impl Network {
    /// Whether some policy allows the pod egress to addresses that it names.
    fn names_addresses(&self, pod: ConnectionEnd<'_>) -> bool {
        let Some(ResolvedEnd::Pod(zone, _, _, member)) = self.find(pod) else { return false };
        isolating(zone, member.class, Direction::Egress)
            .any(|(_, rules)| rules.iter().any(super::policy::AllowRule::has_block))
    }
}
