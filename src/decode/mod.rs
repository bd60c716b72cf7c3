//! Decodes API objects for the snapshot: JSON of the API flows in, small analysed objects flow out.
//!
//! Everything that the checks do not need is dropped: managed fields, last-applied text, Secret values, and
//! the text of Functions once it has been analysed.

mod apirule;
mod apirule_parts;
mod apirule_shared;
mod apirule_v1beta1;
mod authentication;
mod authorization;
mod by_field;
mod exact;
mod external_reports;
mod function;
mod function_code;
mod function_packages;
mod function_supplied;
mod function_texts;
mod git;
mod mapping;
mod mesh_config;
mod meta;
mod module;
mod network_policy;
mod oathkeeper;
mod plain;
mod pod;
mod rbac;
mod references;
mod route;
mod source_form;
mod subscription;
mod virtual_service;

use crate::engine::credentials;
use crate::model::leak::Leak;
pub(crate) use crate::model::lenient::nullable;
use crate::model::{Kind, Object};
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use by_field::object;
use exact::{Error, from_str};
pub use function_supplied::{SuppliedFiles, supply};
pub use meta::RawMeta;
pub use references::{Reference, references};

/// An object that could not be decoded, with what is known of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    pub namespace: String,
    pub name: String,
    pub why: String,
}

/// Decodes one object, without values of the wrong type where they do no harm.
#[expect(clippy::too_many_lines, reason = "a table with one entry for each case")]
fn decode_plain(kind: Kind, text: &str) -> DecodedObject {
    match kind {
        Kind::Namespace => plain::namespace(text),
        Kind::Node => plain::node(text),
        Kind::Function => function::decode(text),
        // A migration reads the object itself.
        Kind::GitRepository => plain::sealed(text).map(Object::GitRepository),
        Kind::APIRule => apirule::decode(text),
        Kind::Service => plain::service(text),
        Kind::Ingress => route::ingress(text),
        Kind::HTTPRoute => route::http_route(text),
        Kind::VirtualService => virtual_service::decode(text),
        Kind::Gateway => virtual_service::gateway(text),
        Kind::OathkeeperRule => oathkeeper::decode(text),
        Kind::RateLimit => module::rate_limit(text),
        Kind::Subscription => subscription::decode(text),
        Kind::Pod => pod::pod(text),
        Kind::Deployment => pod::workload(text).map(Object::Deployment),
        Kind::DaemonSet => pod::workload(text).map(Object::DaemonSet),
        Kind::StatefulSet => pod::workload(text).map(Object::StatefulSet),
        Kind::ReplicaSet => pod::workload(text).map(Object::ReplicaSet),
        Kind::ReplicationController => pod::workload(text).map(Object::ReplicationController),
        Kind::Job => pod::workload(text).map(Object::Job),
        Kind::CronJob => pod::cron_job(text),
        Kind::PodTemplate => pod::pod_template(text),
        Kind::LimitRange => module::limit_range(text),
        Kind::ServiceAccount => plain::account(text),
        Kind::Secret => plain::sealed(text).map(Object::Secret),
        Kind::ConfigMap => plain::sealed(text).map(Object::ConfigMap),
        Kind::Role => rbac::role(text).map(Object::Role),
        Kind::ClusterRole => rbac::role(text).map(Object::ClusterRole),
        Kind::RoleBinding => rbac::binding(text).map(Object::RoleBinding),
        Kind::ClusterRoleBinding => rbac::binding(text).map(Object::ClusterRoleBinding),
        Kind::NetworkPolicy => network_policy::decode(text),
        Kind::AuthorizationPolicy => authorization::decode(text),
        Kind::RequestAuthentication => authentication::request(text),
        Kind::PeerAuthentication => authentication::peer(text),
        Kind::EnvoyFilter => plain::sealed(text).map(Object::EnvoyFilter),
        Kind::CiliumNetworkPolicy => plain::sealed(text).map(Object::CiliumNetworkPolicy),
        Kind::CiliumClusterwideNetworkPolicy => {
            plain::sealed(text).map(Object::CiliumClusterwideNetworkPolicy)
        }
        Kind::CalicoNetworkPolicy => plain::sealed(text).map(Object::CalicoNetworkPolicy),
        Kind::GlobalNetworkPolicy => plain::sealed(text).map(Object::GlobalNetworkPolicy),
        Kind::AntreaNetworkPolicy => plain::sealed(text).map(Object::AntreaNetworkPolicy),
        Kind::AntreaClusterNetworkPolicy => plain::sealed(text).map(Object::AntreaClusterNetworkPolicy),
        Kind::AdminNetworkPolicy => plain::sealed(text).map(Object::AdminNetworkPolicy),
        Kind::BaselineAdminNetworkPolicy => plain::sealed(text).map(Object::BaselineAdminNetworkPolicy),
        Kind::ClusterNetworkPolicy => plain::sealed(text).map(Object::ClusterNetworkPolicy),
        Kind::Serverless => module::serverless(text),
        Kind::DockerRegistry => module::docker_registry(text),
        Kind::APIGateway => module::mesh_module(text).map(Object::APIGateway),
        Kind::Istio => module::mesh_module(text).map(Object::Istio),
        Kind::MeshConfig => mesh_config::mesh(text),
        Kind::GatewayConfig => mesh_config::gateway(text),
        Kind::VulnerabilityReport => external_reports::vulnerabilities(text).map(Object::VulnerabilityReport),
        Kind::ExposedSecretReport => external_reports::secrets(text).map(Object::ExposedSecretReport),
        Kind::PolicyReport => external_reports::policies(text).map(Object::PolicyReport),
        Kind::ClusterPolicyReport => external_reports::policies(text).map(Object::ClusterPolicyReport),
        Kind::OpenReport => external_reports::policies(text).map(Object::OpenReport),
        Kind::OpenClusterReport => external_reports::policies(text).map(Object::OpenClusterReport),
        Kind::KyvernoPolicy => external_reports::kyverno(text).map(Object::KyvernoPolicy),
        Kind::KyvernoClusterPolicy => external_reports::kyverno(text).map(Object::KyvernoClusterPolicy),
        Kind::GatekeeperPrivileged => external_reports::constraint(text).map(Object::GatekeeperPrivileged),
        Kind::GatekeeperHostNamespace => {
            external_reports::constraint(text).map(Object::GatekeeperHostNamespace)
        }
        Kind::GatekeeperHostFilesystem => {
            external_reports::constraint(text).map(Object::GatekeeperHostFilesystem)
        }
    }
}

