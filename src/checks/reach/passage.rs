//! Whether NetworkPolicies and the mesh let calls from Functions to Services of one namespace through. The engines that
//! the map asks are asked about the pods at both ends. Ends flow in; an answer flows out, three-valued.

use crate::checks::prelude::*;
use crate::engine::mesh::{ConnectionVerdict, InForce, Mesh, PairMatrix, Treatment};
use crate::engine::network::{ConnectionAnswer, ConnectionEnd, Network, Reachability, UnresolvedService};
use crate::model::Space;
use crate::model::network_policy::Protocol;
use crate::model::space::Map;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What policies say about a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallAnswer {
    /// Some pod behind the Service gets requests from some pod of the Function.
    Open,
    /// No pod does.
    Denied(Denial),
    /// What is not known.
    Unknown(Vec<(Kind, String)>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    pub by: Party,
    /// `namespace/name` of the policies.
    pub names: Vec<String>,
    pub why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    Egress,
    Ingress,
    Mesh,
}

/// The pods at both ends of a call.
pub struct Ends<'a> {
    pub callers: Map<Pod>,
    pub targets: Map<Pod>,
    pub service: &'a Service,
    pub port: u16,
    /// Why it is not known whether pods that do not exist yet get a sidecar.
    pub unclear: Option<(Kind, String)>,
}

/// The namespaces at both ends, with the pods of all calls between them.
pub struct Passage<'a> {
    from: &'a str,
    to: &'a str,
    target: Space,
    network: Network,
    mesh: InForce,
    filtered: bool,
}

/// Pairs of different pods that are compared for one call.
const MOST: usize = 1_000;

impl<'a> Passage<'a> {
    pub fn of(scope: &Scope<'a>, to: &'a str, ends: &[&Ends<'_>]) -> Self {
        let own = |name: &str| {
            let mut space = Space::named(name);
            let known = scope.whole().space(name);
            space.network_policies = known.map(|one| one.network_policies.clone()).unwrap_or_default();
            space
        };
        let mut source = own(scope.name());
        let mut target = if to == scope.name() { source.clone() } else { own(to) };
        for one in ends {
            source.pods.extend(one.callers.clone());
            target.pods.extend(one.targets.clone());
        }
        let network = if to == scope.name() {
            target.pods.extend(source.pods);
            Network::among(scope.whole(), &[&target])
        } else {
            Network::among(scope.whole(), &[&source, &target])
        };
        let mesh = Mesh::near(scope.whole(), to);
        let filtered = mesh.places(to).any(|place| place.filters);
        Self { from: scope.name(), to, target, network, mesh: mesh.into(), filtered }
    }

    /// Returns what policies say about one of the calls: denied only if they deny it between every two pods.
    pub fn answer(&self, ends: &Ends<'_>) -> CallAnswer {
        let backends = match self.network.backends(&self.target, ends.service, Some(ends.port)) {
            Ok(backends) => backends,
            // The call fails without a policy.
            Err(UnresolvedService::NoPort) => return CallAnswer::Open,
            Err(why) => {
                return self.unknown(Kind::Service, &format!("{}: {}", ends.service.meta.name, why.words()));
            }
        };
        let mut ports: BTreeMap<u16, Map<Pod>> = BTreeMap::new();
        for one in backends.iter().filter(|backend| backend.protocol == Protocol::Tcp) {
            let Some((name, pod)) = ends.targets.get_key_value(one.pod.as_str()) else { continue };
            ports.entry(one.port).or_default().insert(Arc::clone(name), Arc::clone(pod));
        }
        let (mut denied, mut unknown) = (None, None);
        for (port, targets) in &ports {
            match self.on_port(ends, targets, *port) {
                CallAnswer::Open => return CallAnswer::Open,
                CallAnswer::Denied(one) => denied = denied.or(Some(CallAnswer::Denied(one))),
                one @ CallAnswer::Unknown(_) => unknown = unknown.or(Some(one)),
            }
        }
        unknown.or(denied).unwrap_or(CallAnswer::Open)
    }

    fn on_port(&self, ends: &Ends<'_>, targets: &Map<Pod>, port: u16) -> CallAnswer {
        let crowd = PairMatrix::at(&self.mesh, &ends.callers, targets, self.to, Some(port));
        let groups = |namespace: &str, pods: &'_ Map<Pod>, in_mesh: &dyn Fn(&str) -> Option<usize>| {
            let each =
                pods.keys().map(|name| ((self.network.group(namespace, name), in_mesh(name)), name.clone()));
            each.collect::<BTreeMap<_, Arc<str>>>().into_values().collect::<Vec<_>>()
        };
        let callers = groups(self.from, &ends.callers, &|name| crowd.caller(name));
        let targets = groups(self.to, targets, &|name| crowd.target(name));
        if callers.len().saturating_mul(targets.len()) > MOST {
            return self.unknown(Kind::Pod, "policies distinguish too many pods");
        }
        let (mut denied, mut unknown) = (None, None);
        for (caller, target) in callers.iter().flat_map(|one| targets.iter().map(move |target| (one, target)))
        {
            let network = self
                .network
                .answer(ConnectionEnd::Pod(self.from, caller), ConnectionEnd::Pod(self.to, target));
            match self.pair(ends, network.as_ref(), crowd.pair(caller, target), port) {
                CallAnswer::Open => return CallAnswer::Open,
                CallAnswer::Denied(one) => denied = denied.or(Some(CallAnswer::Denied(one))),
                one @ CallAnswer::Unknown(_) => unknown = unknown.or(Some(one)),
            }
        }
        unknown.or(denied).unwrap_or(CallAnswer::Open)
    }

