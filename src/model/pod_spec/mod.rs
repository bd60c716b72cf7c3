//! The part of a Pod that Pod Security evaluates, and where its tokens are. The API's JSON (or a manifest)
//! flows in, a small value flows out; a field of the wrong type counts as absent, so that one bad field
//! does not hide the rest of the Pod.

mod context;
pub mod intern;
mod volume;

use super::lenient::{Lenient, lenient, of_fields};
use serde::de::MapAccess;
use std::collections::{BTreeMap, BTreeSet};

pub use context::{
    Capabilities, PodSecurityContext, Profile, SeLinuxOptions, SecurityContext, Sysctl, WindowsOptions,
};
pub use volume::{Projected, Projection, TokenProjection, Volume};

/// Makes structs lenient whose fields are all lenient.
macro_rules! lenient_structs {
    ($($name:ident)+) => {
        $(impl Lenient for $name {
            fn of_map<'de, A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
                of_fields(map)
            }
        })+
    };
}

use lenient_structs;

/// A Pod, or the template that a workload creates its Pods from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodTemplate {
    #[serde(deserialize_with = "lenient")]
    pub metadata: PodMetadata,
    #[serde(deserialize_with = "lenient")]
    pub spec: PodSpec,
}

/// Annotations are relevant because older profiles were set there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PodMetadata {
    #[serde(deserialize_with = "lenient")]
    pub annotations: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
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
    #[serde(deserialize_with = "lenient")]
    pub runtime_class_name: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub node_name: String,
    #[serde(deserialize_with = "lenient")]
    pub image_pull_secrets: Vec<LocalReference>,
}

/// A reference to an object of the same namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(default)]
pub struct LocalReference {
    #[serde(deserialize_with = "lenient")]
    pub name: String,
}

impl PodSpec {
    /// Returns the Secrets that the Pod mounts, reads into its environment, or pulls its images with.
    pub fn secrets(&self) -> BTreeSet<&str> {
        let mounted = self.volumes.iter().flat_map(Volume::secrets);
        let pulled = self.image_pull_secrets.iter().map(|secret| secret.name.as_str());
        mounted.chain(self.secrets_in_env()).chain(pulled).filter(|name| !name.is_empty()).collect()
    }

    fn secrets_in_env(&self) -> impl Iterator<Item = &str> {
        self.all_containers().flat_map(|container| {
            let single =
                container.env.iter().filter_map(|env_source| env_source.value_from.secret_key_ref.as_ref());
            let whole = container.env_from.iter().filter_map(|env_from| env_from.secret_ref.as_ref());
            single.chain(whole).map(|local_reference| local_reference.name.as_str())
        })
    }

    /// Returns every container in the order of the admission controller: init, main, ephemeral.
    pub fn all_containers(&self) -> impl Iterator<Item = &Container> {
        self.init_containers.iter().chain(&self.containers).chain(&self.ephemeral_containers)
    }

    /// Whether the Pod declares that it runs on Windows.
    #[must_use]
    pub fn is_windows(&self) -> bool {
        self.os.name == "windows"
    }

    /// Whether the Pod requests its own user namespace.
    #[must_use]
    pub fn has_user_namespace(&self) -> bool {
        self.host_users == Some(false)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(default)]
pub struct Os {
    #[serde(deserialize_with = "lenient")]
    pub name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Container {
    #[serde(deserialize_with = "lenient")]
    pub name: String,
    #[serde(deserialize_with = "lenient")]
    pub image: String,
    #[serde(deserialize_with = "lenient")]
    pub image_pull_policy: Pull,
    /// `Always` makes it an init container that keeps running.
    #[serde(deserialize_with = "lenient")]
    pub restart_policy: String,
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
    #[serde(deserialize_with = "lenient")]
    pub env: Vec<EnvSource>,
    #[serde(deserialize_with = "lenient")]
    pub env_from: Vec<EnvFrom>,
}

/// Whether the registry is contacted for an image each time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Pull {
    Always,
    /// Only if the image is not on the node, or never.
    #[default]
    Otherwise,
}

impl Lenient for Pull {
    const EXPECTED: &'static str = "a string";

    fn of_text(text: &str) -> Option<Self> {
        Some(if text == "Always" { Self::Always } else { Self::Otherwise })
    }
}

/// The source of an environment variable's value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EnvSource {
    #[serde(deserialize_with = "lenient")]
    pub value_from: ValueFrom,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ValueFrom {
    #[serde(deserialize_with = "lenient")]
    pub secret_key_ref: Option<LocalReference>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EnvFrom {
    #[serde(deserialize_with = "lenient")]
    pub secret_ref: Option<LocalReference>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Port {
    #[serde(deserialize_with = "lenient")]
    pub host_port: i64,
    #[serde(deserialize_with = "lenient")]
    pub name: String,
    #[serde(deserialize_with = "lenient")]
    pub container_port: i64,
    /// Empty is TCP.
    #[serde(deserialize_with = "lenient")]
    pub protocol: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VolumeMount {
    #[serde(deserialize_with = "lenient")]
    pub name: String,
    #[serde(deserialize_with = "lenient")]
    pub mount_path: String,
}

/// The request of a probe or a lifecycle hook; both have the same structure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Handler {
    #[serde(deserialize_with = "lenient")]
    pub http_get: HostTarget,
    #[serde(deserialize_with = "lenient")]
    pub tcp_socket: HostTarget,
}

/// An empty host means the Pod itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(default)]
pub struct HostTarget {
    #[serde(deserialize_with = "lenient")]
    pub host: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Lifecycle {
    #[serde(deserialize_with = "lenient")]
    pub post_start: Handler,
    #[serde(deserialize_with = "lenient")]
    pub pre_stop: Handler,
}

lenient_structs! {
    PodMetadata PodSpec Os Container Port VolumeMount Handler HostTarget Lifecycle LocalReference EnvSource ValueFrom EnvFrom
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
