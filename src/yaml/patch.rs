//! Merge patches (RFC 7386): what a live edit sends to the server.
//! Two values flow in; the merged value, or the patch between them, flows out.

use serde_json::{Map, Value};

/// Applies a merge patch; a null in it removes the field.
#[must_use]
pub fn merge(base: &Value, patch: &Value) -> Value {
    let Value::Object(changes) = patch else {
        return patch.clone();
    };
    let mut fields = base.as_object().cloned().unwrap_or_default();
    for (key, change) in changes {
        if change.is_null() {
            fields.remove(key);
        } else {
            let before = fields.get(key).unwrap_or(&Value::Null);
            let after = merge(before, change);
            fields.insert(key.clone(), after);
        }
    }
    Value::Object(fields)
}

/// The merge patch that turns `base` into `draft`; equal objects give an empty one.
#[must_use]
pub fn between(base: &Value, draft: &Value) -> Value {
    let (Value::Object(old), Value::Object(new)) = (base, draft) else {
        return draft.clone();
    };
    let mut changes = Map::new();
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        changes.insert(key.clone(), Value::Null);
    }
    for (key, after) in new {
        match old.get(key) {
            Some(before) if before == after => {}
            Some(before) => {
                changes.insert(key.clone(), between(before, after));
            }
            None => {
                changes.insert(key.clone(), after.clone());
            }
        }
    }
    Value::Object(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_changed_is_sent() {
        let base = json!({"a": {"b": 1, "c": 2}, "l": [1, 2], "gone": true});
        let draft = json!({"a": {"b": 1, "c": 3}, "l": [1], "new": {}});
        let patch = json!({"a": {"c": 3}, "l": [1], "gone": null, "new": {}});
        assert_eq!(between(&base, &draft), patch);
        assert_eq!(merge(&base, &patch), draft);
        assert_eq!(between(&base, &base), json!({}));
    }
}
