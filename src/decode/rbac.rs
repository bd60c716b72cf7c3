//! Roles and bindings; the namespaced and the cluster-wide kinds have the same fields.

use super::{Error, from_str};
use super::{RawMeta, nullable};
use crate::model::Selector;
use crate::model::rbac::{Binding, RbacRule, Role, RoleRef, Subject};
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawRole {
    metadata: RawMeta,
    #[serde(deserialize_with = "nullable")]
    rules: Vec<RbacRule>,
    #[serde(deserialize_with = "nullable")]
    aggregation_rule: Option<Aggregation>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Aggregation {
    #[serde(deserialize_with = "nullable")]
    cluster_role_selectors: Vec<Selector>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawBinding {
    metadata: RawMeta,
    #[serde(deserialize_with = "nullable")]
    role_ref: RoleRef,
    #[serde(deserialize_with = "nullable")]
    subjects: Vec<Subject>,
}

/// Decodes a Role or a ClusterRole.
///
/// # Errors
/// If the text is not a valid role.
pub fn role(text: &str) -> Result<Box<Role>, Error> {
    let raw: RawRole = from_str(text)?;
    let aggregates = raw.aggregation_rule.map(|aggregation| aggregation.cluster_role_selectors);
    Ok(Box::new(Role { meta: raw.metadata.into(), rules: raw.rules, aggregates }))
}

/// Decodes a RoleBinding or a ClusterRoleBinding.
///
/// # Errors
/// If the text is not a valid binding.
pub fn binding(text: &str) -> Result<Box<Binding>, Error> {
    let raw: RawBinding = from_str(text)?;
    Ok(Box::new(Binding { meta: raw.metadata.into(), role: raw.role_ref, subjects: raw.subjects }))
}
