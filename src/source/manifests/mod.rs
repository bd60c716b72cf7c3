//! Manifests instead of a cluster: files, folders and standard input become objects behind the embedded server.
//!
//! A broken document is reported with its file and line; the rest is used all the same.

mod read;

use super::Trouble;
use super::embedded::Embedded;
use crate::model::{Kind, ObjectRef};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

/// Where an object was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    /// Index of the document in the file, from 0.
    pub doc: usize,
    /// First line of the document, from 1.
    pub line: usize,
}

/// A document that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub file: String,
    pub line: usize,
    pub why: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}; the rest is used", self.file, self.line, self.why)
    }
}

/// Which object came from which place, and what could not be used.
#[derive(Debug, Clone, Default)]
pub struct Index {
    places: BTreeMap<(String, String, String), Place>,
    pub troubles: Vec<Skipped>,
    pub objects: usize,
}

impl Index {
    pub fn place(&self, object: &ObjectRef) -> Option<&Place> {
        self.places.get(&(object.kind.to_string(), object.namespace.clone(), object.name.clone()))
    }
}

/// Reads everything the paths name into the server.
pub fn load(paths: &[PathBuf], embedded: &Embedded) -> Result<Index, Trouble> {
    let mut index = Index::default();
    let mut homes = BTreeSet::new();
    for path in paths {
        for (file, text) in read::texts(path)? {
            take(&file, &text, embedded, &mut index, &mut homes);
        }
    }
    if index.objects == 0 && index.troubles.is_empty() {
        let named = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        let next = "Name files or folders with YAML or JSON manifests, or - for standard input.";
        return Err(Trouble::configuration(
            "Reading manifests",
            format!("no manifest found in {named}"),
            next,
        ));
    }
    Ok(index)
}

fn take(file: &str, text: &str, embedded: &Embedded, index: &mut Index, homes: &mut BTreeSet<String>) {
    let (docs, faults) = crate::yaml::parse_lossy(text);
    let skipped = |line: usize, why: String| Skipped { file: file.to_owned(), line, why };
    index.troubles.extend(faults.into_iter().map(|fault| skipped(fault.line, fault.message)));
    for doc in docs {
        for object in flatten(doc.value) {
            match prepare(object) {
                Ok((object, reference)) => {
                    homes.insert(reference.namespace.clone());
                    let key = (reference.kind.into_owned(), reference.namespace, reference.name);
                    index.places.insert(key, Place { file: file.to_owned(), doc: doc.index, line: doc.line });
                    index.objects += usize::from(embedded.seed(object));
                }
                Err(Some(why)) => index.troubles.push(skipped(doc.line, why)),
                Err(None) => {}
            }
        }
    }
}

/// The items of a list, each with its own type; anything else alone.
fn flatten(value: Value) -> Vec<Value> {
    let is_list = value.get("kind").and_then(Value::as_str).is_some_and(|kind| kind.ends_with("List"));
    match value.get("items") {
        Some(Value::Array(items)) if is_list => items.iter().cloned().flat_map(flatten).collect(),
        _ => vec![value],
    }
}

/// Names an object fully, or says why it cannot be used; `None` for a document that is not for us.
fn prepare(mut object: Value) -> Result<(Value, ObjectRef), Option<String>> {
    if object.is_null() {
        return Err(None);
    }
    let text = |object: &Value, pointer: &str| {
        object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let (api, kind) = (text(&object, "/apiVersion"), text(&object, "/kind"));
    if api.is_empty() || kind.is_empty() {
        return Err(Some("this document has no apiVersion and kind, so it is no Kubernetes object".into()));
    }
    let name = text(&object, "/metadata/name");
    if name.is_empty() {
        return Err(Some(format!("this {kind} has no metadata.name")));
    }
    let mut reference = ObjectRef::of(&api, &kind, &text(&object, "/metadata/namespace"), &name);
    let Some(known) = reference.known() else {
        return Err(None);
    };
    let served = known.info().versions.iter().any(|version| known.info().api_version_of(version) == api);
    if !served {
        return Err(Some(format!("{kind} {name} is written in {api}, which is not a version fnsec knows")));
    }
    if known.info().namespaced() && reference.namespace.is_empty() {
        reference.namespace = "default".into();
        object["metadata"]["namespace"] = json!("default");
    }
    if known == Kind::Namespace {
        reference.namespace = String::new();
    }
    Ok((object, reference))
}

/// Whether a path can hold manifests; our own configuration beside them is none.
fn is_manifest(path: &Path) -> bool {
    let known = ["yaml", "yml", "json"];
    let own = path.file_name().is_some_and(|name| name == "fnsec.yaml");
    !own && path
        .extension()
        .and_then(|end| end.to_str())
        .is_some_and(|end| known.contains(&end.to_ascii_lowercase().as_str()))
}
