//! An object as every JSON document names it.

use crate::model::ObjectRef;
use crate::source::manifests::ManifestIndex;
use serde::Serialize;
use std::sync::Arc;

/// The places of the objects of one set, if they were read from files.
pub type ObjectPlaces = Option<Arc<ManifestIndex>>;

/// Includes its place if it was read from a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Object<'a> {
    api_version: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    namespace: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doc: Option<usize>,
}

#[must_use]
pub fn object<'a>(object: &'a ObjectRef, files: Option<&'a ManifestIndex>) -> Object<'a> {
    let place = files.and_then(|files| files.place(object));
    Object {
        api_version: &object.api_version,
        kind: &object.kind,
        namespace: &object.namespace,
        name: &object.name,
        file: place.map(|place| place.file.as_str()),
        doc: place.map(|place| place.doc),
    }
}
