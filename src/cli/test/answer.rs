//! What the engines know of a source, and the form of their answers.

use crate::cli::facts::{rights as permissions, routes as all_routes};
use crate::cli::gather::Gathered;
use crate::cli::reach::stand_ins;
use crate::cli::tokens::locks;
use crate::engine::access::Access;
use crate::engine::mesh::unseen;
use crate::engine::network::{Network, Outlets};
use crate::engine::tokens::Locks;
use crate::model::parameters::Parameters;
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
        }
    }

    /// Returns why objects of these kinds may be missing.
    pub fn unread(&self, kinds: &[Kind]) -> Vec<String> {
        kinds.iter().flat_map(|kind| unseen::objects(&self.gathered.snapshot, *kind)).collect()
    }
}
