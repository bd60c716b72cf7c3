//! Writes values as YAML in the usual form of a manifest.
//! Values flow in; text that every parser reads as the same values flows out.

use super::scalar::{block_header, inline};
use serde_json::{Map, Value};

const FIRST: &[&str] = &["apiVersion", "kind", "metadata"];
const LAST: &[&str] = &["status"];
const NAMES: &[&str] = &["name", "namespace", "labels", "annotations"];

/// Writes one value as a document that ends with a line break.
#[must_use]
pub fn print(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => mapping(&mut out, map, 0, Order::Object, false),
        Value::Array(items) if !items.is_empty() => sequence(&mut out, items, 0, false),
        other => {
            out.push_str(&leaf(other));
            out.push('\n');
        }
    }
    out
}

/// Writes values as the documents of one text.
pub fn print_all(values: &[Value]) -> String {
    values.iter().map(print).collect::<Vec<_>>().join("---\n")
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    Object,
    Metadata,
    Alphabet,
}

fn mapping(out: &mut String, map: &Map<String, Value>, column: usize, order: Order, inside: bool) {
    for (nth, (key, value)) in sorted(map, order).into_iter().enumerate() {
        if nth > 0 || !inside {
            pad(out, column);
        }
        let name = inline(key);
        // A parser only looks this far ahead for the colon of a key.
        if name.len() > 900 {
            out.push_str("? ");
            out.push_str(&name);
            out.push('\n');
            pad(out, column);
        } else {
            out.push_str(&name);
        }
        out.push(':');
        let below = if key == "metadata" { Order::Metadata } else { Order::Alphabet };
        after_key(out, value, column, below);
    }
}

fn after_key(out: &mut String, value: &Value, column: usize, below: Order) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            mapping(out, map, column + 2, manifest(map).unwrap_or(below), false);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            sequence(out, items, column, false);
        }
        other => scalar(out, other, column),
    }
}

fn sequence(out: &mut String, items: &[Value], column: usize, inside: bool) {
    for (nth, item) in items.iter().enumerate() {
        if nth > 0 || !inside {
            pad(out, column);
        }
        out.push('-');
        match item {
            Value::Object(map) if !map.is_empty() => {
                out.push(' ');
                mapping(out, map, column + 2, manifest(map).unwrap_or(Order::Alphabet), true);
            }
            Value::Array(inner) if !inner.is_empty() => {
                out.push(' ');
                sequence(out, inner, column + 2, true);
            }
            other => scalar(out, other, column),
        }
    }
}

/// Whole objects inside a list use the key order of whole objects.
fn manifest(map: &Map<String, Value>) -> Option<Order> {
    (map.contains_key("apiVersion") && map.contains_key("kind")).then_some(Order::Object)
}

fn sorted(map: &Map<String, Value>, order: Order) -> Vec<(&String, &Value)> {
    let rank = |key: &str| {
        let place = |list: &[&str]| list.iter().position(|name| *name == key);
        match order {
            Order::Object => place(FIRST).unwrap_or(if LAST.contains(&key) { 99 } else { 50 }),
            Order::Metadata => place(NAMES).unwrap_or(50),
            Order::Alphabet => 0,
        }
    };
    let mut fields: Vec<_> = map.iter().collect();
    fields.sort_by(|(a, _), (b, _)| (rank(a), *a).cmp(&(rank(b), *b)));
    fields
}

fn scalar(out: &mut String, value: &Value, column: usize) {
    out.push(' ');
    let Some((text, header)) = value.as_str().and_then(|text| Some((text, block_header(text)?))) else {
        out.push_str(&leaf(value));
        out.push('\n');
        return;
    };
    out.push_str(&header);
    out.push('\n');
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            pad(out, column + 2);
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn leaf(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => inline(text),
        Value::Array(_) => "[]".into(),
        Value::Object(_) => "{}".into(),
    }
}

fn pad(out: &mut String, column: usize) {
    out.extend(std::iter::repeat_n(' ', column));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_manifest_reads_from_its_kind_to_its_status() {
        let value = json!({
            "status": {"ready": true}, "spec": {"z": [{"name": "a", "cmd": ["sh", "-c"]}], "a": "x\ny\n"},
            "metadata": {"uid": "1", "labels": {"on": "yes"}, "name": "n", "namespace": "s"},
            "kind": "Function", "apiVersion": "v1", "data": {}, "extra": []
        });
        let text = "apiVersion: v1\nkind: Function\nmetadata:\n  name: \"n\"\n  namespace: s\n  labels:\n    \"on\": \"yes\"\n  uid: \"1\"\n\
            data: {}\nextra: []\nspec:\n  a: |\n    x\n    y\n  z:\n  - cmd:\n    - sh\n    - -c\n    name: a\nstatus:\n  ready: true\n";
        assert_eq!(print(&value), text);
    }

    #[test]
    fn documents_are_joined_by_separators() {
        assert_eq!(print_all(&[json!({"a": 1}), json!({"b": null})]), "a: 1\n---\nb: null\n");
        assert_eq!(print_all(&[]), "");
    }
}
