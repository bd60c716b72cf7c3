//! Subscriptions of both versions.

use super::from_str;
use super::{DecodedObject, Raw, nullable};
use crate::model::Object;
use crate::model::event::Subscription;
use serde::Deserialize;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(deserialize_with = "nullable")]
    sink: String,
    #[serde(deserialize_with = "nullable")]
    source: String,
    #[serde(deserialize_with = "nullable")]
    types: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    type_matching: String,
    /// Of v1alpha1: each filter names a source and a type.
    #[serde(deserialize_with = "nullable")]
    filter: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Status {
    #[serde(deserialize_with = "nullable")]
    ready: bool,
    #[serde(deserialize_with = "nullable")]
    backend: Backend,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Backend {
    #[serde(deserialize_with = "nullable")]
    api_rule_name: String,
}

/// Decodes a Subscription of either version.
///
/// # Errors
/// If the text is not a valid Subscription.
pub fn decode(text: &str) -> DecodedObject {
    let raw: Raw<Spec, Status> = from_str(text)?;
    let spec = raw.spec;
    let filters = spec.filter.get("filters").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let part = |filter: &Value, pointer: &str| {
        filter.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let old_types = filters.iter().map(|filter| part(filter, "/eventType/value"));
    let old_source = filters.first().map(|filter| part(filter, "/eventSource/value"));
    Ok(Object::Subscription(Box::new(Subscription {
        meta: raw.metadata.into(),
        sink: spec.sink,
        source: if spec.source.is_empty() { old_source.unwrap_or_default() } else { spec.source },
        types: if spec.types.is_empty() { old_types.collect() } else { spec.types },
        matching: spec.type_matching,
        ready: raw.status.ready,
        api_rule: raw.status.backend.api_rule_name,
    })))
}
