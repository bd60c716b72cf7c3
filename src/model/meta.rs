//! What every object carries: its name, its labels, who owns it.

use super::{Kind, Labels};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The part of `metadata` that somebody reads; managed fields and last-applied text never get here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    pub namespace: String,
    pub name: String,
    pub uid: String,
    pub resource_version: String,
    pub generation: i64,
    pub labels: Labels,
    pub annotations: Labels,
    /// RFC 3339, as the server wrote it.
    pub created: String,
    pub owners: Vec<Owner>,
    pub deleting: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owner {
    pub kind: String,
    pub name: String,
    pub uid: String,
    pub controller: bool,
}

impl Meta {
    pub fn controller(&self) -> Option<&Owner> {
        self.owners.iter().find(|owner| owner.controller)
    }
}

/// An object named: enough to find it again, on screen and on the server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ObjectRef {
    pub namespace: String,
    pub kind: String,
    pub name: String,
    pub api_version: String,
}

impl ObjectRef {
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Self {
        let info = kind.info();
        Self::of(&info.api_version(), info.name, namespace, name)
    }

    pub fn of(api_version: &str, kind: &str, namespace: &str, name: &str) -> Self {
        Self {
            namespace: namespace.into(),
            kind: kind.into(),
            name: name.into(),
            api_version: api_version.into(),
        }
    }

    /// The kind this tool reads, if it is one of them.
    pub fn known(&self) -> Option<Kind> {
        let group = self.api_version.split_once('/').map_or("", |(group, _)| group);
        Kind::ALL.into_iter().find(|kind| kind.info().name == self.kind && kind.info().group == group)
    }

    /// `function/refund`, the form the terminal shows.
    pub fn short(&self) -> String {
        format!("{}/{}", self.kind.to_lowercase(), self.name)
    }
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            write!(out, "{}/{}", self.kind, self.name)
        } else {
            write!(out, "{}/{} in {}", self.kind, self.name, self.namespace)
        }
    }
}
