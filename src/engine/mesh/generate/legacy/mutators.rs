//! What a v1beta1 rule adds to requests. Where the mesh checks tokens, rules that require a token may set
//! headers and cookies; for all other rules Oathkeeper applies the mutators.

use super::tokens::is_empty;
use super::written::LegacyHandler;
use crate::engine::credentials;
use crate::engine::mesh::generate::validate::Findings;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

pub fn validate(path: &str, all: &[LegacyHandler], found: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (at, one) in all.iter().enumerate() {
        if !seen.insert(&one.name) {
            let place = format!("{path}[{at}].handler.{}", one.name);
            found.refuse(&place, "mutator for same handler already exists");
        }
    }
    for (at, one) in all.iter().enumerate() {
        let place = format!("{path}[{at}].handler");
        match one.name.as_str() {
            "" => found.refuse(&place, "mutator handler cannot be empty"),
            "header" => pairs(&format!("{place}.config"), "headers", &one.config, found),
            "cookie" => pairs(&format!("{place}.config"), "cookies", &one.config, found),
            other => found.refuse(&place, &format!("unsupported mutator: {other}")),
        }
    }
}

fn pairs(place: &str, key: &str, config: &Value, found: &mut Findings) {
    let all = config.get(key).and_then(Value::as_object);
    match all.filter(|all| !all.is_empty()) {
        None if is_empty(config)
            || config.get(key).is_none_or(|value| value.is_null() || value.is_object()) =>
        {
            found.refuse(place, &format!("{key} cannot be empty"));
        }
        None => found.doubt(format!("the settings at {place} are refused with an unknown message")),
        Some(all) if all.contains_key("") => {
            found.refuse(&format!("{place}.{key}.name"), "cannot be empty");
        }
        Some(_) => {}
    }
}

/// The values set before the request reaches the Service; values that look like credentials are hidden.
pub fn headers(all: &[LegacyHandler]) -> Map<String, Value> {
    let values = |name: &str, key: &str| -> Vec<(String, String)> {
        let one = all.iter().find(|one| one.name == name);
        let pairs =
            one.and_then(|handler| handler.config.get(key)).and_then(Value::as_object).into_iter().flatten();
        pairs.map(|(name, value)| (name.clone(), shown(name, value.as_str().unwrap_or_default()))).collect()
    };
    let mut set: Map<String, Value> = Map::new();
    let cookies = values("cookie", "cookies");
    if !cookies.is_empty() {
        let cookies: Vec<String> =
            cookies.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        set.insert("Cookie".into(), cookies.join("; ").into());
    }
    set.extend(values("header", "headers").into_iter().map(|(name, value)| (name, value.into())));
    set
}

fn shown(name: &str, value: &str) -> String {
    if credentials::judge(name, value).is_some() { "***".into() } else { value.to_owned() }
}
