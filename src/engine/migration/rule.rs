//! One rule: its path, methods, Service, requirement, and what it sets on requests.

use super::Additions;
use super::access::{self, Requirement};
use super::note::{NoteGrade, Notes};
use super::path;
use serde_json::{Map, Value, json};

/// How the note of a rule begins that v2 cannot express.
pub(super) const LEFT_OUT: &str = "the rule is left out: ";

/// A v2 rule, with the position of the rule that it was generated from.
#[derive(Debug, Clone)]
pub(super) struct NewRule {
    pub value: Value,
    pub position: usize,
    /// One of several paths that were one expression.
    pub is_part: bool,
}

/// Converts the rules; those that v2 cannot express are noted and left out.
///
/// # Errors
/// If leaving out a rule would open what it protects.
pub(super) fn all(
    spec: &Value,
    additions: &Additions,
    asks_preflight: bool,
    notes: &mut Notes,
) -> Result<Vec<NewRule>, String> {
    let written = spec.get("rules").and_then(Value::as_array).ok_or("the APIRule has no rules")?;
    let mut rules = Vec::new();
    let mut left_out: Option<usize> = None;
    for (position, rule) in written.iter().enumerate() {
        notes.rule = Some(position);
        let found = one(rule, position, additions, asks_preflight, notes);
        match found {
            Ok(found) => {
                // A rule after one that is left out may serve what that one refused.
                if let Some(before) = left_out {
                    return Err(format!(
                        "rule {} cannot be expressed, and leaving it out may open its paths to rule {}",
                        before + 1,
                        position + 1
                    ));
                }
                rules.extend(found);
            }
            Err(why) => {
                notes.add(NoteGrade::Closes, format!("{LEFT_OUT}{why}"));
                left_out.get_or_insert(position);
            }
        }
    }
    let has = |key: &str| rules.iter().any(|rule: &NewRule| rule.value.get(key).is_some());
    if has("noAuth") && (has("jwt") || has("extAuth")) {
        notes.rule = None;
        notes.add(
            NoteGrade::Closes,
            "open paths refuse requests with an invalid token, since the same pods check tokens for other paths",
        );
    }
    Ok(rules)
}

fn one(
    rule: &Value,
    position: usize,
    additions: &Additions,
    asks_preflight: bool,
    notes: &mut Notes,
) -> Result<Vec<NewRule>, String> {
    let text = |key: &str| rule.get(key).and_then(Value::as_str).unwrap_or_default();
    let strategies = rule.get("accessStrategies").and_then(Value::as_array).cloned().unwrap_or_default();
    let protected = additions.token.as_ref().filter(|token| token.rules.contains(&position));
    let mut requirement = access::of(&strategies, additions, protected, notes)?;
    if let Some(audience) = additions.audience.as_ref().filter(|one| one.rules.contains(&position)) {
        requirement.narrow(&audience.name, notes);
    }
    let paths = path::templates(text("path"), notes)?;
    let methods = methods(rule, &requirement, asks_preflight, notes);
    if methods.is_empty() {
        return Err("it lists no method".into());
    }
    let is_part = paths.len() > 1;
    let request = request(rule, notes);
    Ok(paths
        .into_iter()
        .map(|path| {
            let mut new = Map::new();
            new.insert("path".into(), path.into());
            new.insert("methods".into(), json!(methods));
            if let Some(own) = rule.get("service").filter(|own| own.is_object()) {
                new.insert("service".into(), service(own));
            }
            if let Some(timeout) = rule.get("timeout").filter(|timeout| timeout.is_i64()) {
                new.insert("timeout".into(), timeout.clone());
            }
            if !request.is_empty() {
                new.insert("request".into(), Value::Object(request.clone()));
            }
            let (key, value) = requirement.field();
            new.insert(key.into(), value);
            NewRule { value: Value::Object(new), position, is_part }
        })
        .collect())
}

/// Returns the fields of a Service that v2 has.
pub(super) fn service(written: &Value) -> Value {
    let fields = ["name", "namespace", "port"];
    let kept = fields.iter().filter_map(|key| Some(((*key).to_owned(), written.get(key)?.clone())));
    Value::Object(kept.collect())
}

fn methods(rule: &Value, requirement: &Requirement, asks_preflight: bool, notes: &mut Notes) -> Vec<String> {
    let written = rule.get("methods").and_then(Value::as_array).into_iter().flatten();
    let mut methods: Vec<String> = Vec::new();
    for method in written.filter_map(Value::as_str) {
        if !methods.iter().any(|known| known == method) {
            methods.push(method.to_owned());
        }
    }
    if requirement.ignored_methods {
        notes.add(
            NoteGrade::Closes,
            format!("the handler allow answers every method, v2 answers {} only", methods.join(", ")),
        );
    }
    if asks_preflight && !methods.iter().any(|method| method == "OPTIONS") {
        notes
            .add(NoteGrade::Changes, "OPTIONS is added, so that preflight requests of browsers are answered");
        methods.push("OPTIONS".into());
    }
    methods
}

/// Returns the headers and cookies that the rule sets. Templates of Oathkeeper have no v2 form.
fn request(rule: &Value, notes: &mut Notes) -> Map<String, Value> {
    let mut request = Map::new();
    let mutators = rule.get("mutators").and_then(Value::as_array).into_iter().flatten();
    for mutator in mutators {
        let handler = mutator.get("handler").and_then(Value::as_str).unwrap_or_default();
        let key = match handler {
            "header" => "headers",
            "cookie" => "cookies",
            "noop" | "" => continue,
            other => {
                notes.add(
                    NoteGrade::Changes,
                    format!("the mutator {other} has no v2 form: set what it sets in the code, or with an EnvoyFilter"),
                );
                continue;
            }
        };
        let values = mutator.pointer(&format!("/config/{key}")).and_then(Value::as_object);
        let mut kept = Map::new();
        for (name, value) in values.into_iter().flatten() {
            if value.as_str().is_some_and(|text| !text.contains("{{")) {
                kept.insert(name.clone(), value.clone());
            } else {
                notes.add(
                    NoteGrade::Changes,
                    format!("{name} is a template of Oathkeeper, which v2 does not evaluate: it is not set"),
                );
            }
        }
        if !kept.is_empty() {
            request.insert(key.into(), Value::Object(kept));
        }
    }
    request
}
