//! Objects as the editor shows them.

use serde_json::Value;

/// Fields that the server owns, or that repeat other fields; never shown, never sent.
const SERVER_FIELDS: [&str; 5] = ["managedFields", "resourceVersion", "uid", "generation", "selfLink"];
pub(super) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Returns an object as the editor shows it: without the fields of the server.
pub fn view(object: &Value) -> Value {
    let mut view = object.clone();
    if let Some(all) = view.as_object_mut() {
        all.remove("status");
        if let Some(meta) = all.get_mut("metadata").and_then(Value::as_object_mut) {
            meta.retain(|key, _| !SERVER_FIELDS.contains(&key.as_str()) && key != "creationTimestamp");
            if let Some(annotations) = meta.get_mut("annotations").and_then(Value::as_object_mut) {
                annotations.remove(LAST_APPLIED);
                if annotations.is_empty() {
                    meta.remove("annotations");
                }
            }
        }
    }
    view
}
