//! `AuthorizationPolicy`: who may do what on which pods.

use super::Attachment;
use crate::model::{Labels, Meta};
use serde::Deserialize;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorizationPolicy {
    pub meta: Meta,
    pub attached: Attachment,
    pub action: Action,
    /// The external authorizer of a CUSTOM policy.
    pub provider: String,
    /// Without rules nothing matches: an ALLOW policy without rules denies everything.
    pub rules: Vec<AuthorizationRule>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Also when the field is absent.
    #[default]
    Allow,
    Deny,
    Audit,
    Custom,
    /// A value that this tool does not know.
    Other,
}

impl Action {
    #[must_use]
    pub fn read(word: &str) -> Self {
        match word {
            "" | "ALLOW" => Self::Allow,
            "DENY" => Self::Deny,
            "AUDIT" => Self::Audit,
            "CUSTOM" => Self::Custom,
            _ => Self::Other,
        }
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Allow => "ALLOW",
            Self::Deny => "DENY",
            Self::Audit => "AUDIT",
            Self::Custom => "CUSTOM",
            Self::Other => "an unknown action",
        }
    }
}

/// All parts must match; a part that is empty matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorizationRule {
    pub from: Vec<CallerMatch>,
    pub to: Vec<Operation>,
    pub when: Vec<Condition>,
}

/// The caller: every list that is present must match, and one value of it is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CallerMatch {
    pub principals: Vec<String>,
    pub not_principals: Vec<String>,
    pub request_principals: Vec<String>,
    pub not_request_principals: Vec<String>,
    pub namespaces: Vec<String>,
    pub not_namespaces: Vec<String>,
    pub service_accounts: Vec<String>,
    pub not_service_accounts: Vec<String>,
    pub ip_blocks: Vec<String>,
    pub not_ip_blocks: Vec<String>,
    pub remote_ip_blocks: Vec<String>,
    pub not_remote_ip_blocks: Vec<String>,
}

/// The request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Operation {
    pub hosts: Vec<String>,
    pub not_hosts: Vec<String>,
    pub ports: Vec<String>,
    pub not_ports: Vec<String>,
    pub methods: Vec<String>,
    pub not_methods: Vec<String>,
    pub paths: Vec<String>,
    pub not_paths: Vec<String>,
}

/// `request.auth.claims[aud]` and the like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Condition {
    pub key: String,
    pub values: Vec<String>,
    pub not_values: Vec<String>,
}

impl AuthorizationPolicy {
    #[must_use]
    pub fn selects(&self, pod: &Labels) -> bool {
        self.attached.selects(pod)
    }

    #[must_use]
    pub fn allows(&self) -> bool {
        self.action == Action::Allow
    }

    /// Whether a rule names no caller, and so allows (or denies) everyone.
    #[must_use]
    pub fn has_open_rule(&self) -> bool {
        self.rules.iter().any(|rule| rule.from.is_empty())
    }
}
