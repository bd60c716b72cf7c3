//! Sets one entry of a value, whatever the value is.
//! `value["a"]["b"] = …` panics where `a` is a string; this does not.

use serde_json::{Map, Value};

pub trait Put {
    /// Sets the entry at these keys. A missing parent, or one that is not a mapping, becomes a mapping.
    fn put<const KEYS: usize>(&mut self, keys: [&str; KEYS], value: Value);
}

impl Put for Value {
    fn put<const KEYS: usize>(&mut self, keys: [&str; KEYS], value: Value) {
        let mut at = self;
        for key in keys {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            let Self::Object(map) = at else { return };
            at = map.entry(key).or_insert(Value::Null);
        }
        *at = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn after(mut value: Value) -> Value {
        value.put(["a", "b"], json!(1));
        value
    }

    #[test]
    fn an_entry_is_set_in_what_is_there() {
        assert_eq!(after(json!({"a": {"b": 0, "c": 2}, "d": 3})), json!({"a": {"b": 1, "c": 2}, "d": 3}));
    }

    #[test]
    fn other_values_become_mappings() {
        for value in [json!(null), json!({}), json!({"a": "x"}), json!({"a": ["x"]}), json!("x"), json!([1])]
        {
            assert_eq!(after(value), json!({"a": {"b": 1}}));
        }
    }
}
