//! Functions of both versions; their source is analysed here and not stored.

use super::function_code::Configuration;
use super::function_packages::{dependencies, indexes};
use super::function_texts::Texts;
use super::meta::LAST_APPLIED;
use super::source_form::check_source;
use super::{Error, RawMeta, from_str, git, leak, nullable};
use crate::engine::credentials;
use crate::model::function::{
    Condition, Env, EnvValue, Function, Git, Resources, SecretMount, Source, Status, is_public,
};
use crate::model::leak::Leak;
use crate::model::lenient::lenient;
use crate::model::pod_spec::{PodSecurityContext, SecurityContext};
use crate::model::{Labels, Object};
use serde::Deserialize;
use serde_json::Value;

/// Who changed what, and when; only the latest day is kept.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FieldManagers {
    #[serde(deserialize_with = "nullable")]
    managed_fields: Vec<ManagedField>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ManagedField {
    #[serde(deserialize_with = "nullable")]
    subresource: String,
    #[serde(deserialize_with = "nullable")]
    time: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Raw {
    #[serde(deserialize_with = "nullable")]
    api_version: String,
    metadata: RawMeta,
    #[serde(deserialize_with = "nullable")]
    spec: Spec,
    #[serde(deserialize_with = "nullable")]
    status: RawStatus,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(deserialize_with = "nullable")]
    runtime: String,
    #[serde(deserialize_with = "nullable")]
    runtime_image_override: String,
    /// An object since v1alpha2, the source text itself in v1alpha1.
    source: Value,
    #[serde(deserialize_with = "nullable")]
    deps: String,
    #[serde(rename = "type", deserialize_with = "nullable")]
    kind: String,
    #[serde(deserialize_with = "nullable")]
    reference: String,
    #[serde(deserialize_with = "nullable")]
    env: Vec<RawEnv>,
    #[serde(deserialize_with = "nullable")]
    secret_mounts: Vec<RawMount>,
    labels: Labels,
    annotations: Labels,
    #[serde(deserialize_with = "nullable")]
    template: Template,
    #[serde(deserialize_with = "nullable")]
    resource_configuration: ResourceConfiguration,
    /// Only in v1alpha1.
    resources: Option<Value>,
    #[serde(deserialize_with = "lenient")]
    pod_security_context: Option<PodSecurityContext>,
    #[serde(deserialize_with = "lenient")]
    container_security_context: Option<SecurityContext>,
    #[serde(deserialize_with = "nullable")]
    base_dir: String,
    replicas: Option<i64>,
    min_replicas: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Template {
    labels: Labels,
    annotations: Labels,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ResourceConfiguration {
    #[serde(deserialize_with = "nullable")]
    function: FunctionResources,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FunctionResources {
    #[serde(deserialize_with = "nullable")]
    profile: String,
    resources: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawEnv {
    name: String,
    #[serde(deserialize_with = "nullable")]
    value: String,
    value_from: Option<ValueFrom>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ValueFrom {
    secret_key_ref: Option<KeyRef>,
    config_map_key_ref: Option<KeyRef>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct KeyRef {
    name: String,
    key: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawMount {
    secret_name: String,
    mount_path: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawStatus {
    #[serde(deserialize_with = "nullable")]
    observed_generation: i64,
    #[serde(deserialize_with = "nullable")]
    runtime_image: String,
    #[serde(deserialize_with = "nullable")]
    commit: String,
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<RawCondition>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawCondition {
    #[serde(rename = "type")]
    kind: String,
    status: String,
    #[serde(deserialize_with = "nullable")]
    reason: String,
    #[serde(deserialize_with = "nullable")]
    message: String,
}

impl Raw {
    /// Returns the names and literal values of variables.
    pub fn literals(&self) -> Vec<(&str, &str)> {
        let literals = self.spec.env.iter().filter(|raw_env| raw_env.value_from.is_none());
        literals.map(|literal| (&*literal.name, &*literal.value)).collect()
    }
}

/// Decodes a Function of any version.
///
/// # Errors
/// If the text is not a valid Function.
pub fn decode(text: &str) -> Result<Object, Error> {
    let raw: Raw = from_str(text)?;
    let spec = raw.spec;
    check_source(&spec.source)?;
    let texts = texts(&spec);
    let mut leaks = texts.leaks();
    leaks.extend(leaks_in_env(&spec.env));
    leaks.extend(leaks_in_annotations(&raw.metadata));
    let unverified = texts.unverified();
    let env: Vec<Env> = spec.env.iter().map(env).collect();
    let secret_mounts: Vec<SecretMount> = spec.secret_mounts.iter().map(mount).collect();
    let literals = spec.env.iter().filter(|raw_env| raw_env.value_from.is_none());
    let configuration = Configuration {
        runtime: &spec.runtime,
        literals: literals.map(|literal| (&*literal.name, &*literal.value)).collect(),
        env: &env,
        mounts: &secret_mounts,
    };
    let code = configuration.code(&texts);
    let unused = configuration.unused(&texts, &code);
    let source = source(&spec)?;
    let (dependencies, dependencies_fault) = dependencies(&spec.runtime, texts.dependencies);
    let indexes = indexes(&spec.runtime, texts.dependencies);
    let pod_labels = if spec.labels.is_empty() { spec.template.labels } else { spec.labels.clone() };
    let pod_annotations =
        if spec.annotations.is_empty() { spec.template.annotations } else { spec.annotations };
    Ok(Object::Function(Box::new(Function {
        touched: touched(text).into(),
        meta: raw.metadata.into(),
        version: raw.api_version.rsplit('/').next().unwrap_or_default().into(),
        source,
        resources: resources(spec.resource_configuration.function, spec.resources),
        pod_context: spec.pod_security_context.map(Box::new),
        container_context: spec.container_security_context.map(Box::new),
        image_override: spec.runtime_image_override.into(),
        runtime: spec.runtime.into(),
        env,
        secret_mounts,
        pod_labels,
        pod_annotations,
        replicas: spec.replicas.or(spec.min_replicas),
        leaks,
        code,
        unused,
        unverified,
        dependencies,
        indexes,
        dependencies_fault,
        status: status(raw.status),
    })))
}

/// RFC 3339 in UTC sorts alphabetically.
fn touched(text: &str) -> String {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Holder {
        #[serde(deserialize_with = "nullable")]
        metadata: FieldManagers,
    }
    // Most objects in files, and those from servers asked for less detail, have none.
    if !text.contains("\"managedFields\"") {
        return String::new();
    }
    let holder: Holder = from_str(text).unwrap_or_default();
    let own = holder.metadata.managed_fields.into_iter().filter(|one| one.subresource.is_empty());
    own.map(|managed_field| managed_field.time).max().unwrap_or_default()
}

fn texts(spec: &Spec) -> Texts<'_> {
    if let Value::String(text) = &spec.source {
        let inline = spec.kind != "git";
        let dependencies = (!spec.deps.is_empty()).then_some(("/spec/deps", spec.deps.as_str()));
        return Texts { source: inline.then_some(("/spec/source", text.as_str())), dependencies };
    }
    let part = |pointer: &str| spec.source.pointer(pointer).and_then(Value::as_str);
    Texts {
        source: part("/inline/source").map(|text| ("/spec/source/inline/source", text)),
        dependencies: part("/inline/dependencies").map(|text| ("/spec/source/inline/dependencies", text)),
    }
}

fn source(spec: &Spec) -> Result<Source, Error> {
    let inline =
        |text: &str| Source::Inline { lines: u32::try_from(text.lines().count()).unwrap_or(u32::MAX) };
    Ok(match &spec.source {
        // In v1alpha1 this names a GitRepository object, which contains the address.
        Value::String(repository) if spec.kind == "git" => Source::Git(Box::new(Git {
            url: repository.clone(),
            reference: spec.reference.clone(),
            base_dir: spec.base_dir.clone(),
            ..Git::default()
        })),
        Value::String(text) => inline(text),
        value => match (value.pointer("/inline/source"), value.get("gitRepository")) {
            (Some(Value::String(text)), _) => inline(text),
            (_, Some(repository)) if repository.is_object() => git::repository(repository)?,
            _ => Source::Missing,
        },
    })
}

fn resources(function: FunctionResources, old: Option<Value>) -> Resources {
    if !function.profile.is_empty() {
        return Resources::Profile(function.profile);
    }
    let Some(given) = function.resources.or(old).filter(|given| !given.is_null()) else {
        return Resources::Preset;
    };
    let limits = given.get("limits").and_then(Value::as_object).is_some_and(|limits| !limits.is_empty());
    Resources::Custom { limits }
}

fn leaks_in_env(env: &[RawEnv]) -> Vec<Leak> {
    let judged = |(index, one): (usize, &RawEnv)| {
        let hit = credentials::judge(&one.name, &one.value)?;
        let path = format!("/spec/env/{index}/value");
        Some(Leak { line: 0, column: 0, ..leak(hit, &path, &one.name) })
    };
    env.iter().enumerate().filter(|(_, one)| one.value_from.is_none()).filter_map(judged).collect()
}

/// The copy by `kubectl apply` repeats the Function's own text, or an older one.
fn leaks_in_annotations(meta: &RawMeta) -> Vec<Leak> {
    let judged = |(key, value): (&str, &str)| {
        let name = key.rsplit('/').next().unwrap_or(key);
        let named = || credentials::judge(name, value).filter(|_| credentials::promises_password(name));
        let hit = credentials::values(value).into_iter().max_by_key(|hit| hit.confidence).or_else(named)?;
        let path = format!("/metadata/annotations/{}", key.replace('~', "~0").replace('/', "~1"));
        Some(Leak { line: 0, column: 0, ..leak(hit, &path, key) })
    };
    let own =
        meta.annotations.iter().filter(|(key, _)| *key != LAST_APPLIED && !key.starts_with("checksum/"));
    own.filter_map(judged).collect()
}

fn env(raw: &RawEnv) -> Env {
    let value = match &raw.value_from {
        None => EnvValue::Literal { length: raw.value.len(), public: public(&raw.name, &raw.value) },
        Some(ValueFrom { secret_key_ref: Some(secret), .. }) => {
            EnvValue::Secret { name: secret.name.as_str().into(), key: secret.key.as_str().into() }
        }
        Some(ValueFrom { config_map_key_ref: Some(map), .. }) => {
            EnvValue::ConfigMap { name: map.name.as_str().into(), key: map.key.as_str().into() }
        }
        Some(_) => EnvValue::Field,
    };
    Env { name: raw.name.as_str().into(), value }
}

/// The value of a variable with a public meaning; a credential in it is not stored nevertheless.
fn public(name: &str, value: &str) -> Option<Box<str>> {
    let bare = git::bare(value).0;
    (is_public(name) && credentials::judge(name, &bare).is_none()).then(|| bare.into())
}

fn mount(raw: &RawMount) -> SecretMount {
    SecretMount { secret: raw.secret_name.clone(), path: raw.mount_path.clone() }
}

fn status(raw: RawStatus) -> Status {
    let condition = |raw: RawCondition| Condition {
        kind: raw.kind.into(),
        status: raw.status.into(),
        reason: raw.reason.into(),
        message: raw.message,
    };
    Status {
        observed_generation: raw.observed_generation,
        runtime_image: raw.runtime_image.into(),
        commit: raw.commit.into(),
        conditions: raw.conditions.into_iter().map(condition).collect(),
    }
}
