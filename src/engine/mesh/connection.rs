//! How a pod's sidecar treats a connection from a caller, over every possible request. The port is assumed to
//! speak HTTP; a caller with a sidecar is assumed to connect through a Service, with its certificate.

use super::answer::{self, MeshAnswer, authenticate};
use super::any_request::of_all;
use super::index::Mesh;
use super::peers::{self, MtlsMode};
use super::reference::reference;
use super::request::{Request, Unspecified, Workload};
use super::treatment::{ConnectionVerdict, Treatment};
use crate::model::Kind;
use crate::model::mesh::PeerAuthentication;
use crate::model::network_policy::Protocol;
use crate::model::pod::Pod;
use std::net::IpAddr;

/// The caller, as the sidecar of the target sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MeshCaller {
    /// The identity of the certificate that its own sidecar presents.
    pub principal: Option<String>,
    pub address: Option<IpAddr>,
    /// Whether annotations exclude some of its outbound traffic from its sidecar, and so from its
    /// certificate.
    pub wavers: bool,
}

impl MeshCaller {
    #[must_use]
    pub fn address(address: IpAddr) -> Self {
        Self { address: Some(address), ..Self::default() }
    }

    #[must_use]
    pub fn pod(mesh: &Mesh, pod: &Pod) -> Self {
        let address = pod.addresses.iter().find_map(|one| one.parse().ok());
        let account = match (pod.service_account.as_str(), pod.is_gateway()) {
            ("", true) => GATEWAY_ACCOUNT,
            ("", false) => "default",
            (account, _) => account,
        };
        let own = || format!("{}/ns/{}/sa/{account}", mesh.trust_domain(), pod.meta.namespace);
        let set = |key: &str| {
            let words = pod.meta.annotations.get(&format!("traffic.sidecar.istio.io/{key}")).map(str::trim);
            words.is_some_and(|words| !words.is_empty() && words != "*")
        };
        let past = [
            "excludeOutboundPorts",
            "includeOutboundPorts",
            "excludeOutboundIPRanges",
            "includeOutboundIPRanges",
        ];
        let wavers = pod.sidecar && past.into_iter().any(set);
        let shows = pod.sidecar || pod.is_gateway();
        Self { principal: shows.then(own), address, wavers }
    }
}

const GATEWAY_ACCOUNT: &str = "istio-ingressgateway-service-account";

/// A connection to a port of a pod, and the request where it is known.
#[derive(Debug, Clone, Copy)]
pub struct MeshVisit<'a> {
    pub caller: &'a MeshCaller,
    pub target: &'a Workload,
    pub port: Option<u16>,
    pub protocol: Protocol,
    /// Method, host, path and token; if absent, every request is meant.
    pub request: Option<&'a Request>,
}

impl Mesh {
    /// How the target's sidecar treats a connection.
    #[must_use]
    pub fn between(&self, visit: MeshVisit<'_>) -> ConnectionVerdict {
        if visit.protocol != Protocol::Tcp {
            return ConnectionVerdict::none(format!("a sidecar does not handle {}", visit.protocol.word()));
        }
        if !visit.target.sidecar {
            return ConnectionVerdict::none("the pod has no sidecar");
        }
        if let Some(why) = visit.target.bypassed(visit.port) {
            return ConnectionVerdict::none(why);
        }
        let mut told = known_or_not(self, visit);
        if visit.port.is_none() && visit.target.has_exceptions() && told.say != Treatment::Allowed {
            let why = "annotations of the pod exclude some ports from its sidecar: it depends on the port";
            told = ConnectionVerdict::new(Treatment::Depends, told.by, why);
        }
        if told.say != Treatment::Unknown && self.places(&visit.target.namespace).any(|place| place.filters) {
            told.why += "; an EnvoyFilter may change this";
        }
        told
    }
}

