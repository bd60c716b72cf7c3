//! Kinds that need no analysis: each a few fields, copied.

use super::{RawMeta, nullable};
use crate::model::account::{Sealed, ServiceAccount};
use crate::model::mesh::AuthorizationPolicy;
use crate::model::namespace::Namespace;
use crate::model::network_policy::NetworkPolicy;
use crate::model::serverless::Serverless;
use crate::model::service::{Port, Service};
use crate::model::{Labels, Object, Selector};
use serde::Deserialize;
use serde_json::{Error, Value, from_str};

type Made = Result<Object, Error>;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Raw<S: Default, T: Default = Value> {
    metadata: RawMeta,
    #[serde(deserialize_with = "nullable", bound(deserialize = "S: serde::de::DeserializeOwned"))]
    spec: S,
    #[serde(deserialize_with = "nullable", bound(deserialize = "T: serde::de::DeserializeOwned"))]
    status: T,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OnlyMeta {
    metadata: RawMeta,
}

pub fn namespace(text: &str) -> Made {
    let raw: OnlyMeta = from_str(text)?;
    Ok(Object::Namespace(Box::new(Namespace { meta: raw.metadata.into() })))
}

pub fn secret(text: &str) -> Made {
    let raw: OnlyMeta = from_str(text)?;
    Ok(Object::Secret(Box::new(Sealed { meta: raw.metadata.into() })))
}

pub fn config_map(text: &str) -> Made {
    let raw: OnlyMeta = from_str(text)?;
    Ok(Object::ConfigMap(Box::new(Sealed { meta: raw.metadata.into() })))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ServerlessSpec {
    #[serde(deserialize_with = "nullable")]
    docker_registry: RegistrySpec,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RegistrySpec {
    #[serde(deserialize_with = "nullable")]
    enable_internal: bool,
    #[serde(deserialize_with = "nullable")]
    secret_name: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ServerlessStatus {
    #[serde(deserialize_with = "nullable")]
    docker_registry: String,
    #[serde(deserialize_with = "nullable")]
    state: String,
}

pub fn serverless(text: &str) -> Made {
    let raw: Raw<ServerlessSpec, ServerlessStatus> = from_str(text)?;
    Ok(Object::Serverless(Box::new(Serverless {
        meta: raw.metadata.into(),
        internal_registry: raw.spec.docker_registry.enable_internal,
        registry_secret: raw.spec.docker_registry.secret_name,
        registry_in_use: raw.status.docker_registry,
        state: raw.status.state,
    })))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ServiceSpec {
    #[serde(rename = "type", deserialize_with = "nullable")]
    kind: String,
    selector: Labels,
    #[serde(rename = "externalIPs", deserialize_with = "nullable")]
    external_ips: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    ports: Vec<RawPort>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawPort {
    name: String,
    port: i64,
    node_port: i64,
    target_port: Value,
    protocol: String,
}

pub fn service(text: &str) -> Made {
    let raw: Raw<ServiceSpec> = from_str(text)?;
    let port = |raw: RawPort| Port {
        name: raw.name,
        port: raw.port,
        node_port: raw.node_port,
        target: raw.target_port.as_str().map_or_else(|| raw.target_port.to_string(), Into::into),
        protocol: raw.protocol,
    };
    Ok(Object::Service(Box::new(Service {
        meta: raw.metadata.into(),
        kind: raw.spec.kind,
        selector: raw.spec.selector,
        external_ips: raw.spec.external_ips,
        ports: raw.spec.ports.into_iter().map(port).collect(),
    })))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawAccount {
    metadata: RawMeta,
    automount_service_account_token: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    image_pull_secrets: Vec<Named>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    name: String,
}

pub fn account(text: &str) -> Made {
    let raw: RawAccount = from_str(text)?;
    Ok(Object::ServiceAccount(Box::new(ServiceAccount {
        meta: raw.metadata.into(),
        automount: raw.automount_service_account_token,
        pull_secrets: raw.image_pull_secrets.into_iter().map(|one| one.name).collect(),
    })))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PolicySpec {
    #[serde(deserialize_with = "nullable")]
    pod_selector: Selector,
    policy_types: Option<Vec<String>>,
    ingress: Option<Vec<PeerRule>>,
    egress: Option<Vec<PeerRule>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PeerRule {
    #[serde(deserialize_with = "nullable")]
    from: Vec<Value>,
    #[serde(deserialize_with = "nullable")]
    to: Vec<Value>,
}

impl PolicySpec {
    /// Without policy types a policy is about ingress, and about egress when it has egress rules.
    fn is_about(&self, direction: &str) -> bool {
        match &self.policy_types {
            Some(types) if !types.is_empty() => types.iter().any(|one| one == direction),
            _ => direction == "Ingress" || self.egress.as_ref().is_some_and(|rules| !rules.is_empty()),
        }
    }
}

pub fn network_policy(text: &str) -> Made {
    let raw: Raw<PolicySpec> = from_str(text)?;
    let (ingress, egress) = (raw.spec.is_about("Ingress"), raw.spec.is_about("Egress"));
    let open = |rules: &Option<Vec<PeerRule>>, side: fn(&PeerRule) -> bool| rules.iter().flatten().any(side);
    Ok(Object::NetworkPolicy(Box::new(NetworkPolicy {
        ingress_open: ingress && open(&raw.spec.ingress, |rule| rule.from.is_empty()),
        egress_open: egress && open(&raw.spec.egress, |rule| rule.to.is_empty()),
        meta: raw.metadata.into(),
        pods: raw.spec.pod_selector,
        ingress,
        egress,
    })))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AuthorizationSpec {
    #[serde(deserialize_with = "nullable")]
    selector: Matching,
    #[serde(deserialize_with = "nullable")]
    action: String,
    #[serde(deserialize_with = "nullable")]
    rules: Vec<From>,
    target_ref: Option<Value>,
    target_refs: Option<Vec<Value>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Matching {
    match_labels: Labels,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct From {
    #[serde(deserialize_with = "nullable")]
    from: Vec<Value>,
}

pub fn authorization_policy(text: &str) -> Made {
    let raw: Raw<AuthorizationSpec> = from_str(text)?;
    Ok(Object::AuthorizationPolicy(Box::new(AuthorizationPolicy {
        meta: raw.metadata.into(),
        selector: raw.spec.selector.match_labels,
        targeted: raw.spec.target_ref.is_some() || raw.spec.target_refs.is_some_and(|refs| !refs.is_empty()),
        action: raw.spec.action,
        rules: raw.spec.rules.len(),
        open_rule: raw.spec.rules.iter().any(|rule| rule.from.is_empty()),
    })))
}