    fn pair(
        &self,
        ends: &Ends<'_>,
        network: Option<&ConnectionAnswer>,
        mesh: Option<&ConnectionVerdict>,
        port: u16,
    ) -> CallAnswer {
        let (Some(network), Some(mesh)) = (network, mesh) else {
            return self.unknown(Kind::Pod, "policies distinguish too many pods");
        };
        let verdict = network.verdict(Protocol::Tcp, port);
        if verdict == Reachability::Denied {
            if network.lacks_address() {
                return self.unknown(Kind::Pod, "rules name addresses, and a pod has none yet");
            }
            return CallAnswer::Denied(by_network(network, port));
        }
        match mesh.say {
            Treatment::Unknown => {
                return CallAnswer::Unknown(vec![(Kind::AuthorizationPolicy, mesh.why.clone())]);
            }
            _ if ends.unclear.is_some() => {
                return CallAnswer::Unknown(ends.unclear.iter().cloned().collect());
            }
            Treatment::Denied if self.filtered => {
                return self
                    .unknown(Kind::EnvoyFilter, "the mesh denies the call, which a filter may change");
            }
            Treatment::Denied => {
                return CallAnswer::Denied(Denial {
                    by: Party::Mesh,
                    names: mesh.names(),
                    why: mesh.why.clone(),
                });
            }
            Treatment::Depends | Treatment::Allowed | Treatment::None => {}
        }
        if verdict == Reachability::Unknown {
            return CallAnswer::Unknown(vec![(Kind::NetworkPolicy, network.why.join("; "))]);
        }
        CallAnswer::Open
    }

    fn unknown(&self, kind: Kind, why: &str) -> CallAnswer {
        CallAnswer::Unknown(vec![(kind, format!("{}: {why}", self.to))])
    }
}

fn by_network(network: &ConnectionAnswer, port: u16) -> Denial {
    let is_egress = network.egress.verdict(Protocol::Tcp, port) == Reachability::Denied;
    let (by, side) =
        if is_egress { (Party::Egress, &network.egress) } else { (Party::Ingress, &network.ingress) };
    let names = side.policies.iter().map(ToString::to_string).collect();
    Denial { by, names, why: String::new() }
}
