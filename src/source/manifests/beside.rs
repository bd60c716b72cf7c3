//! Objects of kinds that no check reads, looked up where another object names them.

use super::text;
use super::walk::walk;
use crate::source::tree::Tree;
use crate::yaml;
use serde_json::Value;
use std::path::PathBuf;

/// Returns all objects of a kind in files; standard input cannot be read again, and files that cannot be read are
/// reported where they are read first.
#[must_use]
pub fn of_kind(tree: &Tree, paths: &[PathBuf], api_version: &str, kind: &str) -> Vec<Value> {
    let files: Vec<PathBuf> = if let Some(memory) = tree.memory() {
        memory.files.keys().cloned().collect()
    } else {
        let paths = paths.iter().filter(|path| path.as_os_str() != "-");
        paths.filter_map(|path| walk(path).ok()).flat_map(|found| found.files).collect()
    };
    let texts = files.iter().filter_map(|file| text::read(tree, file).ok());
    // Parsing is the expensive part, and few files have one.
    let texts = texts.filter(|text| text.contains(kind));
    let is_it = |value: &Value| {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        text("kind") == Some(kind) && text("apiVersion") == Some(api_version)
    };
    let objects = texts.flat_map(|text| yaml::parse_lossy(&text).0).flat_map(|doc| items(doc.value));
    objects.filter(is_it).collect()
}

/// Returns the items of a list, or the object itself.
fn items(value: Value) -> Vec<Value> {
    match value.get("items").and_then(Value::as_array) {
        Some(items) => items.clone(),
        None => vec![value],
    }
}
