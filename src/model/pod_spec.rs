//! The part of a Pod that Pod Security reads, and where it keeps its tokens.
//! The API's JSON (or a manifest) flows in, a small value flows out; a field of the wrong
//! type counts as absent, so that one bad field does not hide the rest of the Pod.

use std::collections::BTreeMap;

use super::lenient::{Lenient, Read, lenient, of_fields};
use serde::de::{IgnoredAny, MapAccess};

/// A Pod, or the template a workload makes its Pods from.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodTemplate {
    #[serde(deserialize_with = "lenient")]
    pub metadata: PodMetadata,
    #[serde(deserialize_with = "lenient")]
    pub spec: PodSpec,
}

/// Annotations matter because old profiles were set there.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodMetadata {
    #[serde(deserialize_with = "lenient")]
    pub annotations: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodSpec {
    #[serde(deserialize_with = "lenient")]
    pub init_containers: Vec<Container>,
    #[serde(deserialize_with = "lenient")]
    pub containers: Vec<Container>,
    #[serde(deserialize_with = "lenient")]
    pub ephemeral_containers: Vec<Container>,
    #[serde(deserialize_with = "lenient")]
    pub volumes: Vec<Volume>,
    #[serde(deserialize_with = "lenient")]
    pub security_context: PodSecurityContext,
    #[serde(deserialize_with = "lenient")]
    pub host_network: bool,
    #[serde(rename = "hostPID", deserialize_with = "lenient")]
    pub host_pid: bool,
    #[serde(rename = "hostIPC", deserialize_with = "lenient")]
    pub host_ipc: bool,
    #[serde(deserialize_with = "lenient")]
    pub host_users: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub os: Os,
    #[serde(deserialize_with = "lenient")]
    pub service_account_name: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub automount_service_account_token: Option<bool>,
}

impl PodSpec {
    /// Every container in the order the admission visits them: init, main, ephemeral.
    pub fn all_containers(&self) -> impl Iterator<Item = &Container> {
        self.init_containers.iter().chain(&self.containers).chain(&self.ephemeral_containers)
    }

    /// Whether the Pod declares that it runs on Windows.
    pub fn is_windows(&self) -> bool {
        self.os.name == "windows"
    }

    /// Whether the Pod asks for its own user namespace.
    pub fn has_user_namespace(&self) -> bool {
        self.host_users == Some(false)
    }
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(default)]
pub struct Os {
    #[serde(deserialize_with = "lenient")]
    pub name: String,
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Container {
    #[serde(deserialize_with = "lenient")]
    pub name: String,
    #[serde(deserialize_with = "lenient")]
    pub image: String,
    #[serde(deserialize_with = "lenient")]
    pub ports: Vec<Port>,
    #[serde(deserialize_with = "lenient")]
    pub volume_mounts: Vec<VolumeMount>,
    #[serde(deserialize_with = "lenient")]
    pub security_context: SecurityContext,
    #[serde(deserialize_with = "lenient")]
    pub liveness_probe: Handler,
    #[serde(deserialize_with = "lenient")]
    pub readiness_probe: Handler,
    #[serde(deserialize_with = "lenient")]
    pub startup_probe: Handler,
    #[serde(deserialize_with = "lenient")]
    pub lifecycle: Lifecycle,
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Port {
    #[serde(deserialize_with = "lenient")]
    pub host_port: i64,
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VolumeMount {
    #[serde(deserialize_with = "lenient")]
    pub name: String,
    #[serde(deserialize_with = "lenient")]
    pub mount_path: String,
}

/// What a probe or a lifecycle hook calls; both have the same shape.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Handler {
    #[serde(deserialize_with = "lenient")]
    pub http_get: HostTarget,
    #[serde(deserialize_with = "lenient")]
    pub tcp_socket: HostTarget,
}

/// An empty host means the Pod itself.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(default)]
pub struct HostTarget {
    #[serde(deserialize_with = "lenient")]
    pub host: String,
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Lifecycle {
    #[serde(deserialize_with = "lenient")]
    pub post_start: Handler,
    #[serde(deserialize_with = "lenient")]
    pub pre_stop: Handler,
}

/// What a Pod says for all its containers.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
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

/// What one container says for itself.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
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

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(default)]
pub struct Capabilities {
    #[serde(deserialize_with = "lenient")]
    pub add: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub drop: Vec<String>,
}

/// A seccomp or an `AppArmor` profile; only its type is judged.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(default)]
pub struct Profile {
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: String,
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(default)]
pub struct SeLinuxOptions {
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: String,
    #[serde(deserialize_with = "lenient")]
    pub user: String,
    #[serde(deserialize_with = "lenient")]
    pub role: String,
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WindowsOptions {
    #[serde(deserialize_with = "lenient")]
    pub host_process: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(default)]
pub struct Sysctl {
    #[serde(deserialize_with = "lenient")]
    pub name: String,
}

/// A volume: its name, the names of the sources it sets, and what is projected into it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Volume {
    pub name: String,
    pub projected: Option<Projected>,
    /// Keys that are set beside `name` and `projected`, such as `hostPath`, sorted.
    pub sources: Vec<String>,
}

impl Volume {
    /// Whether the volume sets this source, by its name in the API.
    pub fn has(&self, source: &str) -> bool {
        (source == "projected" && self.projected.is_some()) || self.sources.iter().any(|set| set == source)
    }
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(default)]
pub struct Projected {
    #[serde(deserialize_with = "lenient")]
    pub sources: Vec<Projection>,
}

#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Projection {
    #[serde(deserialize_with = "lenient")]
    pub service_account_token: Option<TokenProjection>,
}

/// A bound token of the Pod's service account, written to a file.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TokenProjection {
    #[serde(deserialize_with = "lenient")]
    pub audience: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub expiration_seconds: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub path: String,
}

