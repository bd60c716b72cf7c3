//! From a Function of v1alpha1 to v1alpha2, with the same code and settings.
//!
//! Specification: the types of both versions in kyma-project/serverless and the conversion between them, which
//! earlier releases served.

use super::{Migration, NoteGrade};
use crate::engine::migration::note::Notes;
use serde_json::{Map, Value, json};

/// The `GitRepository` of a Function, which v1alpha2 contains, or why it is not known.
pub type Repository<'a> = &'a dyn Fn(&str) -> Result<Value, String>;

/// Returns whether an object is a Function of v1alpha1.
#[must_use]
pub fn is_legacy_function(object: &Value) -> bool {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    text("apiVersion") == Some("serverless.kyma-project.io/v1alpha1") && text("kind") == Some("Function")
}

/// Returns the name of the `GitRepository` that a Function of v1alpha1 takes its code from.
#[must_use]
pub fn repository_of(object: &Value) -> Option<&str> {
    let text = |key: &str| object.pointer(&format!("/spec/{key}")).and_then(Value::as_str);
    text("source")
        .filter(|name| is_legacy_function(object) && text("type") == Some("git") && !name.is_empty())
}

/// Returns the v1alpha2 form of a Function.
///
/// # Errors
/// If it is not a Function of v1alpha1, or its `GitRepository` is not known.
pub fn migrate_function(object: &Value, repository: Repository<'_>) -> Result<Migration, String> {
    if !is_legacy_function(object) {
        return Err("this is not a Function of v1alpha1".into());
    }
    let old = object.get("spec").and_then(Value::as_object).ok_or("the Function has no spec")?;
    let mut notes = Notes::default();
    let mut new = Map::new();
    new.insert("source".into(), source(old, repository)?);
    for (from, to) in [
        ("runtime", "runtime"),
        ("runtimeImageOverride", "runtimeImageOverride"),
        ("env", "env"),
        ("labels", "labels"),
    ] {
        if let Some(value) = old.get(from).filter(|value| !value.is_null()) {
            new.insert(to.into(), value.clone());
        }
    }
    runtime(old, &mut notes);
    scale(old, &mut new, &mut notes);
    let mut resources = Map::new();
    for (from, to) in [("resources", "function"), ("buildResources", "build")] {
        if let Some(value) = old.get(from).filter(|value| !value.is_null()) {
            resources.insert(to.into(), json!({"resources": value}));
        }
    }
    if !resources.is_empty() {
        new.insert("resourceConfiguration".into(), Value::Object(resources));
    }
    let mut object = object.clone();
    if let Value::Object(fields) = &mut object {
        fields.insert("apiVersion".into(), "serverless.kyma-project.io/v1alpha2".into());
        fields.insert("spec".into(), Value::Object(new));
        fields.remove("status");
    }
    Ok(Migration { object, notes: notes.all })
}

fn source(old: &Map<String, Value>, repository: Repository<'_>) -> Result<Value, String> {
    let text = |key: &str| old.get(key).and_then(Value::as_str).unwrap_or_default();
    if text("type") != "git" {
        let mut inline = Map::new();
        inline.insert("source".into(), text("source").into());
        if !text("deps").is_empty() {
            inline.insert("dependencies".into(), text("deps").into());
        }
        return Ok(json!({"inline": inline}));
    }
    let name = text("source");
    let found = repository(name).map_err(|why| format!("its GitRepository {name} is not known: {why}"))?;
    let mut git = Map::new();
    let url = found.pointer("/spec/url").and_then(Value::as_str).ok_or("its GitRepository has no address")?;
    git.insert("url".into(), url.into());
    for key in ["reference", "baseDir"] {
        if !text(key).is_empty() {
            git.insert(key.into(), text(key).into());
        }
    }
    if let Some(auth) = found.pointer("/spec/auth").filter(|auth| auth.is_object()) {
        git.insert("auth".into(), auth.clone());
    }
    Ok(json!({"gitRepository": git}))
}

/// The runtimes of v1alpha1, which no release that serves only v1alpha2 accepts.
const ENDED: [&str; 7] = ["nodejs10", "nodejs12", "nodejs14", "nodejs16", "python37", "python38", "python39"];

