//! What the engines know of a source, and the form of their answers.

use crate::cli::facts::{rights as permissions, routes as all_routes};
use crate::cli::gather::SourceVerdicts;
use crate::cli::tokens::locks;
use crate::engine::access::AccessIndex;
use crate::engine::mesh::unseen;
use crate::engine::network::Outlets;
use crate::engine::pod_network::PodNetwork;
use crate::engine::tokens::Locks;
use crate::model::Kind;
use crate::model::parameters::Parameters;

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
pub struct PreparedEngines<'a> {
    pub gathered: &'a SourceVerdicts,
    pub parameters: &'a Parameters,
    pub routes: Vec<all_routes::Route>,
    pub locks: Locks,
    pub access: AccessIndex,
    pub pods: PodNetwork,
    pub outlets: Outlets,
}

impl<'a> PreparedEngines<'a> {
    pub fn of(gathered: &'a SourceVerdicts, parameters: &'a Parameters) -> Self {
        let pods = PodNetwork::of(&gathered.snapshot);
        Self {
            gathered,
            parameters,
            routes: all_routes::all(gathered),
            locks: locks(gathered),
            access: permissions::access(gathered),
            outlets: Outlets::of(&pods.snapshot, &pods.network),
            pods,
        }
    }

    /// Returns why objects of these kinds may be missing.
    pub fn unread(&self, kinds: &[Kind]) -> Vec<String> {
        kinds.iter().flat_map(|kind| unseen::objects(&self.gathered.snapshot, *kind)).collect()
    }
}
