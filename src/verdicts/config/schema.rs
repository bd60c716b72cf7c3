//! The JSON schema of the part of a configuration that this module reads.

use super::read::{CHECK, EXCEPTION, KEYS, PARAMETERS};
use crate::checks;
use serde_json::{Map, Value, json};

/// Returns the schema of a whole file; `explorer` is the schema of the settings of the explorer.
#[must_use]
pub fn whole(explorer: &Value) -> Value {
    let ids: Vec<&str> = checks::ALL.iter().map(|check| check.id).collect();
    let of = |key: &str| match key {
        "version" => json!({"description": "The version of this format.", "const": 1}),
        "checks" => json!({
            "description": "Checks that are turned off, or have another severity.",
            "type": "object",
            "propertyNames": {"enum": ids},
            "additionalProperties": {"anyOf": [grade(), object(&CHECK, tuning, &[])]},
        }),
        "parameters" => {
            let schema = object(&PARAMETERS, parameter, &[]);
            described(schema, "What your organisation allows, and thresholds.")
        }
        "exceptions" => json!({
            "description": "Accepted risks.",
            "type": ["array", "null"],
            "items": object(&EXCEPTION, |key| exception(key, &ids), &["check", "reason"]),
        }),
        "acceptByAnnotation" => json!({
            "description": "Whether annotations of objects may accept risks.",
            "type": "boolean",
        }),
        _ => explorer.clone(),
    };
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "fnsec configuration",
    });
    if let (Some(all), Value::Object(own)) = (schema.as_object_mut(), object(&KEYS, of, &[])) {
        all.extend(own);
    }
    schema
}

/// Returns the schema of a mapping that has only these keys.
pub fn object(keys: &[&str], of: impl Fn(&str) -> Value, required: &[&str]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| ((*key).to_owned(), of(key))).collect();
    let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if let Some(all) = schema.as_object_mut().filter(|_| !required.is_empty()) {
        all.insert("required".into(), json!(required));
    }
    schema
}

/// Returns the schema with a description.
#[must_use]
pub fn described(mut schema: Value, text: &str) -> Value {
    if let Some(all) = schema.as_object_mut() {
        all.insert("description".into(), text.into());
    }
    schema
}

fn severities() -> Value {
    json!({"enum": ["critical", "high", "medium", "low", "info"]})
}

fn grade() -> Value {
    json!({"anyOf": [{"type": "boolean"}, {"enum": ["on", "off"]}, severities()]})
}

fn tuning(key: &str) -> Value {
    if key == "enabled" { json!({"type": "boolean"}) } else { severities() }
}

fn parameter(key: &str) -> Value {
    match key {
        "manySecrets" | "staleDays" => json!({"type": "integer", "minimum": 0}),
        "endOfLife" => json!({"type": "object", "additionalProperties": day()}),
        _ => json!({"type": "array", "items": {"type": "string"}}),
    }
}

fn exception(key: &str, ids: &[&str]) -> Value {
    match key {
        "check" => json!({"enum": ids}),
        "expires" => day(),
        "sets" => json!({
            "description": "The sets of files, such as overlays, in which it is accepted; without it, in all.",
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "minItems": 1,
        }),
        _ => json!({"type": "string"}),
    }
}

fn day() -> Value {
    json!({"type": "string", "format": "date"})
}
