//! Evaluates the mesh for the two ends of a connection, and for one request through it.

use super::owned::OwnedReport;
use crate::cli::apirule;
use crate::cli::gather::SourceVerdicts;
use crate::engine::mesh::{ConnectionVerdict, InForce, MeshCaller, MeshVisit, Request, Token, Workload};
use crate::model::Snapshot;
use crate::model::network_policy::Protocol;
use crate::model::pod::Pod;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The options for one request.
#[derive(clap::Args)]
pub struct RequestOptions {
    /// Evaluate the mesh policies for one request, as in "GET api.example.com /orders"
    #[arg(long, value_name = "METHOD HOST PATH", requires = "to", value_parser = apirule::asked)]
    request: Option<apirule::RequestLine>,
    /// The issuer of the token that the request carries
    #[arg(long, value_name = "ISSUER", requires = "request")]
    issuer: Option<String>,
    /// An audience of the token; repeatable
    #[arg(long, value_name = "AUDIENCE", requires = "issuer")]
    audience: Vec<String>,
    /// A scope of the token; repeatable
    #[arg(long, value_name = "SCOPE", requires = "issuer")]
    scope: Vec<String>,
}

impl RequestOptions {
    fn request(&self) -> Option<Request> {
        let token = self.issuer.as_ref().map(|issuer| Token::of(issuer, &self.audience, &self.scope));
        self.request.as_ref().map(|asked| asked.request().with_token(token))
    }
}

pub struct Asker {
    policies: InForce,
    /// The pod that each address belongs to.
    owners: BTreeMap<IpAddr, (String, String)>,
    request: Option<Request>,
}

impl Asker {
    /// For manifests, the mesh consists of the policies that the controller will generate.
    pub fn of(gathered: &SourceVerdicts, asked: &RequestOptions) -> Self {
        let pods = gathered.snapshot.spaces().flat_map(|space| space.pods.values());
        let own = |pod: &Pod| !pod.finished() && !pod.template.spec.host_network;
        let owners = pods.filter(|pod| own(pod)).flat_map(|pod| {
            let each = pod.addresses.iter().filter_map(|one| one.parse().ok());
            each.map(|address| (address, (pod.meta.namespace.to_string(), pod.meta.name.to_string())))
        });
        let policies = InForce::of(&gathered.snapshot);
        Self { policies, owners: owners.collect(), request: asked.request() }
    }

    /// Returns whether the query is about one request.
    pub fn asks(&self) -> bool {
        self.request.is_some()
    }

    pub fn between(
        &self,
        snapshot: &Snapshot,
        (source, target): (&OwnedReport, &OwnedReport),
        port: Option<u16>,
        protocol: Protocol,
    ) -> ConnectionVerdict {
        let Some(pod) = self.pod(snapshot, target) else {
            return ConnectionVerdict::none("not a pod, so it has no sidecar");
        };
        let caller = match (self.pod(snapshot, source), source) {
            (Some(pod), _) => MeshCaller::pod(&self.policies.mesh, pod),
            (None, OwnedReport::Address(address)) => MeshCaller::address(*address),
            (None, OwnedReport::Pod(..) | OwnedReport::Outlet(_)) => MeshCaller::default(),
        };
        let (target, request) = (Workload::of(pod), self.request.as_ref());
        let visit = MeshVisit { caller: &caller, target: &target, port, protocol, request };
        self.policies.between(visit)
    }

    fn pod<'a>(&self, snapshot: &'a Snapshot, end: &OwnedReport) -> Option<&'a Pod> {
        let (namespace, name) = match end {
            OwnedReport::Outlet(_) => return None,
            OwnedReport::Pod(namespace, name) => (namespace, name),
            OwnedReport::Address(address) => self.owners.get(address).map(|(space, name)| (space, name))?,
        };
        snapshot.space(namespace)?.pods.get(name.as_str()).map(AsRef::as_ref)
    }
}
