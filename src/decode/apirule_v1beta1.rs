//! The v1beta1 form: access strategies by handler, with Oathkeeper or Istio configuration. The v1alpha1 form
//! is the same, except for the host, which is in the service.

use super::Error;
use super::apirule_parts::RawCors;
use super::apirule_shared::{RawJwt, RawTarget, from_object, is_not_text, jwt, target};
use super::nullable;
use crate::engine::mesh::schema;
use crate::model::apirule::{Access, ApiRule, Authorization, Issuer, Jwt, RouteRule};
use serde::Deserialize;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Spec {
    #[serde(deserialize_with = "nullable")]
    host: String,
    #[serde(deserialize_with = "nullable")]
    gateway: String,
    service: Option<RawTarget>,
    timeout: Option<i64>,
    #[serde(rename = "corsPolicy")]
    cors: Option<RawCors>,
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
    access_strategies: Vec<Strategy>,
    timeout: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Strategy {
    #[serde(deserialize_with = "nullable")]
    handler: String,
    config: Value,
}

/// Decodes the spec of a v1beta1 or v1alpha1 APIRule.
///
/// # Errors
/// If the spec does not have the v1beta1 form.
pub fn read(spec: &Value) -> Result<ApiRule, Error> {
    let within = spec.pointer("/service/host").and_then(Value::as_str).unwrap_or_default().to_owned();
    let spec: Spec = from_object(schema::typed("v1beta1", spec))?;
    let rules = spec.rules.into_iter().enumerate().map(|(index, rule)| route(index, rule));
    Ok(ApiRule {
        rules: rules.collect(),
        host: if spec.host.is_empty() { within } else { spec.host },
        gateway: spec.gateway,
        service: spec.service.map(target),
        timeout: spec.timeout,
        cors: spec.cors.map(Into::into),
        ..ApiRule::default()
    })
}

/// Several strategies are alternatives, so the weakest one decides what the rule requires.
fn route(index: usize, raw: RawRule) -> RouteRule {
    let access = raw.access_strategies.into_iter().enumerate().map(|(at, one)| access(at, one));
    let access = access.min_by_key(Access::strength).unwrap_or_default();
    let all_methods = matches!(&access, Access::Open(handler) if handler == "allow");
    // The route of an `allow` rule does not match by method: it answers every method.
    let (methods, ignored_methods) =
        if all_methods { (every_method(), Some(raw.methods)) } else { (raw.methods, None) };
    RouteRule {
        path: raw.path,
        methods,
        ignored_methods,
        service: raw.service.map(target),
        access,
        timeout: raw.timeout,
        pointer: format!("/spec/rules/{index}"),
        ..RouteRule::default()
    }
}

fn every_method() -> Vec<String> {
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"].map(Into::into).into()
}

fn access(at: usize, strategy: Strategy) -> Access {
    match strategy.handler.as_str() {
        "allow" | "no_auth" | "noop" | "anonymous" => Access::Open(strategy.handler),
        "jwt" => Access::Jwt(token(&strategy.config, &format!("/accessStrategies/{at}/config"))),
        _ => Access::Other(strategy.handler),
    }
}

fn token(config: &Value, pointer: &str) -> Jwt {
    if config.get("authentications").is_some() {
        let raw: RawJwt = from_object(schema::typed_jwt(config)).unwrap_or_default();
        return jwt(raw, pointer);
    }
    let list = |key: &str| -> Vec<String> {
        let items = config.get(key).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(Into::into).collect()
    };
    let keys = list("jwks_urls");
    let jwks = keys.first().cloned().unwrap_or_default();
    let params: Vec<String> = config
        .pointer("/token_from/query_parameter")
        .and_then(Value::as_str)
        .map(Into::into)
        .into_iter()
        .collect();
    let issuer =
        |issuer: String| Issuer { issuer, jwks: jwks.clone(), params: params.clone(), ..Issuer::default() };
    let written = config.get("trusted_issuers");
    let entries = written
        .and_then(Value::as_array)
        .map_or_else(|| written.map_or(&[][..], std::slice::from_ref), Vec::as_slice);
    let broken = entries.iter().filter(|entry| is_not_text(entry)).count();
    let mut issuers: Vec<Issuer> = list("trusted_issuers").into_iter().map(issuer).collect();
    issuers.extend((0..broken).map(|_| Issuer { not_text: true, ..issuer(String::new()) }));
    let asked = Authorization { scopes: list("required_scope"), audiences: list("target_audience") };
    Jwt {
        keys: if issuers.is_empty() { keys } else { Vec::new() },
        issuers,
        authorizations: if asked.is_empty() { Vec::new() } else { vec![asked] },
        hollow: Vec::new(),
        pointer: pointer.into(),
    }
}