/// Reports a runtime that the new object needs and does not have.
fn runtime(old: &Map<String, Value>, notes: &mut Notes) {
    match old.get("runtime").and_then(Value::as_str).filter(|runtime| !runtime.is_empty()) {
        None => notes.add(
            NoteGrade::Closes,
            "it has no runtime, which v1alpha2 requires: add spec.runtime, and test the code with it",
        ),
        Some(runtime) if ENDED.contains(&runtime) => notes.add(
            NoteGrade::Closes,
            format!(
                "current releases of Serverless refuse the runtime {runtime}: choose a newer one, and test the code with it"
            ),
        ),
        Some(_) => {}
    }
}

/// Converts the numbers of replicas: equal bounds are a fixed number, others scale.
fn scale(old: &Map<String, Value>, new: &mut Map<String, Value>, notes: &mut Notes) {
    let number = |key: &str| old.get(key).and_then(Value::as_i64);
    match (number("minReplicas"), number("maxReplicas")) {
        (Some(least), Some(most)) if least == most => {
            new.insert("replicas".into(), least.into());
        }
        (None, None) => {}
        (least, most) => {
            let least = least.unwrap_or(1);
            let most = most.unwrap_or(least).max(least);
            new.insert("scaleConfig".into(), json!({"minReplicas": least, "maxReplicas": most}));
            notes.add(
                NoteGrade::Changes,
                "newer Serverless ignores scaleConfig: scale with a HorizontalPodAutoscaler, or set replicas",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(spec: &Value) -> Value {
        json!({"apiVersion": "serverless.kyma-project.io/v1alpha1", "kind": "Function",
            "metadata": {"name": "a", "namespace": "shop"}, "spec": spec})
    }

    #[test]
    fn inline_code_keeps_its_text_and_dependencies() {
        let old =
            function(&json!({"runtime": "nodejs14", "source": "code\n", "deps": "{}", "minReplicas": 2,
            "maxReplicas": 2, "resources": {"limits": {"cpu": "1"}}, "labels": {"app": "x"}}));
        let new = migrate_function(&old, &|_| Err(String::new())).expect("it is expressed").object;
        assert_eq!(
            new.get("spec"),
            Some(
                &json!({"source": {"inline": {"source": "code\n", "dependencies": "{}"}}, "runtime": "nodejs14",
                "labels": {"app": "x"}, "replicas": 2,
                "resourceConfiguration": {"function": {"resources": {"limits": {"cpu": "1"}}}}})
            )
        );
    }

    #[test]
    fn a_runtime_that_is_refused_or_missing_is_reported() {
        let notes = |spec: &Value| {
            let new = migrate_function(&function(spec), &|_| Err(String::new())).expect("it is expressed");
            new.notes.into_iter().map(|note| (note.grade, note.text)).collect::<Vec<_>>()
        };
        let refused = notes(&json!({"source": "code", "runtime": "nodejs14"}));
        assert!(
            matches!(&refused[..], [(NoteGrade::Closes, text)] if text.contains("nodejs14")),
            "{refused:?}"
        );
        let missing = notes(&json!({"source": "code"}));
        assert!(
            matches!(&missing[..], [(NoteGrade::Closes, text)] if text.contains("spec.runtime")),
            "{missing:?}"
        );
        assert_eq!(notes(&json!({"source": "code", "runtime": "nodejs20"})), []);
    }

    #[test]
    fn code_from_git_takes_address_and_credentials_from_its_repository() {
        let old = function(&json!({"type": "git", "source": "repo", "reference": "main", "baseDir": "/src"}));
        let why = migrate_function(&old, &|_| Err("it does not exist".into())).expect_err("it is missing");
        assert_eq!(why, "its GitRepository repo is not known: it does not exist");
        assert_eq!(repository_of(&old), Some("repo"));
        let found = json!({"spec": {"url": "https://git.example.com/a.git", "auth": {"type": "basic", "secretName": "s"}}});
        let new = migrate_function(&old, &|_| Ok(found.clone())).expect("expressed");
        assert_eq!(
            new.object.pointer("/spec/source/gitRepository"),
            Some(&json!({"url": "https://git.example.com/a.git", "reference": "main", "baseDir": "/src",
                "auth": {"type": "basic", "secretName": "s"}}))
        );
    }
}
