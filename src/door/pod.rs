//! Pods and the workloads that make them.

use super::{RawMeta, nullable};
use crate::model::pod::Pod;
use crate::model::pod_spec::{PodMetadata, PodSpec, PodTemplate};
use crate::model::workload::Workload;
use crate::model::{Labels, Meta, Object};
use serde::Deserialize;
use serde_json::{Error, from_str};

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawPod {
    metadata: RawMeta,
    #[serde(deserialize_with = "nullable")]
    spec: PodSpec,
    #[serde(deserialize_with = "nullable")]
    status: PodStatus,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PodStatus {
    #[serde(deserialize_with = "nullable")]
    phase: String,
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<Condition>,
    #[serde(deserialize_with = "nullable")]
    container_statuses: Vec<ContainerStatus>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Condition {
    #[serde(rename = "type")]
    kind: String,
    status: String,
    #[serde(deserialize_with = "nullable")]
    message: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ContainerStatus {
    name: String,
    #[serde(rename = "imageID", deserialize_with = "nullable")]
    image_id: String,
}

const TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

pub fn pod(text: &str) -> Result<Object, Error> {
    let raw: RawPod = from_str(text)?;
    let spec = &raw.spec;
    let main = spec.containers.iter().find(|one| one.name == "function").or(spec.containers.first());
    let name = main.map_or("", |one| one.name.as_str()).to_owned();
    let image_id = raw.status.container_statuses.iter().find(|one| one.name == name);
    let meta: Meta = raw.metadata.into();
    let ready = raw.status.conditions.iter().any(|one| one.kind == "Ready" && one.status == "True");
    Ok(Object::Pod(Box::new(Pod {
        sidecar: spec.init_containers.iter().chain(&spec.containers).any(|one| one.name == "istio-proxy"),
        image: main.map_or_else(String::new, |one| one.image.clone()),
        image_id: image_id.map_or_else(String::new, |one| one.image_id.clone()),
        token_mounted: token_mounted(spec),
        service_account: spec.service_account_name.clone().unwrap_or_default(),
        template: PodTemplate { metadata: annotations(&meta), spec: raw.spec },
        phase: raw.status.phase,
        ready,
        meta,
    })))
}

/// Admission mounts the token itself; a container that mounts a Secret there instead has none.
fn token_mounted(spec: &PodSpec) -> bool {
    let holds_token = |name: &str| {
        let volume = spec.volumes.iter().find(|volume| volume.name == name);
        let projected = volume.and_then(|volume| volume.projected.as_ref());
        projected.is_some_and(|all| all.sources.iter().any(|one| one.service_account_token.is_some()))
    };
    spec.all_containers()
        .flat_map(|container| &container.volume_mounts)
        .any(|mount| mount.mount_path == TOKEN_PATH && holds_token(&mount.name))
}

fn annotations(meta: &Meta) -> PodMetadata {
    let pairs =
        meta.annotations.iter().filter(|(key, _)| key.contains("apparmor") || key.contains("seccomp"));
    PodMetadata { annotations: pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect() }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawWorkload {
    metadata: RawMeta,
    #[serde(deserialize_with = "nullable")]
    spec: WorkloadSpec,
    #[serde(deserialize_with = "nullable")]
    status: WorkloadStatus,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WorkloadSpec {
    #[serde(deserialize_with = "nullable")]
    replicas: Option<i64>,
    #[serde(deserialize_with = "nullable")]
    template: RawTemplate,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawTemplate {
    #[serde(deserialize_with = "nullable")]
    metadata: TemplateMeta,
    #[serde(deserialize_with = "nullable")]
    spec: PodSpec,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TemplateMeta {
    labels: Labels,
    annotations: Labels,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct WorkloadStatus {
    #[serde(deserialize_with = "nullable")]
    ready_replicas: i64,
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<Condition>,
}

fn workload(text: &str) -> Result<Workload, Error> {
    let raw: RawWorkload = from_str(text)?;
    let refused = |one: &Condition| one.kind == "ReplicaFailure" && one.status == "True";
    let template = raw.spec.template;
    let own = Meta { annotations: template.metadata.annotations, ..Meta::default() };
    Ok(Workload {
        meta: raw.metadata.into(),
        template: PodTemplate { metadata: annotations(&own), spec: template.spec },
        template_labels: template.metadata.labels,
        replicas: raw.spec.replicas.unwrap_or(1),
        ready: raw.status.ready_replicas,
        refused: raw.status.conditions.into_iter().find(refused).map(|one| one.message),
    })
}

pub fn deployment(text: &str) -> Result<Object, Error> {
    workload(text).map(|one| Object::Deployment(Box::new(one)))
}

pub fn daemon_set(text: &str) -> Result<Object, Error> {
    workload(text).map(|one| Object::DaemonSet(Box::new(one)))
}
