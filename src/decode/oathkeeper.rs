//! Oathkeeper's Rules.

use super::from_str;
use super::{DecodedObject, Raw, nullable};
use crate::model::Object;
use crate::model::oathkeeper::{Authenticator, OathkeeperRule};
use serde::Deserialize;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Spec {
    #[serde(deserialize_with = "nullable")]
    upstream: Address,
    #[serde(rename = "match", deserialize_with = "nullable")]
    matching: RawMatchRule,
    #[serde(deserialize_with = "nullable")]
    authenticators: Vec<RawAuthenticator>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Address {
    #[serde(deserialize_with = "nullable")]
    url: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawMatchRule {
    #[serde(deserialize_with = "nullable")]
    url: String,
    #[serde(deserialize_with = "nullable")]
    methods: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawAuthenticator {
    #[serde(deserialize_with = "nullable")]
    handler: String,
    config: Value,
}

/// Decodes an Oathkeeper Rule.
///
/// # Errors
/// If the text is not a valid Rule.
pub fn decode(text: &str) -> DecodedObject {
    let raw: Raw<Spec> = from_str(text)?;
    Ok(Object::OathkeeperRule(Box::new(OathkeeperRule {
        meta: raw.metadata.into(),
        upstream: raw.spec.upstream.url,
        url: raw.spec.matching.url,
        methods: raw.spec.matching.methods,
        authenticators: raw.spec.authenticators.into_iter().map(authenticator).collect(),
    })))
}

fn authenticator(raw: RawAuthenticator) -> Authenticator {
    let list = |key: &str| -> Vec<String> {
        let items = raw.config.get(key).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(Into::into).collect()
    };
    Authenticator {
        issuers: list("trusted_issuers"),
        scopes: list("required_scope"),
        audiences: list("target_audience"),
        handler: raw.handler,
    }
}
