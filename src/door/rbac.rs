//! Roles and bindings; cluster-wide or not, the shapes are the same.

use super::{RawMeta, nullable};
use crate::model::rbac::{Binding, Role, RoleRef, Rule, Subject};
use serde::Deserialize;
use serde_json::{Error, from_str};

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawRole {
    metadata: RawMeta,
    #[serde(deserialize_with = "nullable")]
    rules: Vec<Rule>,
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

pub fn role(text: &str) -> Result<Role, Error> {
    let raw: RawRole = from_str(text)?;
    Ok(Role { meta: raw.metadata.into(), rules: raw.rules })
}

pub fn binding(text: &str) -> Result<Binding, Error> {
    let raw: RawBinding = from_str(text)?;
    Ok(Binding { meta: raw.metadata.into(), role: raw.role_ref, subjects: raw.subjects })
}
