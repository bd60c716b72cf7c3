//! How a v1beta1 rule requires tokens: each of the two components that may check them refuses the other's
//! settings.

use super::checker::Checker;
use crate::engine::mesh::generate::uri;
use crate::engine::mesh::generate::validate::{Findings, sources};
use crate::model::apirule::{ApiRule, Jwt};
use serde_json::Value;

/// Whether settings are empty.
pub fn is_empty(config: &Value) -> bool {
    config.is_null() || config.as_object().is_some_and(serde_json::Map::is_empty)
}

/// The errors in the settings of one strategy, as stored in the object and as decoded.
pub fn validate(
    checker: Checker,
    path: &str,
    (config, read): (&Value, Option<&Jwt>),
    rule: &ApiRule,
    found: &mut Findings,
) {
    // The stored settings of an object in its own version are not kept.
    if rule.is_written_as_legacy() {
        return;
    }
    if is_empty(config) {
        return found.refuse(&format!("{path}.config"), "supplied config cannot be empty");
    }
    if !is_readable(config) {
        let why = "have a form that the controller cannot read: it refuses them with an unknown message";
        return found.doubt(format!("the settings at {path}.config {why}"));
    }
    match checker {
        Checker::Ory => ory(path, config, found),
        Checker::Istio => istio(path, config, read, found),
    }
}

const LISTS: [&str; 4] = ["jwks_urls", "required_scope", "trusted_issuers", "target_audience"];

fn is_readable(config: &Value) -> bool {
    let list = |key: &str| config.get(key).is_none_or(|one| one.is_array() || one.is_null());
    let texts = |key: &str| {
        config.get(key).and_then(Value::as_array).is_none_or(|all| all.iter().all(Value::is_string))
    };
    let objects = |key: &str| {
        let all = config.get(key).and_then(Value::as_array);
        all.is_none_or(|all| all.iter().all(|value| value.is_object() || value.is_null()))
    };
    let (own, others) = (["authentications", "authorizations"], LISTS);
    config.is_object()
        && own.iter().all(|key| list(key) && objects(key))
        && others.iter().all(|key| list(key) && texts(key))
}

fn entries<'a>(config: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    config.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn ory(path: &str, config: &Value, found: &mut Findings) {
    if entries(config, "authentications").next().is_some() {
        let words = "Configuration for authentications is not supported with Ory handler";
        found.refuse(&format!("{path}.config.authentications"), words);
    }
    for key in ["trusted_issuers", "jwks_urls"] {
        for (at, text) in entries(config, key).enumerate() {
            if let Some(why) = uri::fault(text.as_str().unwrap_or_default()) {
                let words = format!("value is empty or not a valid uri err={why}");
                found.refuse(&format!("{path}.config.{key}[{at}]"), &words);
            }
        }
    }
}

fn istio(path: &str, config: &Value, read: Option<&Jwt>, found: &mut Findings) {
    // The second string is the one the controller uses.
    for (key, word) in [
        ("jwks_urls", "jwks_urls"),
        ("required_scope", "required_scopes"),
        ("trusted_issuers", "trusted_issuers"),
    ] {
        if entries(config, key).next().is_some() {
            let words = format!("Configuration for {word} is not supported with Istio handler");
            found.refuse(&format!("{path}.config.{word}"), &words);
        }
    }
    authorizations(&format!("{path}.config.authorizations"), config, found);
    if entries(config, "authentications").next().is_none() {
        return found.refuse(path, "Authentications are required when using JWT access handler");
    }
    if let Some(read) = read {
        sources(&format!("{path}.config.authentications"), read, found);
    }
}

fn authorizations(path: &str, config: &Value, found: &mut Findings) {
    let Some(list) = config.get("authorizations").and_then(Value::as_array) else { return };
    if list.is_empty() {
        found.refuse(path, "value is empty");
    }
    for (at, entry) in list.iter().enumerate() {
        if entry.is_null() {
            found.refuse(&format!("{path}[{at}]"), "authorization is empty");
        }
        for (key, word) in [("requiredScopes", "scope"), ("audiences", "audience")] {
            let Some(values) = entry.get(key).and_then(Value::as_array) else { continue };
            let place = format!("{path}[{at}].{key}");
            if values.is_empty() {
                found.refuse(&place, "value is empty");
            } else if values.iter().any(|one| one.as_str() == Some("")) {
                found.refuse(&place, &format!("{word} value is empty"));
            }
        }
    }
}
