//! Faults that are injected on purpose.

use crate::model::Kind;
use std::time::Duration;

/// A fault that is active until it is cleared; `Once` faults end themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(any(test, feature = "testing")), expect(dead_code, reason = "the demo needs only some"))]
pub enum ServerFault {
    /// The verb on the kind is forbidden, in one namespace or (empty) everywhere.
    Forbidden { verb: Option<&'static str>, kind: Kind, namespace: String },
    /// Listing across namespaces is forbidden, within these namespaces it is allowed.
    OnlyWithin { kind: Kind, namespaces: Vec<String> },
    /// The kind is not served at all.
    NotServed(Kind),
    /// The next write conflicts.
    ConflictOnce,
    /// Writes succeed, and a proxy in between times out on their answers.
    LoseAnswer,
    /// Every answer is delayed.
    Slow(Duration),
    /// Every request is refused with this code: 401, 429, 500, 503.
    Refuse(u16),
    /// Discovery works, and every list is refused with this code: credentials that expired in between.
    RefuseLists(u16),
    /// Streaming lists are refused, as by servers without them.
    NoStreamingLists,
    /// Discovery works group by group only, as on old servers.
    NoAggregatedDiscovery,
}

impl ServerFault {
    /// Whether this fault forbids the verb on the kind in the namespace (empty: across all).
    #[must_use]
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
