//! Roles and bindings, as the API server stores them.

use super::lenient::nullable;
use super::{Meta, Selector};
use serde::Deserialize;

/// A Role or a ClusterRole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Role {
    pub meta: Meta,
    pub rules: Vec<RbacRule>,
    /// Selectors of the cluster roles that a controller aggregates into this one; their rules replace its
    /// own.
    pub aggregates: Option<Vec<Selector>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RbacRule {
    #[serde(deserialize_with = "nullable")]
    pub verbs: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    pub api_groups: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    pub resources: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    pub resource_names: Vec<String>,
    #[serde(rename = "nonResourceURLs", deserialize_with = "nullable")]
    pub urls: Vec<String>,
}

/// A RoleBinding or a ClusterRoleBinding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Binding {
    pub meta: Meta,
    pub role: RoleRef,
    pub subjects: Vec<Subject>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RoleRef {
    pub kind: String,
    pub name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(default)]
pub struct Subject {
    pub kind: String,
    pub name: String,
    #[serde(deserialize_with = "nullable")]
    pub namespace: String,
}

impl Subject {
    /// Whether it is a group that contains every user, or every ServiceAccount.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        self.kind == "Group"
            && matches!(
                self.name.as_str(),
                "system:authenticated" | "system:unauthenticated" | "system:serviceaccounts"
            )
    }

    #[must_use]
    pub fn shown(&self) -> String {
        match self.kind.as_str() {
            "ServiceAccount" => format!("sa {}/{}", self.namespace, self.name),
            kind => format!("{} {}", kind.to_lowercase(), self.name),
        }
    }
}
