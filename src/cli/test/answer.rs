//! What the engines know of a source, and the form of their answers.

use crate::cli::facts::{rights as permissions, routes as all_routes};
use crate::cli::gather::Gathered;
use crate::cli::tokens::locks;
use crate::engine::access::Access;
use crate::engine::mesh::unseen;
use crate::engine::mesh::{Between, Caller, Crowd, InForce, Visit, Workload};
use crate::engine::network::stand_ins;
use crate::engine::network::{Network, Outlets};
use crate::engine::tokens::Locks;
use crate::model::network_policy::Protocol;
use crate::model::parameters::Parameters;
use crate::model::pod::Pod;
use crate::model::{Kind, Snapshot};

/// Whether an expectation holds. An unknown answer is not a success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Holds,
    /// What contradicts it, each in a sentence.
    Fails(Vec<String>),
    Unknown(Vec<String>),
}

impl Answer {
    /// Returns the answer for what contradicts an expectation, and for what is not known.
    pub fn of(against: Vec<String>, unknown: Vec<String>) -> Self {
        match (against.is_empty(), unknown.is_empty()) {
            (false, _) => Self::Fails(against),
            (true, false) => Self::Unknown(unknown),
            (true, true) => Self::Holds,
        }
    }
}

/// What the engines know of a source, prepared once.
pub struct Asked<'a> {
    pub gathered: &'a Gathered,
    pub parameters: &'a Parameters,
    pub routes: Vec<all_routes::Route>,
    pub locks: Locks,
    pub access: Access,
    /// The snapshot with a pod for each workload.
    pub peopled: Snapshot,
    pub network: Network,
    pub outlets: Outlets,
    pub policies: InForce,
}

impl<'a> Asked<'a> {
    pub fn of(gathered: &'a Gathered, parameters: &'a Parameters) -> Self {
        let mut peopled = gathered.snapshot.clone();
        stand_ins::add(&mut peopled);
        let network = Network::of(&peopled);
        Self {
            gathered,
            parameters,
            routes: all_routes::all(gathered),
            locks: locks(gathered),
            access: permissions::access(gathered),
            outlets: Outlets::of(&peopled, &network),
            peopled,
            network,
            policies: InForce::of(&gathered.snapshot),
        }
    }

    /// Returns what the mesh decides between two pods, over all ports and requests.
    pub fn meshed(&self, from: &Pod, to: &Pod) -> Between {
        let (caller, target) = (Caller::pod(&self.policies.mesh, from), Workload::of(to));
        let visit =
            Visit { caller: &caller, target: &target, port: None, protocol: Protocol::Tcp, request: None };
        self.policies.between(visit)
    }

    /// Returns what the mesh decides between the pods of two namespaces.
    pub fn crowd(&self, from: &str, to: &str) -> Crowd {
        let pods = |name: &str| {
            let space = self.peopled.space(name);
            space.into_iter().flat_map(|space| &space.pods).filter(|(_, pod)| !pod.finished())
        };
        Crowd::of(&self.policies, pods(from), pods(to), to)
    }

    /// Returns why objects of these kinds may be missing.
    pub fn unread(&self, kinds: &[Kind]) -> Vec<String> {
        kinds.iter().flat_map(|kind| unseen::objects(&self.gathered.snapshot, *kind)).collect()
    }
}