/// A caller that excludes some traffic from its sidecar may connect with its certificate or without.
fn known_or_not(mesh: &Mesh, visit: MeshVisit<'_>) -> ConnectionVerdict {
    let with = by_mode(mesh, visit);
    if !visit.caller.wavers {
        return with;
    }
    let nobody = MeshCaller { principal: None, ..visit.caller.clone() };
    let without = by_mode(mesh, MeshVisit { caller: &nobody, ..visit });
    if with.say == without.say {
        return with;
    }
    let why = "annotations of the caller exclude some of its traffic from its sidecar, so that it has no certificate";
    ConnectionVerdict::new(Treatment::Unknown, Vec::new(), why)
}

/// Where the modes of ports differ, or cannot be read, every possible mode must give the same verdict.
fn by_mode(mesh: &Mesh, visit: MeshVisit<'_>) -> ConnectionVerdict {
    let gap = mesh.gap(&visit.target.namespace, Kind::PeerAuthentication);
    let modes: Vec<(MtlsMode, Option<&PeerAuthentication>)> = match (gap, visit.port) {
        (Some(_), _) => {
            [MtlsMode::Permissive, MtlsMode::Strict, MtlsMode::Disable].map(|mode| (mode, None)).into()
        }
        (None, Some(_)) => vec![peers::mode_and_source(mesh, visit.target, visit.port)],
        (None, None) => peers::everywhere(mesh, visit.target),
    };
    let told: Vec<ConnectionVerdict> =
        modes.into_iter().map(|(mode, by)| connect(mesh, visit, mode, by)).collect();
    let differ = told.windows(2).any(|pair| matches!(pair, [one, other] if one.say != other.say));
    match (told.into_iter().next(), gap) {
        (Some(first), _) if !differ => first,
        (_, Some(gap)) => ConnectionVerdict::new(Treatment::Unknown, Vec::new(), gap),
        (first, None) => {
            let by = first.map(|between| between.by).unwrap_or_default();
            ConnectionVerdict::new(
                Treatment::Depends,
                by,
                "only some ports require a certificate of the mesh",
            )
        }
    }
}

fn connect(
    mesh: &Mesh,
    visit: MeshVisit<'_>,
    mode: MtlsMode,
    by: Option<&PeerAuthentication>,
) -> ConnectionVerdict {
    let principal = match (mode, &visit.caller.principal) {
        (MtlsMode::Strict, None) => {
            let by = by.map(|one| reference(Kind::PeerAuthentication, &one.meta)).into_iter().collect();
            return ConnectionVerdict::new(
                Treatment::Denied,
                by,
                "only callers with a certificate of the mesh are admitted (STRICT)",
            );
        }
        (MtlsMode::Disable, _) => None,
        (MtlsMode::Strict | MtlsMode::Permissive, principal) => principal.clone(),
    };
    let (port, source_ip) = (visit.port, visit.caller.address);
    if let Some(asked) = visit.request {
        let asked = Request { principal, port, source_ip, ..asked.clone() };
        return of_one(authenticate(mesh, visit.target, &mesh.sent(visit.target, asked)));
    }
    let open = Some(Unspecified { issuers: issuers(mesh, visit.target) });
    of_all(mesh, visit.target, &Request { principal, port, source_ip, open, ..Request::default() })
}

/// The issuers whose tokens the pod trusts.
fn issuers(mesh: &Mesh, pod: &Workload) -> Result<Vec<String>, String> {
    match mesh.gap(&pod.namespace, Kind::RequestAuthentication) {
        Some(gap) => Err(gap.to_owned()),
        None => Ok(mesh
            .requests(pod)
            .flat_map(|request| &request.rules)
            .map(|rule| rule.issuer.clone())
            .collect()),
    }
}

fn of_one(answer: MeshAnswer) -> ConnectionVerdict {
    let say = match answer.verdict {
        answer::Decision::Allowed => Treatment::Allowed,
        answer::Decision::Denied => Treatment::Denied,
        // Where it is not known, only an external authorizer is named.
        answer::Decision::Unknown if !answer.by.is_empty() => Treatment::Depends,
        answer::Decision::Unknown => Treatment::Unknown,
    };
    ConnectionVerdict::new(say, answer.by, answer.why)
}