fn broken(text: &str, fault: &Error) -> DecodeError {
    // Its name may be the only part of its metadata that can be decoded.
    let whole: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let word =
        |place: &str| whole.pointer(place).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let (namespace, name) = (word("/metadata/namespace"), word("/metadata/name"));
    DecodeError { namespace, name, why: fault.to_string() }
}

/// The identifying fields of an object, even of an otherwise invalid one.
#[must_use]
pub fn head(text: &str) -> RawMeta {
    let named: OnlyMeta = serde_json::from_str(text).unwrap_or_default();
    named.metadata
}

type DecodedObject = Result<Object, Error>;

/// The structure that most objects share.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Raw<S: Default, T: Default = serde_json::Value> {
    metadata: RawMeta,
    #[serde(deserialize_with = "nullable", bound(deserialize = "S: DeserializeOwned"))]
    spec: S,
    #[serde(deserialize_with = "nullable", bound(deserialize = "T: DeserializeOwned"))]
    status: T,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OnlyMeta {
    metadata: RawMeta,
}

/// The type that was found, without the value.
fn leak(hit: credentials::CredentialMatch, path: &str, name: &str) -> Leak {
    Leak {
        kind: hit.kind.to_owned(),
        path: path.to_owned(),
        line: hit.line,
        column: hit.column,
        span: (hit.start, hit.end),
        preview: hit.preview,
        certain: hit.confidence == credentials::Likelihood::Certain,
        weak: hit.confidence == credentials::Likelihood::Possible,
        name: name.to_owned(),
    }
}