macro_rules! lenient_structs {
    ($($name:ident)+) => {
        $(impl Lenient for $name {
            fn of_map<'de, A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
                of_fields(map)
            }
        })+
    };
}

lenient_structs! {
    PodMetadata PodSpec Os Container Port VolumeMount Handler HostTarget Lifecycle PodSecurityContext
    SecurityContext Capabilities Profile SeLinuxOptions WindowsOptions Sysctl Projected Projection
    TokenProjection
}

impl Lenient for Volume {
    fn of_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut volume = Self::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "name" => volume.name = map.next_value::<Read<_>>()?.0.unwrap_or_default(),
                "projected" => volume.projected = map.next_value::<Read<_>>()?.0,
                _ => {
                    let set = map.next_value::<Option<IgnoredAny>>()?.is_some();
                    volume.sources.extend(set.then_some(key));
                }
            }
        }
        volume.sources.sort_unstable();
        volume.sources.dedup();
        volume.sources.shrink_to_fit();
        Ok(Some(volume))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod(json: &str) -> PodTemplate {
        serde_json::from_str(json).expect("reads")
    }

    #[test]
    fn a_field_of_the_wrong_type_does_not_hide_its_neighbours() {
        let pod = pod(
            r#"{"spec":{"hostPID":"yes","hostIPC":true,"containers":[7,{"name":"a","securityContext":[],"ports":{}},null]}}"#,
        );
        assert!(pod.spec.host_ipc);
        assert!(!pod.spec.host_pid);
        assert_eq!(pod.spec.containers.len(), 1);
    }

    #[test]
    fn null_is_absent() {
        let pod =
            pod(r#"{"metadata":null,"spec":{"containers":null,"volumes":[{"name":"v","hostPath":null}]}}"#);
        assert!(pod.spec.volumes[0].sources.is_empty());
        assert!(!pod.spec.volumes[0].has("hostPath"));
    }

    #[test]
    fn a_volume_remembers_its_sources_and_its_tokens() {
        let pod = pod(
            r#"{"spec":{"volumes":[{"name":"t","projected":{"sources":[{"serviceAccountToken":{"path":"token","expirationSeconds":600}}]}},{"name":"e","emptyDir":{}}]}}"#,
        );
        let token = pod.spec.volumes[0].projected.as_ref().expect("projected");
        assert!(token.sources[0].service_account_token.is_some());
        assert!(pod.spec.volumes[0].has("projected"));
        assert!(pod.spec.volumes[1].has("emptyDir"));
    }

    #[test]
    fn yaml_reads_like_json() {
        let pod: PodTemplate =
            serde_yaml::from_str("spec:\n  os: {name: windows}\n  hostUsers: false\n").expect("reads");
        assert!(pod.spec.is_windows() && pod.spec.has_user_namespace());
    }
}
