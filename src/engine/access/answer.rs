//! What the authorizer says, with every chain that says yes, or with what stands in the way of a no.

use super::who::MASTERS;
use crate::model::Kind;
use crate::model::rbac::RoleRef;
use std::fmt;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// All the ways to a yes, sorted.
    Allowed(Vec<Via>),
    Denied,
    /// Nothing that was seen allows it, and not all was seen.
    Unknown(Vec<Gap>),
}

/// What allows something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// The server itself lets `system:masters` do everything.
    Masters,
    Chain(Arc<Chain>),
}

/// A binding and the role it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Where the binding lies; empty for a ClusterRoleBinding.
    pub namespace: Arc<str>,
    pub binding: Arc<str>,
    pub role: RoleRef,
}

/// Something that was not seen, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    pub kind: Kind,
    /// Empty for the whole cluster.
    pub namespace: Arc<str>,
    /// The one object that is missing; empty when it is all of the kind.
    pub name: Arc<str>,
    /// The binding that makes it matter, if it is a role.
    pub through: Option<Arc<Chain>>,
    pub why: Arc<str>,
}

impl Answer {
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }

    /// The answer in one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Allowed(_) => "yes",
            Self::Denied => "no",
            Self::Unknown(_) => "unknown",
        }
    }
}

impl Chain {
    pub fn is_cluster_wide(&self) -> bool {
        self.namespace.is_empty()
    }

    /// `RoleBinding/x` or `ClusterRoleBinding/x`.
    pub fn binding(&self) -> String {
        let kind = if self.is_cluster_wide() { "ClusterRoleBinding" } else { "RoleBinding" };
        format!("{kind}/{}", self.binding)
    }

    /// `Role/x` or `ClusterRole/x`.
    pub fn role(&self) -> String {
        format!("{}/{}", self.role.kind, self.role.name)
    }

    fn order(&self) -> (bool, &str, &str, &str, &str) {
        let wide = self.is_cluster_wide();
        (!wide, &self.binding, &self.namespace, &self.role.kind, &self.role.name)
    }
}

impl PartialOrd for Chain {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Chain {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.binding())?;
        if !self.is_cluster_wide() {
            write!(out, " in {}", self.namespace)?;
        }
        write!(out, " gives {}", self.role())
    }
}

impl fmt::Display for Via {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Masters => write!(out, "group {MASTERS} may do everything"),
            Self::Chain(chain) => write!(out, "{chain}"),
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let info = self.kind.info();
        match (self.name.is_empty(), &self.through) {
            (true, _) => out.write_str(info.plural)?,
            (false, Some(chain)) => write!(out, "{} ({})", chain.role(), chain.binding())?,
            (false, None) => write!(out, "{}/{}", info.name, self.name)?,
        }
        if !self.namespace.is_empty() {
            write!(out, " in {}", self.namespace)?;
        }
        write!(out, ": {}", self.why)
    }
}
