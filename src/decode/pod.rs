//! Pods and the workloads that create them.

use super::{Error, from_str};
use super::{Raw, RawMeta, nullable};
use crate::engine::pod_security::defaults;
use crate::model::pod::Pod;
use crate::model::pod_spec::{PodMetadata, PodSpec, PodTemplate, intern};
use crate::model::workload::Workload;
use crate::model::{Labels, Meta, Object};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PodStatus {
    #[serde(deserialize_with = "nullable")]
    phase: String,
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<Condition>,
    #[serde(deserialize_with = "nullable")]
    container_statuses: Vec<ContainerStatus>,
    #[serde(rename = "podIP", deserialize_with = "nullable")]
    pod_ip: String,
    #[serde(rename = "podIPs", deserialize_with = "nullable")]
    pod_ips: Vec<Ip>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ip {
    ip: String,
}

impl PodStatus {
    fn addresses(&self) -> Vec<String> {
        let all = self.pod_ips.iter().map(|pod_ip| &pod_ip.ip).chain([&self.pod_ip]);
        let mut addresses: Vec<String> = all.filter(|ip| !ip.is_empty()).cloned().collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses
    }
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

/// Decodes a Pod.
///
/// # Errors
/// If the text is not a valid Pod.
pub fn pod(text: &str) -> Result<Object, Error> {
    let raw: Raw<PodSpec, PodStatus> = from_str(text)?;
    let meta: Meta = raw.metadata.into();
    let mut template = PodTemplate { metadata: annotations(&meta), spec: raw.spec };
    defaults::pod(&mut template);
    intern::same_names(&mut template.spec);
    let template = intern::shared(template);
    let spec = &template.spec;
    let main = spec.containers.iter().find(|one| one.name == "function").or(spec.containers.first());
    let name = main.map_or("", |one| one.name.as_str()).to_owned();
    let image_id = raw.status.container_statuses.iter().find(|status| status.name == name);
    let ready =
        raw.status.conditions.iter().any(|condition| condition.kind == "Ready" && condition.status == "True");
    Ok(Object::Pod(Box::new(Pod {
        sidecar: spec
            .init_containers
            .iter()
            .chain(&spec.containers)
            .any(|container| container.name == "istio-proxy"),
        image: main.map_or_else(String::new, |one| one.image.clone()).into(),
        image_id: image_id
            .map_or_else(String::new, |container_status| container_status.image_id.clone())
            .into(),
        token_mounted: token_mounted(spec),
        service_account: spec.service_account_name.clone().unwrap_or_default().into(),
        template: Arc::clone(&template),
        addresses: raw.status.addresses().into_iter().map(Into::into).collect(),
        phase: raw.status.phase.into(),
        ready,
        meta,
    })))
}

/// Admission mounts the token itself; a container that mounts a Secret at that path instead has none.
fn token_mounted(spec: &PodSpec) -> bool {
    let holds_token = |name: &str| {
        let volume = spec.volumes.iter().find(|volume| volume.name == name);
        let projected = volume.and_then(|volume| volume.projected.as_ref());
        projected.is_some_and(|all| all.sources.iter().any(|source| source.service_account_token.is_some()))
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

/// Decodes a workload with a Pod template.
///
/// # Errors
/// If the text is not a valid workload.
pub fn workload(text: &str) -> Result<Box<Workload>, Error> {
    let raw: Raw<WorkloadSpec, WorkloadStatus> = from_str(text)?;
    let refused = |one: &Condition| one.kind == "ReplicaFailure" && one.status == "True";
    Ok(Box::new(Workload {
        replicas: raw.spec.replicas.unwrap_or(1),
        ready: raw.status.ready_replicas,
        refused: raw.status.conditions.into_iter().find(refused).map(|condition| condition.message),
        ..pod_workload(raw.metadata, raw.spec.template)
    }))
}

/// Decodes a `CronJob`.
///
/// # Errors
/// If the text is not a valid `CronJob`.
pub fn cron_job(text: &str) -> Result<Object, Error> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Spec {
        #[serde(deserialize_with = "nullable")]
        job_template: JobTemplate,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct JobTemplate {
        #[serde(deserialize_with = "nullable")]
        spec: WorkloadSpec,
    }
    let raw: Raw<Spec> = from_str(text)?;
    let template = raw.spec.job_template.spec.template;
    Ok(Object::CronJob(Box::new(pod_workload(raw.metadata, template))))
}

/// Decodes a `PodTemplate`.
///
/// # Errors
/// If the text is not a valid `PodTemplate`.
pub fn pod_template(text: &str) -> Result<Object, Error> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Holder {
        metadata: RawMeta,
        #[serde(deserialize_with = "nullable")]
        template: RawTemplate,
    }
    let raw: Holder = from_str(text)?;
    Ok(Object::PodTemplate(Box::new(pod_workload(raw.metadata, raw.template))))
}

fn pod_workload(metadata: RawMeta, template: RawTemplate) -> Workload {
    let own = Meta { annotations: template.metadata.annotations, ..Meta::default() };
    let mut pod = PodTemplate { metadata: annotations(&own), spec: template.spec };
    defaults::template(&mut pod);
    Workload {
        meta: metadata.into(),
        template: pod,
        template_labels: template.metadata.labels,
        ..Workload::default()
    }
}
