//! The resources of the platform's modules.

use super::{DecodedObject, Raw, nullable};
use super::{Error, from_str};
use crate::model::module::{DockerRegistry, LimitRange, MeshModule, RateLimit};
use crate::model::serverless::Serverless;
use crate::model::{Labels, Object};
use serde::Deserialize;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ServerlessSpec {
    #[serde(deserialize_with = "nullable")]
    docker_registry: RegistrySpec,
    #[serde(deserialize_with = "nullable")]
    eventing: RawEndpoint,
    #[serde(deserialize_with = "nullable")]
    tracing: RawEndpoint,
    enable_network_policies: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    function_build_executor_args: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RegistrySpec {
    enable_internal: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    secret_name: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawEndpoint {
    #[serde(deserialize_with = "nullable")]
    endpoint: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ServerlessStatus {
    #[serde(deserialize_with = "nullable")]
    docker_registry: String,
    #[serde(deserialize_with = "nullable")]
    network_policies_enabled: String,
    #[serde(deserialize_with = "nullable")]
    state: String,
}

/// Decodes the Serverless module's resource.
///
/// # Errors
/// If the text is not a valid resource.
pub fn serverless(text: &str) -> DecodedObject {
    let raw: Raw<ServerlessSpec, ServerlessStatus> = from_str(text)?;
    Ok(Object::Serverless(Box::new(Serverless {
        meta: raw.metadata.into(),
        internal_registry: raw.spec.docker_registry.enable_internal.unwrap_or_default(),
        registry_secret: raw.spec.docker_registry.secret_name,
        registry_in_use: raw.status.docker_registry,
        eventing_endpoint: raw.spec.eventing.endpoint,
        tracing_endpoint: raw.spec.tracing.endpoint,
        network_policies: raw.spec.enable_network_policies,
        network_policies_in_use: raw.status.network_policies_enabled == "True",
        build_arguments: raw.spec.function_build_executor_args,
        state: raw.status.state,
    })))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct DockerSpec {
    #[serde(deserialize_with = "nullable")]
    external_access: Switch,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Switch {
    enabled: Flag,
}

/// A flag in the spec, a string in the status.
#[derive(Default)]
struct Flag(bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        match Value::deserialize(input)? {
            Value::Null => Ok(Self(false)),
            Value::Bool(flag) => Ok(Self(flag)),
            Value::String(word) if word == "True" => Ok(Self(true)),
            Value::String(word) if word == "False" || word.is_empty() => Ok(Self(false)),
            _ => Err(D::Error::custom("must be a boolean")),
        }
    }
}

impl Switch {
    fn is_on(&self) -> bool {
        self.enabled.0
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct DockerStatus {
    #[serde(deserialize_with = "nullable")]
    external_access: Switch,
    #[serde(deserialize_with = "nullable")]
    served: String,
    #[serde(deserialize_with = "nullable")]
    state: String,
}

/// Decodes the Docker Registry module's resource.
///
/// # Errors
/// If the text is not a valid resource.
pub fn docker_registry(text: &str) -> DecodedObject {
    let raw: Raw<DockerSpec, DockerStatus> = from_str(text)?;
    Ok(Object::DockerRegistry(Box::new(DockerRegistry {
        meta: raw.metadata.into(),
        external_access: raw.spec.external_access.is_on(),
        external_in_use: raw.status.external_access.is_on(),
        served: raw.status.served == "True",
        state: raw.status.state,
    })))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct MeshSpec {
    network_policies_enabled: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct State {
    #[serde(deserialize_with = "nullable")]
    state: String,
}

/// Decodes the resource of the API Gateway module or of the Istio module.
///
/// # Errors
/// If the text is not a valid resource.
pub fn mesh_module(text: &str) -> Result<Box<MeshModule>, Error> {
    let raw: Raw<MeshSpec, State> = from_str(text)?;
    Ok(Box::new(MeshModule {
        meta: raw.metadata.into(),
        network_policies: raw.spec.network_policies_enabled,
        state: raw.status.state,
    }))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RateSpec {
    selector_labels: Labels,
    enforce: Option<bool>,
}

/// Decodes a `RateLimit`.
///
/// # Errors
/// If the text is not a valid `RateLimit`.
pub fn rate_limit(text: &str) -> DecodedObject {
    let raw: Raw<RateSpec> = from_str(text)?;
    Ok(Object::RateLimit(Box::new(RateLimit {
        meta: raw.metadata.into(),
        selector: raw.spec.selector_labels,
        enforced: raw.spec.enforce.unwrap_or(true),
    })))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct LimitSpec {
    #[serde(deserialize_with = "nullable")]
    limits: Vec<Limit>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Limit {
    #[serde(rename = "type", deserialize_with = "nullable")]
    kind: String,
    default: Labels,
}

/// Decodes a `LimitRange`.
///
/// # Errors
/// If the text is not a valid `LimitRange`.
pub fn limit_range(text: &str) -> DecodedObject {
    let raw: Raw<LimitSpec> = from_str(text)?;
    let gives = |limit: &Limit| limit.kind == "Container" && !limit.default.is_empty();
    Ok(Object::LimitRange(Box::new(LimitRange {
        meta: raw.metadata.into(),
        default_limits: raw.spec.limits.iter().any(gives),
    })))
}
