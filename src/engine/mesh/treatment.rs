//! The verdict of the mesh on a connection.

use crate::model::ObjectRef;

/// Ordered from most to least restrictive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// For every request.
    Denied,
    /// Some requests are admitted, others may not be.
    Depends,
    Unknown,
    /// For every request.
    Allowed,
    /// No sidecar is involved.
    None,
}

impl Treatment {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Depends => "depends",
            Self::Unknown => "unknown",
        }
    }
}

/// The mesh's verdict on a connection, the objects that decide it, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnectionVerdict {
    pub say: Treatment,
    pub by: Vec<ObjectRef>,
    pub why: String,
}

impl ConnectionVerdict {
    pub fn none(why: impl Into<String>) -> Self {
        Self::new(Treatment::None, Vec::new(), why)
    }

    pub(super) fn new(say: Treatment, by: Vec<ObjectRef>, why: impl Into<String>) -> Self {
        Self { say, by, why: why.into() }
    }

    /// `namespace/name` of the deciding objects.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.by.iter().map(|object| format!("{}/{}", object.namespace, object.name)).collect()
    }

    /// For display, on one line.
    #[must_use]
    pub fn words(&self) -> String {
        self.sentence("allowed", "denied")
    }

    /// The same in the vocabulary of the map.
    #[must_use]
    pub fn shown(&self) -> String {
        self.sentence("open", "closed")
    }

    fn sentence(&self, allowed: &str, denied: &str) -> String {
        let by = if self.by.is_empty() { String::new() } else { format!(" by {}", self.names().join(", ")) };
        let why = &self.why;
        match self.say {
            Treatment::None => format!("no mesh rule: {why}"),
            Treatment::Allowed => format!("{allowed}{by}: {why}"),
            Treatment::Denied => format!("{denied}{by}: {why}"),
            Treatment::Depends => format!("some requests{by}: {why}"),
            Treatment::Unknown => format!("unknown: {why}"),
        }
    }
}
