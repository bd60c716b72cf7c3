//! Whether pods can connect to each other, by NetworkPolicies and the mesh together. A workload without pods is
//! represented by one pod as it will create them.

use super::connection::{Joint, of_namespaces, of_pods};
use super::mesh::{ConnectionVerdict, InForce, MeshCaller, MeshVisit, PairMatrix, Workload, unseen};
use super::network::{ConnectionAnswer, ConnectionEnd, Network, Reachability, stand_ins};
use crate::model::network_policy::Protocol;
use crate::model::pod::Pod;
use crate::model::{Kind, Snapshot};
use std::sync::Arc;

/// The pods of a snapshot, and what decides between them.
pub struct PodNetwork {
    /// The snapshot with a pod for each workload.
    pub snapshot: Snapshot,
    pub network: Network,
    pub policies: InForce,
}

/// A pod of a namespace.
#[derive(Clone, Copy)]
pub struct PodPeer<'a> {
    pub namespace: &'a str,
    pub name: &'a str,
    pub pod: &'a Arc<Pod>,
}

impl PodPeer<'_> {
    #[must_use]
    pub fn end(&self) -> ConnectionEnd<'_> {
        ConnectionEnd::Pod(self.namespace, self.name)
    }

    fn is(&self, other: &Self) -> bool {
        (self.namespace, self.name) == (other.namespace, other.name)
    }
}

impl PodNetwork {
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let policies = InForce::of(snapshot);
        let mut snapshot = snapshot.clone();
        stand_ins::add(&mut snapshot);
        Self { network: Network::of(&snapshot), policies, snapshot }
    }

    /// Returns the pods of a Function of this name, or the pod itself; `*` means all pods.
    pub fn pods<'a>(&'a self, namespace: &'a str, name: &'a str) -> impl Iterator<Item = PodPeer<'a>> {
        let all = self.snapshot.space(namespace).into_iter().flat_map(|space| &space.pods);
        all.filter(move |(own, pod)| {
            let is_named = name == "*" || pod.function() == Some(name) || name == &***own;
            is_named && !pod.finished()
        })
        .map(move |(own, pod)| PodPeer { namespace, name: own, pod })
    }

    /// Returns whether a pod can connect to another one; nothing if it is the same pod.
    #[must_use]
    pub fn between(&self, from: PodPeer<'_>, to: PodPeer<'_>) -> Option<Joint> {
        let answer = if from.is(&to) { None } else { self.network.answer(from.end(), to.end()) }?;
        Some(of_pods(verdict(&answer), &self.meshed(from.pod, to.pod)))
    }

    /// Returns what the mesh decides between two pods, over all ports and requests.
    fn meshed(&self, from: &Pod, to: &Pod) -> ConnectionVerdict {
        let (caller, target) = (MeshCaller::pod(&self.policies.mesh, from), Workload::of(to));
        let visit = MeshVisit {
            caller: &caller,
            target: &target,
            port: None,
            protocol: Protocol::Tcp,
            request: None,
        };
        self.policies.between(visit)
    }

    /// Returns whether any pod of a namespace can connect to any pod of another one; nothing if one is not known.
    #[must_use]
    pub fn between_namespaces(&self, from: &str, to: &str) -> Option<Joint> {
        let cell = self.network.cell(from, to)?;
        let pods = |name: &str| {
            let all = self.snapshot.space(name).into_iter().flat_map(|space| &space.pods);
            all.filter(|(_, pod)| !pod.finished())
        };
        Some(of_namespaces(cell.openness, &PairMatrix::of(&self.policies, pods(from), pods(to), to)))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.snapshot.spaces().all(|space| space.pods.is_empty())
    }
}

/// Returns whether NetworkPolicies allow a connection on any port.
#[must_use]
pub fn verdict(answer: &ConnectionAnswer) -> Reachability {
    match (answer.sure().is_none(), answer.possible().is_none()) {
        (false, _) => Reachability::Allowed,
        (true, false) => Reachability::Unknown,
        (true, true) => Reachability::Denied,
    }
}

/// Returns why objects may be missing that decide about connections.
#[must_use]
pub fn gaps(snapshot: &Snapshot) -> Vec<String> {
    const DECIDE: [Kind; 5] = [
        Kind::Pod,
        Kind::NetworkPolicy,
        Kind::Namespace,
        Kind::AuthorizationPolicy,
        Kind::PeerAuthentication,
    ];
    DECIDE.into_iter().flat_map(|kind| unseen::objects(snapshot, kind)).collect()
}
