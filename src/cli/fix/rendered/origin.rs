//! The document on the disk that a rendered object was made from.

use crate::cli::fix::texts::Texts;
use crate::model::ObjectRef;
use crate::source::manifests::FileLocation;
use crate::yaml;
use serde_json::Value;
use std::path::PathBuf;

/// A document, and how its object is named there.
pub struct OriginDocument {
    pub doc: usize,
    pub object: ObjectRef,
}

/// Returns the file of an object, and its document there; nothing if the object is generated. A kustomization may
/// add to the name, so that the longest name that is part of the rendered one counts.
pub fn of(texts: &mut Texts, place: &FileLocation, target: &ObjectRef) -> (PathBuf, Option<OriginDocument>) {
    let file = PathBuf::from(&place.file);
    let text = texts.text(&file).unwrap_or_default();
    let docs = yaml::parse_lossy(&text).0;
    let is_part = |doc: &&yaml::Doc| {
        *string(&doc.value, "/kind") == *target.kind
            && !name(&doc.value).is_empty()
            && target.name.contains(name(&doc.value))
            && group(string(&doc.value, "/apiVersion")) == group(&target.api_version)
    };
    let mut fits: Vec<&yaml::Doc> = docs.iter().filter(is_part).collect();
    let longest = fits.iter().map(|doc| name(&doc.value).len()).max().unwrap_or_default();
    fits.retain(|doc| name(&doc.value).len() == longest);
    if fits.len() > 1 {
        fits.retain(|doc| string(&doc.value, "/metadata/namespace") == target.namespace);
    }
    let [doc] = fits.as_slice() else { return (file, None) };
    let mut object = target.clone();
    object.name = name(&doc.value).into();
    object.namespace = string(&doc.value, "/metadata/namespace").into();
    (file, Some(OriginDocument { doc: doc.index, object }))
}

fn string<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn name(value: &Value) -> &str {
    string(value, "/metadata/name")
}

fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}
