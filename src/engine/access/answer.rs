//! The authorizer's answer: every chain that allows the request, or what keeps a denial from being certain.

use super::subject::MASTERS;
use crate::model::Kind;
use crate::model::rbac::RoleRef;
use std::fmt;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessAnswer {
    /// Everything that allows it, sorted.
    Allowed(Vec<GrantedBy>),
    Denied,
    /// Nothing that was read allows it, and not everything was read.
    Unknown(Vec<UnreadGap>),
}

/// What allows something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum GrantedBy {
    /// The server itself lets `system:masters` do everything.
    Masters,
    Chain(Arc<GrantChain>),
}

/// A binding and the role it grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantChain {
    /// The binding's namespace; empty for a ClusterRoleBinding.
    pub namespace: Arc<str>,
    pub binding: Arc<str>,
    pub role: RoleRef,
}

/// Something that was not read, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadGap {
    pub kind: Kind,
    /// Empty for cluster-wide objects.
    pub namespace: Arc<str>,
    /// The missing object; empty when the whole kind is missing.
    pub name: Arc<str>,
    /// The binding through which it matters, if it is a role.
    pub through: Option<Arc<GrantChain>>,
    pub why: Arc<str>,
}

impl AccessAnswer {
    #[cfg(any(test, feature = "engines"))]
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }

    /// The answer without its reasons.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Allowed(_) => "yes",
            Self::Denied => "no",
            Self::Unknown(_) => "unknown",
        }
    }
}

impl GrantChain {
    #[must_use]
    pub fn is_cluster_wide(&self) -> bool {
        self.namespace.is_empty()
    }

    /// `RoleBinding/x` or `ClusterRoleBinding/x`.
    #[must_use]
    pub fn binding(&self) -> String {
        let kind = if self.is_cluster_wide() { "ClusterRoleBinding" } else { "RoleBinding" };
        format!("{kind}/{}", self.binding)
    }

    /// `Role/x` or `ClusterRole/x`.
    #[must_use]
    pub fn role(&self) -> String {
        format!("{}/{}", self.role.kind, self.role.name)
    }

    fn order(&self) -> (bool, &str, &str, &str, &str) {
        let wide = self.is_cluster_wide();
        (!wide, &self.binding, &self.namespace, &self.role.kind, &self.role.name)
    }
}

impl PartialOrd for GrantChain {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for GrantChain {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

impl fmt::Display for GrantChain {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.binding())?;
        if !self.is_cluster_wide() {
            write!(out, " in {}", self.namespace)?;
        }
        write!(out, " grants {}", self.role())
    }
}

impl fmt::Display for GrantedBy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Masters => write!(out, "group {MASTERS} may do everything"),
            Self::Chain(chain) => write!(out, "{chain}"),
        }
    }
}

impl fmt::Display for UnreadGap {
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
