//! APIRules: v2 and v2alpha1 directly; v1beta1 and v1alpha1 from their own fields or from the annotation that
//! stores them. One wrong value hides nothing else: the schema errors are stored next to the decoded fields.

use super::apirule_shared::{RawJwt, RawTarget, from_object, jwt, target};
use super::{Error, from_str};
use super::{RawMeta, apirule_parts, apirule_v1beta1, nullable};
use crate::engine::mesh::schema;
use crate::model::apirule::{Access, ApiRule, RouteRule};
use crate::model::{Meta, Object, TypeFault};
use serde::Deserialize;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Raw {
    #[serde(deserialize_with = "nullable")]
    api_version: String,
    metadata: RawMeta,
    spec: Value,
    #[serde(deserialize_with = "nullable")]
    status: Status,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    #[serde(deserialize_with = "nullable")]
    state: String,
    #[serde(deserialize_with = "nullable")]
    description: String,
    #[serde(rename = "APIRuleStatus", deserialize_with = "nullable")]
    old: OldStatus,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OldStatus {
    #[serde(deserialize_with = "nullable")]
    code: String,
    #[serde(deserialize_with = "nullable")]
    desc: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(deserialize_with = "nullable")]
    hosts: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    gateway: String,
    #[serde(deserialize_with = "nullable")]
    external_gateway: String,
    service: Option<RawTarget>,
    timeout: Option<i64>,
    cors_policy: Option<apirule_parts::RawCors>,
    #[serde(deserialize_with = "nullable")]
    rules: Vec<RawRule>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawRule {
    #[serde(deserialize_with = "nullable")]
    path: String,
    #[serde(deserialize_with = "nullable")]
    methods: Vec<String>,
    service: Option<RawTarget>,
    #[serde(deserialize_with = "nullable")]
    no_auth: bool,
    jwt: Option<RawJwt>,
    ext_auth: Option<RawExternal>,
    timeout: Option<i64>,
    #[serde(deserialize_with = "nullable")]
    request: apirule_parts::RawRequest,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawExternal {
    #[serde(deserialize_with = "nullable")]
    authorizers: Vec<String>,
    restrictions: Option<RawJwt>,
}

const ORIGIN: &str = "gateway.kyma-project.io/original-version";
const LEGACY_SPEC: &str = "gateway.kyma-project.io/v1beta1-spec";
const LEGACY_POINTER: &str = "/metadata/annotations/gateway.kyma-project.io~1v1beta1-spec";

/// Decodes an APIRule of any version.
///
/// # Errors
/// If the text is not a valid APIRule.
pub fn decode(text: &str) -> Result<Object, Error> {
    let raw: Raw = from_str(text)?;
    let version = raw.api_version.rsplit('/').next().unwrap_or_default().to_owned();
    let meta: Meta = raw.metadata.into();
    let origin = meta.annotations.get(ORIGIN).unwrap_or(&version).to_owned();
    let checked = schema::check(&version, &raw.spec);
    let (mut rule, converted) = match (version.as_str(), origin.as_str()) {
        ("v1beta1" | "v1alpha1", _) => (apirule_v1beta1::read(&raw.spec)?, false),
        (_, "v1beta1" | "v1alpha1") => (from_annotation(&meta, &raw.spec)?, true),
        _ => (modern(&raw.spec)?, false),
    };
    // An object that a server converted is stored by it, whatever the schema requires of new objects.
    if !converted {
        (rule.faults, rule.unknown) = (checked.faults, checked.unknown);
    }
    let mut misfits = misfits(&version, &raw.spec, "/spec");
    misfits.extend(if converted { kept_misfits(&meta) } else { Vec::new() });
    rule.meta = meta;
    rule.meta.faults = misfits;
    rule.version = version;
    rule.origin = origin;
    let old = raw.status.old;
    rule.state = if raw.status.state.is_empty() { old.code } else { raw.status.state };
    rule.description = if raw.status.description.is_empty() { old.desc } else { raw.status.description };
    Ok(Object::APIRule(Box::new(rule)))
}

/// The legacy rules stay in effect although the converted view may show other rules, or none.
fn from_annotation(meta: &Meta, spec: &Value) -> Result<ApiRule, Error> {
    let shown = modern(spec)?;
    let Some(text) = meta.annotations.get(LEGACY_SPEC) else {
        return Ok(shown);
    };
    let Ok(legacy) = from_str::<Value>(text) else {
        return Ok(shown);
    };
    let mut rule = apirule_v1beta1::read(&legacy)?;
    rule.hidden = shown.rules.is_empty() && !rule.rules.is_empty();
    if !shown.host.is_empty() {
        rule.host = shown.host;
    }
    Ok(rule)
}

/// The fields of a spec that have the wrong type, so their content is unknown.
fn misfits(version: &str, spec: &Value, place: &str) -> Vec<TypeFault> {
    let version = if version == "v1alpha1" { "v1beta1" } else { version };
    if spec.is_null() {
        return Vec::new();
    }
    if !spec.is_object() {
        return vec![TypeFault { pointer: place.to_owned(), why: "must be a mapping".into() }];
    }
    let mut found = Vec::new();
    differences(spec, &schema::typed(version, spec), place, &mut found);
    found
}

/// The same for rules that are stored in an annotation, which is the reported field.
fn kept_misfits(meta: &Meta) -> Vec<TypeFault> {
    let kept = meta.annotations.get(LEGACY_SPEC).map(from_str::<Value>);
    let fault = |why: String| TypeFault { pointer: LEGACY_POINTER.into(), why };
    match kept {
        None => Vec::new(),
        Some(Err(_)) => vec![fault("contains rules that are not valid JSON".into())],
        Some(Ok(spec)) => {
            let inner = misfits("v1beta1", &spec, "");
            inner
                .iter()
                .map(|type_fault| {
                    fault(format!("contains rules that could not be read: {}", type_fault.words()))
                })
                .collect()
        }
    }
}

/// Where a value was removed because of its type.
fn differences(before: &Value, after: &Value, place: &str, found: &mut Vec<TypeFault>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before.iter().filter(|(_, value)| !value.is_null()) {
                let place = format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
                differences(value, after.get(key).unwrap_or(&Value::Null), &place, found);
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (at, (before, after)) in before.iter().zip(after).enumerate() {
                differences(before, after, &format!("{place}/{at}"), found);
            }
        }
        (before, after) if before == after => {}
        _ => found.push(TypeFault { pointer: place.to_owned(), why: "has the wrong type".into() }),
    }
}

fn modern(spec: &Value) -> Result<ApiRule, Error> {
    let spec: Spec = from_object(schema::typed("v2", spec))?;
    let rules = spec.rules.into_iter().enumerate().map(|(index, rule)| route(index, rule));
    Ok(ApiRule {
        rules: rules.collect(),
        host: spec.hosts.into_iter().next().unwrap_or_default(),
        gateway: spec.gateway,
        external_gateway: spec.external_gateway,
        service: spec.service.map(target),
        timeout: spec.timeout,
        cors: spec.cors_policy.map(Into::into),
        ..ApiRule::default()
    })
}

fn route(index: usize, raw: RawRule) -> RouteRule {
    let access = match (raw.no_auth, raw.jwt, raw.ext_auth) {
        (true, _, _) => Access::Open("noAuth".into()),
        (false, Some(config), _) => Access::Jwt(jwt(config, "/jwt")),
        (false, None, Some(external)) => Access::External {
            authorizers: external.authorizers,
            restrictions: external.restrictions.map(|config| jwt(config, "/extAuth/restrictions")),
        },
        (false, None, None) => Access::Nothing,
    };
    let pointer = format!("/spec/rules/{index}");
    RouteRule {
        path: raw.path,
        methods: raw.methods,
        service: raw.service.map(target),
        access,
        ignored_methods: None,
        timeout: raw.timeout,
        leaks: raw.request.leaks(&pointer),
        request: raw.request.modifiers(),
        pointer,
    }
}
