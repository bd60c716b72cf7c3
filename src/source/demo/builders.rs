//! The parts of every demo object: its structure, a uid and a creation time derived from its name, and its
//! field manager.

use crate::yaml::Put;
use serde_json::{Map, Value, json};

/// FNV-1a: distributes names well enough, and is the same on every machine.
pub fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

pub fn uid(parts: &[&str]) -> String {
    let (high, low) = (hash(parts), hash(&[parts, &["low"]].concat()));
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    )
}

/// Returns letters as the API server generates them for names.
pub fn suffix(parts: &[&str], length: usize) -> String {
    const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut rest = hash(parts);
    let letter = |_| {
        let at = usize::try_from(rest % 27).unwrap_or_default();
        rest = (rest / 27) ^ rest.rotate_left(29);
        char::from(LETTERS.get(at).copied().unwrap_or(b'x'))
    };
    (0..length).map(letter).collect()
}

pub fn digest(parts: &[&str]) -> String {
    let part = |salt: &str| hash(&[parts, &[salt]].concat());
    format!("sha256:{:016x}{:016x}{:016x}{:016x}", part("a"), part("b"), part("c"), part("d"))
}

/// Returns a day between January and September 2026.
pub fn birthday(parts: &[&str]) -> String {
    let hash = hash(parts);
    format!(
        "2026-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        hash % 9 + 1,
        (hash >> 8) % 28 + 1,
        (hash >> 16) % 12 + 6,
        (hash >> 24) % 60,
        (hash >> 32) % 60
    )
}

/// Returns an object with nothing but its identity.
pub fn object(api: &str, kind: &str, namespace: &str, name: &str) -> Value {
    let parts = [kind, namespace, name];
    let mut meta = json!({"name": name, "uid": uid(&parts), "creationTimestamp": birthday(&parts)});
    if !namespace.is_empty() {
        meta.put(["namespace"], json!(namespace));
    }
    json!({"apiVersion": api, "kind": kind, "metadata": meta})
}

pub fn labelled(mut object: Value, labels: Value) -> Value {
    object.put(["metadata", "labels"], labels);
    object
}

/// Replaces the value at a pointer; does nothing if there is none.
pub fn set(object: &mut Value, pointer: &str, value: Value) {
    if let Some(at) = object.pointer_mut(pointer) {
        *at = value;
    }
}

/// Sets a field manager as the owner of all labels, annotations and the spec.
pub fn written_by(mut object: Value, manager: &str) -> Value {
    let mut fields = json!({"f:metadata": {}});
    for part in ["labels", "annotations"] {
        if let Some(found) = object.pointer(&format!("/metadata/{part}")) {
            fields.put(["f:metadata", &format!("f:{part}")], owned(found));
        }
    }
    if let Some(spec) = object.get("spec") {
        fields.put(["f:spec"], owned(spec));
    }
    let entry = json!({
        "manager": manager, "operation": "Apply", "apiVersion": object.get("apiVersion"), "time": "2026-10-12T09:30:00Z",
        "fieldsType": "FieldsV1", "fieldsV1": fields,
    });
    object.put(["metadata", "managedFields"], json!([entry]));
    object
}

fn owned(value: &Value) -> Value {
    let Value::Object(map) = value else {
        return json!({});
    };
    let inner: Map<String, Value> =
        map.iter().map(|(key, value)| (format!("f:{key}"), owned(value))).collect();
    Value::Object(inner)
}

/// Returns the text at a pointer, empty when there is none.
pub fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

pub fn name(object: &Value) -> &str {
    text(object, "/metadata/name")
}

pub fn namespace(object: &Value) -> &str {
    text(object, "/metadata/namespace")
}

pub fn owner(object: &Value) -> Value {
    json!([{
        "apiVersion": object.get("apiVersion"), "kind": object["kind"], "name": name(object),
        "uid": text(object, "/metadata/uid"), "controller": true, "blockOwnerDeletion": true,
    }])
}
