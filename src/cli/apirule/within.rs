//! A request from a pod in the mesh to a Service by its cluster-internal name. No APIRule routes it, so the
//! policies of the pods behind the Service decide, as in `fnsec reach --request`.

use super::asked::RequestLine;
use crate::cli::gather::SourceVerdicts;
use crate::engine::mesh::{
    ConnectionVerdict, Decision, GeneratedObjects, MeshAnswer, MeshCaller, MeshVisit, Treatment, Workload,
};
use crate::engine::network::Network;
use crate::engine::network::stand_ins;
use crate::model::network_policy::Protocol;
use crate::model::{Kind, Snapshot};

/// A Service by the name that pods use, with the port if one is given.
pub struct ServiceAddress {
    pub namespace: String,
    pub name: String,
    port: Option<u16>,
    /// Whether the host can only be the name of a Service.
    whole: bool,
}

/// Returns the Service that a host means to a caller in a namespace: `name`, `name.ns`, `name.ns.svc`,
/// `name.ns.svc.cluster.local`.
pub fn read(host: &str, home: &str) -> Option<ServiceAddress> {
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok()?)),
        None => (host, None),
    };
    let lower = host.trim_end_matches('.').to_ascii_lowercase();
    let parts: Vec<&str> = lower.split('.').collect();
    let (name, namespace, whole) = match parts.as_slice() {
        [name] => (*name, home, false),
        [name, namespace] => (*name, *namespace, false),
        [name, namespace, "svc"] | [name, namespace, "svc", "cluster", "local"] => (*name, *namespace, true),
        _ => return None,
    };
    Some(ServiceAddress { namespace: namespace.into(), name: name.into(), port, whole })
}

impl ServiceAddress {
    /// Returns whether the host is a Service, by its form or because a Service with that name exists.
    pub fn is_service(&self, snapshot: &Snapshot) -> bool {
        let space = snapshot.space(&self.namespace);
        let (services, functions) = (
            space.is_some_and(|space| space.services.contains_key(self.name.as_str())),
            space.is_some_and(|space| space.functions.contains_key(self.name.as_str())),
        );
        self.whole || services || functions
    }
}

pub fn ask(
    gathered: &SourceVerdicts,
    all: &[GeneratedObjects],
    named: &ServiceAddress,
    asked: &RequestLine,
    caller: (&(String, String), Option<crate::engine::mesh::Token>),
) -> MeshAnswer {
    let mut snapshot = gathered.snapshot.clone();
    stand_ins::add(&mut snapshot);
    let pods = match pods(&snapshot, named) {
        Ok(pods) => pods,
        Err(why) => return saying(Decision::Unknown, why),
    };
    let policies = super::policies(gathered, all);
    let ((namespace, account), token) = caller;
    let request = asked.request().with_token(token);
    let principal = Some(format!("{}/ns/{namespace}/sa/{account}", policies.mesh.trust_domain()));
    let from = MeshCaller { principal, ..MeshCaller::default() };
    let told: Vec<ConnectionVerdict> = pods
        .iter()
        .map(|(pod, port)| {
            let visit = MeshVisit {
                caller: &from,
                target: pod,
                port: *port,
                protocol: Protocol::default(),
                request: Some(&request),
            };
            policies.between(visit)
        })
        .collect();
    let differ =
        told.windows(2).any(|pair| matches!(pair, [one, other] if verdict(one.say) != verdict(other.say)));
    match told.into_iter().next() {
        None => saying(Decision::Unknown, "no pod backs the Service".into()),
        Some(_) if differ => saying(
            Decision::Unknown,
            "the pods behind the Service differ: the result depends on which pod answers".into(),
        ),
        Some(one) => MeshAnswer { verdict: verdict(one.say), by: one.by, why: one.why, notes: Vec::new() },
    }
}

/// Traffic that no sidecar decides about is allowed.
pub fn verdict(say: Treatment) -> Decision {
    match say {
        Treatment::Allowed | Treatment::None => Decision::Allowed,
        Treatment::Denied => Decision::Denied,
        Treatment::Depends | Treatment::Unknown => Decision::Unknown,
    }
}

fn pods(snapshot: &Snapshot, named: &ServiceAddress) -> Result<Vec<(Workload, Option<u16>)>, String> {
    let shown = format!("{}/{}", named.namespace, named.name);
    let space =
        snapshot.space(&named.namespace).ok_or_else(|| format!("the Service {shown} was not seen"))?;
    for kind in [Kind::Service, Kind::Pod] {
        let feed = snapshot.feeds().of(kind, &named.namespace);
        if !feed.known() {
            let why = feed.why().trim_end_matches('.');
            return Err(format!("{} of {} could not be read ({why})", kind.info().plural, named.namespace));
        }
    }
    if let Some(service) = space.services.get(named.name.as_str()) {
        let backends = Network::of(snapshot).backends(space, service, named.port);
        let backends = backends
            .map_err(|why| format!("the Service {shown} does not lead to a known pod: {}", why.words()))?;
        let pod = |name: &str| space.pods.get(name).map(|pod| Workload::of(pod));
        return Ok(backends
            .iter()
            .filter_map(|backend| Some((pod(&backend.pod)?, Some(backend.port))))
            .collect());
    }
    let own =
        space.pods.values().filter(|pod| pod.function() == Some(named.name.as_str()) && !pod.finished());
    let own: Vec<(Workload, Option<u16>)> = own.map(|pod| (Workload::of(pod), Some(8080))).collect();
    if own.is_empty() { Err(format!("the Service {shown} was not seen")) } else { Ok(own) }
}

fn saying(verdict: Decision, why: String) -> MeshAnswer {
    MeshAnswer { verdict, by: Vec::new(), why, notes: Vec::new() }
}
