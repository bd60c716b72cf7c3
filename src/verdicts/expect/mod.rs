//! Expectations: sentences of a small fixed grammar about what must be allowed or not, kept in the configuration.
//!
//! ```text
//! internet may [not] reach NS/NAME
//! a token of issuer ISSUER [for audience A, …] [with scope S, …] opens only NS/NAME, … | opens nothing
//! a token of issuer ISSUER … does not open NS/NAME, …
//! user|group|account NAME may [not] VERB RESOURCE [named NAME] [in NS | anywhere]
//! NS/NAME may [not] connect to NS/NAME | internet
//! no namespace below LEVEL
//! namespace NS enforces LEVEL
//! ```
//!
//! VERB is a verb of the API, several with commas, or read, change or write; RESOURCE may have a group and a part, as in
//! `deployments.apps` and `pods/exec`.
//!
//! `*` as NAME means every Service, or every pod, of the namespace; `*` as NS every namespace. A name with spaces is
//! written in double quotes.

mod parse;
#[cfg(test)]
mod tests;

pub use parse::parse;

use crate::engine::pod_security::Level;

/// A parsed sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// Whether a request without a token may reach Services from outside the cluster.
    Internet {
        may: bool,
        to: Target,
    },
    Token {
        issuer: String,
        audiences: Vec<String>,
        scopes: Vec<String>,
        opens: Opens,
    },
    Right {
        subject: Subject,
        may: bool,
        verbs: Vec<String>,
        resource: String,
        name: String,
        place: PermissionPlace,
    },
    Connection {
        from: Target,
        may: bool,
        to: Destination,
    },
    /// Every namespace enforces at least this level, or only the named one.
    Level {
        least: Level,
        namespace: Option<String>,
    },
}

/// Services, Functions or pods of a namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `*` for every namespace.
    pub namespace: String,
    /// `*` for every name.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    Pods(Target),
    Internet,
}

/// What a token may open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opens {
    /// These Services and no others; none means nothing.
    Only(Vec<Target>),
    Not(Vec<Target>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    User(String),
    Group(String),
    /// Namespace and name of a ServiceAccount.
    Account(String, String),
}

/// Where a permission is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PermissionPlace {
    Namespace(String),
    /// In any namespace, or cluster-wide.
    Anywhere,
}

/// A sentence of the configuration, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedExpectation {
    pub sentence: String,
    /// The file and the line.
    pub place: String,
    pub expectation: Expectation,
}

impl Target {
    #[must_use]
    pub fn has(&self, namespace: &str, name: &str) -> bool {
        self.has_namespace(namespace) && (self.name == "*" || self.name == name)
    }

    #[must_use]
    pub fn has_namespace(&self, namespace: &str) -> bool {
        self.namespace == "*" || self.namespace == namespace
    }
}
