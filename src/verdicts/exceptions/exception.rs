//! A risk that a user accepts, and the findings that it covers.

use crate::checks::{Finding, fingerprint};
use crate::model::calendar::Day;
use std::path::Path;

/// A risk that a user accepts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exception {
    pub check: &'static str,
    pub target: ExceptionTarget,
    pub reason: String,
    pub by: String,
    pub expires: Option<Day>,
    /// The sets of files in which it is accepted; none for everywhere.
    pub sets: Vec<String>,
    /// The file and the line of the entry.
    pub place: String,
}

/// The findings of the check that it covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExceptionTarget {
    Fingerprint(String),
    /// Kind, namespace and name of the object; an empty namespace for cluster-wide objects.
    Object {
        kind: String,
        namespace: String,
        name: String,
    },
    /// All findings of the check in one namespace.
    Namespace(String),
}

impl ExceptionTarget {
    /// Returns a description of what it covers.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Fingerprint(print) => print.clone(),
            Self::Object { kind, namespace, name } if namespace.is_empty() => format!("{kind}/{name}"),
            Self::Object { kind, namespace, name } => format!("{kind}/{namespace}/{name}"),
            Self::Namespace(name) => format!("namespace {name}"),
        }
    }
}

impl Exception {
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        if finding.check != self.check {
            return false;
        }
        match &self.target {
            ExceptionTarget::Fingerprint(print) => fingerprint::of(finding) == *print,
            ExceptionTarget::Object { kind, namespace, name } => {
                let object = &finding.object;
                *object.kind == **kind && object.namespace == *namespace && object.name == *name
            }
            ExceptionTarget::Namespace(name) => finding.home() == name,
        }
    }

    /// Returns whether it is for the set with these names; a source that is not files has none.
    #[must_use]
    pub fn is_for(&self, names: &[String]) -> bool {
        self.sets.is_empty() || self.sets.iter().any(|set| is_called(set, names))
    }

    /// Returns whether it has expired. It is valid up to and including its last day.
    #[must_use]
    pub fn is_expired(&self, today: Day) -> bool {
        self.expires.is_some_and(|last| last < today)
    }
}

/// Returns whether one of the names is this one, or a path that ends with it: `dev` is `k8s/overlays/dev`.
#[must_use]
pub fn is_called(set: &str, names: &[String]) -> bool {
    let ends = |name: &String| name.split(", ").any(|path| Path::new(path).ends_with(set));
    names.iter().any(|name| name == set || ends(name))
}
