//! Security contexts: what a Pod, and each of its containers, may do.

use super::lenient_structs;
use crate::model::lenient::{Lenient, lenient, of_fields};
use serde::de::MapAccess;

/// The settings of a Pod for all its containers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodSecurityContext {
    #[serde(deserialize_with = "lenient")]
    pub run_as_user: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub run_as_non_root: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub seccomp_profile: Option<Profile>,
    #[serde(deserialize_with = "lenient")]
    pub app_armor_profile: Option<Profile>,
    #[serde(deserialize_with = "lenient")]
    pub se_linux_options: Option<SeLinuxOptions>,
    #[serde(deserialize_with = "lenient")]
    pub windows_options: WindowsOptions,
    #[serde(deserialize_with = "lenient")]
    pub sysctls: Vec<Sysctl>,
}

/// The settings of one container.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SecurityContext {
    #[serde(deserialize_with = "lenient")]
    pub privileged: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub allow_privilege_escalation: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub read_only_root_filesystem: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub run_as_user: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub run_as_non_root: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub proc_mount: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub capabilities: Capabilities,
    #[serde(deserialize_with = "lenient")]
    pub seccomp_profile: Option<Profile>,
    #[serde(deserialize_with = "lenient")]
    pub app_armor_profile: Option<Profile>,
    #[serde(deserialize_with = "lenient")]
    pub se_linux_options: Option<SeLinuxOptions>,
    #[serde(deserialize_with = "lenient")]
    pub windows_options: WindowsOptions,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(default)]
pub struct Capabilities {
    /// Whether the field is present at all: it replaces a default as a whole.
    #[serde(skip)]
    pub given: bool,
    #[serde(deserialize_with = "lenient")]
    pub add: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub drop: Vec<String>,
}

/// A seccomp or an `AppArmor` profile; only its type is evaluated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(default)]
pub struct Profile {
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(default)]
pub struct SeLinuxOptions {
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: String,
    #[serde(deserialize_with = "lenient")]
    pub user: String,
    #[serde(deserialize_with = "lenient")]
    pub role: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WindowsOptions {
    #[serde(deserialize_with = "lenient")]
    pub host_process: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(default)]
pub struct Sysctl {
    #[serde(deserialize_with = "lenient")]
    pub name: String,
}

lenient_structs! { PodSecurityContext SecurityContext Profile SeLinuxOptions WindowsOptions Sysctl }

impl Lenient for Capabilities {
    fn of_map<'de, A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        let read: Option<Self> = of_fields(map)?;
        Ok(read.map(|one| Self { given: true, ..one }))
    }
}
