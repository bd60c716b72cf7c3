//! What can be made to go wrong on purpose.

use crate::model::Kind;
use std::time::Duration;

/// A fault that holds until it is cleared; `Once` faults end themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The verb on the kind is forbidden, in one namespace or (empty) everywhere.
    Forbidden { verb: Option<&'static str>, kind: Kind, namespace: String },
    /// Listing across namespaces is forbidden, within the named ones it is allowed.
    OnlyWithin { kind: Kind, namespaces: Vec<String> },
    /// The kind is not served at all.
    NotServed(Kind),
    /// The next write conflicts.
    ConflictOnce,
    /// Writes are done, and a proxy on the way gives up on their answers.
    LoseAnswer,
    /// Every answer waits.
    Slow(Duration),
    /// Every request is refused with this code: 401, 429, 500, 503.
    Refuse(u16),
    /// What is served is told, and every list is refused with this code: credentials that ran out in the middle.
    RefuseLists(u16),
    /// Streaming lists are refused, as servers without them do.
    NoStreamingLists,
    /// What is served is told group by group only, as old servers do.
    NoAggregatedDiscovery,
}

impl Fault {
    /// Whether this fault forbids the verb on the kind in the namespace (empty: across all).
    pub fn forbids(&self, verb: &str, kind: Kind, namespace: &str) -> bool {
        match self {
            Self::Forbidden { verb: only, kind: of, namespace: place } => {
                *of == kind && only.is_none_or(|one| one == verb) && (place.is_empty() || place == namespace)
            }
            Self::OnlyWithin { kind: of, namespaces } => {
                *of == kind && !namespaces.iter().any(|one| one == namespace)
            }
            Self::NotServed(_)
            | Self::ConflictOnce
            | Self::LoseAnswer
            | Self::Slow(_)
            | Self::Refuse(_)
            | Self::RefuseLists(_)
            | Self::NoStreamingLists
            | Self::NoAggregatedDiscovery => false,
        }
    }
}
