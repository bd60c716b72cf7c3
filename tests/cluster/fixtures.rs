//! The failing fixtures of the checks, made fit for a live cluster.
//! In: the YAML of `tests/checks`; out: objects in namespaces of their own, with what a server insists on.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Namespaces whose name means something.
const FIXED: [&str; 2] = ["kyma-system", "istio-system"];

/// The failing fixtures of all checks, each with its own copy of its namespaces.
pub fn fixtures() -> Vec<Vec<Value>> {
    fixtures_from(0).into_iter().map(|(_, objects)| objects).collect()
}

/// The same with the check of each, their namespaces numbered from here on.
pub fn fixtures_from(first: usize) -> Vec<(String, Vec<Value>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks");
    let entries = |path: &Path| -> Vec<PathBuf> {
        let all = std::fs::read_dir(path).expect("it lists");
        all.map(|entry| entry.expect("an entry").path()).collect()
    };
    let mut files: Vec<PathBuf> = entries(&root).iter().flat_map(|folder| entries(folder)).collect();
    files.retain(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("fail.")));
    files.sort();
    let texts = files.into_iter().map(|file| {
        let text = std::fs::read_to_string(&file).expect("it reads");
        (file, text)
    });
    // What is about files alone holds objects that no server takes.
    let of_servers = texts.filter(|(_, text)| !text.starts_with("# extent: files"));
    let objects = of_servers.zip(first..).map(|((file, text), number)| {
        let docs = fnsec::yaml::parse(&text).expect("YAML").into_iter().map(|doc| doc.value);
        let check = file.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned();
        (check, moved(docs.filter(|value| !value.is_null()).collect(), number))
    });
    objects.collect()
}

/// Renames the namespaces of a fixture, wherever a whole text is the name of one.
#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn moved(objects: Vec<Value>, number: usize) -> Vec<Value> {
    let text = |value: &Value, at: &str| value.pointer(at).and_then(Value::as_str).map(str::to_owned);
    let named = objects.iter().map(|one| match text(one, "/kind").as_deref() {
        Some("Namespace") => text(one, "/metadata/name"),
        _ => text(one, "/metadata/namespace"),
    });
    let named: BTreeSet<String> = named.flatten().filter(|name| !FIXED.contains(&name.as_str())).collect();
    let rename = |text: &str| named.contains(text).then(|| format!("{text}-{number}"));
    let mut all: Vec<Value> = objects.iter().map(|one| renamed(one, &rename)).collect();
    // One that the fixture itself describes is there first.
    let homes: BTreeSet<String> = all.iter().filter_map(|one| text(one, "/metadata/namespace")).collect();
    all.extend(
        homes
            .into_iter()
            .map(|name| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})),
    );
    all.iter_mut().for_each(complete);
    all.sort_by_key(|one| one["kind"] != "Namespace");
    all
}

fn renamed(value: &Value, rename: &dyn Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::String(text) => rename(text).map_or_else(|| value.clone(), Value::String),
        Value::Array(items) => items.iter().map(|item| renamed(item, rename)).collect(),
        Value::Object(map) => map.iter().map(|(key, item)| (key.clone(), renamed(item, rename))).collect(),
        other => other.clone(),
    }
}

/// Adds what only a server asks for, and what changes nothing for a check.
fn complete(object: &mut Value) {
    match object["kind"].as_str() {
        Some("Pod") => pod_spec(&mut object["spec"]),
        Some("Deployment" | "DaemonSet") => {
            let name = object["metadata"]["name"].clone();
            let spec = &mut object["spec"];
            if spec["template"]["metadata"]["labels"].is_null() {
                spec["template"]["metadata"]["labels"] = json!({"app": name});
            }
            if spec["selector"].is_null() {
                spec["selector"] = json!({"matchLabels": spec["template"]["metadata"]["labels"]});
            }
            pod_spec(&mut spec["template"]["spec"]);
        }
        Some("Service") if object["spec"]["ports"].is_null() => {
            object["spec"]["ports"] = json!([{"port": 80}]);
        }
        _ => {}
    }
}

fn pod_spec(spec: &mut Value) {
    let whole = spec["containers"].as_array().is_some_and(|all| !all.is_empty());
    if !whole {
        spec["containers"] = json!([{}]);
    }
    for list in ["containers", "initContainers"] {
        let all = spec.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten();
        for (number, container) in all.enumerate() {
            for (field, value) in [("name", format!("c{number}")), ("image", "example.test/app:1".into())] {
                if container[field].is_null() {
                    container[field] = json!(value);
                }
            }
        }
    }
}
