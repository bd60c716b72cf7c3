//! Roles and bindings, as the API server stores them.

use super::Meta;
use serde::Deserialize;

/// A Role or a ClusterRole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Role {
    pub meta: Meta,
    pub rules: Vec<Rule>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Rule {
    pub verbs: Vec<String>,
    pub api_groups: Vec<String>,
    pub resources: Vec<String>,
    pub resource_names: Vec<String>,
    #[serde(rename = "nonResourceURLs")]
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
    pub namespace: String,
}

impl Subject {
    /// Groups that hold everybody, or every ServiceAccount.
    pub fn is_everybody(&self) -> bool {
        self.kind == "Group"
            && matches!(
                self.name.as_str(),
                "system:authenticated" | "system:unauthenticated" | "system:serviceaccounts"
            )
    }

    pub fn shown(&self) -> String {
        match self.kind.as_str() {
            "ServiceAccount" => format!("sa {}/{}", self.namespace, self.name),
            kind => format!("{} {}", kind.to_lowercase(), self.name),
        }
    }
}
