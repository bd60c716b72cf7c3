//! Changes addressed by JSON pointers, as fixes and the editor use them.
//! A value and operations flow in; the changed value, or the first operation that failed, flows out.

mod change;

pub use change::between;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// One change; paths are JSON pointers with `~0` and `~1` escapes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub enum Op {
    Test {
        path: String,
        value: Value,
    },
    Set {
        path: String,
        value: Value,
    },
    Remove {
        path: String,
    },
    /// Removes a value and inserts it elsewhere; in a list it is inserted before the item at the index.
    Move {
        from: String,
        path: String,
    },
    /// Inserts the same value elsewhere as well, in the same way as a move.
    Copy {
        from: String,
        path: String,
    },
}

impl Op {
    /// The pointer that it changes.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Test { path, .. }
            | Self::Set { path, .. }
            | Self::Remove { path }
            | Self::Move { path, .. }
            | Self::Copy { path, .. } => path,
        }
    }

    pub fn test(path: impl Into<String>, value: Value) -> Self {
        Self::Test { path: path.into(), value }
    }

    pub fn set(path: impl Into<String>, value: Value) -> Self {
        Self::Set { path: path.into(), value }
    }

    pub fn remove(path: impl Into<String>) -> Self {
        Self::Remove { path: path.into() }
    }
}

/// An operation that does not fit its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    pub path: String,
    pub reason: String,
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

impl std::error::Error for Miss {}

/// The unescaped steps of a pointer; `None` when it is invalid.
#[must_use]
pub fn tokens(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let steps = pointer.strip_prefix('/')?.split('/');
    Some(steps.map(|step| step.replace("~1", "/").replace("~0", "~")).collect())
}

/// The pointer one step below `parent`.
#[must_use]
pub fn child(parent: &str, step: &str) -> String {
    format!("{parent}/{}", step.replace('~', "~0").replace('/', "~1"))
}

/// Applies all operations, or none.
///
/// # Errors
/// The first operation that does not fit the value.
pub fn apply(value: &Value, ops: &[Op]) -> Result<Value, Miss> {
    let mut draft = value.clone();
    for op in ops {
        let path = op.path();
        let miss = |reason: &str| Miss { path: path.to_owned(), reason: reason.to_owned() };
        let steps = tokens(path).ok_or_else(|| miss("a path starts with a slash"))?;
        match op {
            Op::Test { value, .. } if draft.pointer(path) == Some(value) => Ok(()),
            Op::Test { .. } => Err("the value is not the expected one"),
            Op::Set { value, .. } => set(&mut draft, &steps, value),
            Op::Remove { .. } => remove(&mut draft, &steps),
            Op::Move { from, .. } => shift(&mut draft, from, path),
            Op::Copy { from, .. } => repeat(&mut draft, from, path),
        }
        .map_err(miss)?;
    }
    Ok(draft)
}

fn shift(draft: &mut Value, from: &str, path: &str) -> Done {
    let value = draft.pointer(from).cloned().ok_or("nothing to move at this path")?;
    remove(draft, &tokens(from).unwrap_or_default())?;
    insert(draft, path, value)
}

fn repeat(draft: &mut Value, from: &str, path: &str) -> Done {
    let value = draft.pointer(from).cloned().ok_or("nothing to copy at this path")?;
    insert(draft, path, value)
}

/// Inserts a value into a list before the item at the index, or sets the key of a mapping.
fn insert(draft: &mut Value, path: &str, value: Value) -> Done {
    let (parent, step) = path.rsplit_once('/').ok_or("an object cannot be placed within itself")?;
    match draft.pointer_mut(parent) {
        Some(Value::Array(items)) => {
            let at = if step == "-" { items.len() } else { index(step)? };
            if at > items.len() {
                return Err("the list is shorter than this index");
            }
            items.insert(at, value);
            Ok(())
        }
        Some(Value::Object(fields)) => {
            let key = step.replace("~1", "/").replace("~0", "~");
            fields.insert(key, value);
            Ok(())
        }
        _ => Err("the parent does not exist"),
    }
}

type Done = Result<(), &'static str>;

fn set(at: &mut Value, steps: &[String], value: &Value) -> Done {
    let Some((step, rest)) = steps.split_first() else {
        *at = value.clone();
        return Ok(());
    };
    if at.is_null() {
        let list = step == "-" || step == "0";
        *at = if list { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
    }
    match at {
        Value::Object(fields) => set(fields.entry(step.clone()).or_insert(Value::Null), rest, value),
        Value::Array(items) => {
            let at = if step == "-" { items.len() } else { index(step)? };
            if at == items.len() {
                items.push(Value::Null);
            }
            set(items.get_mut(at).ok_or("the list is shorter than this index")?, rest, value)
        }
        _ => Err("expected a mapping or a list, found a plain value"),
    }
}

fn remove(at: &mut Value, steps: &[String]) -> Done {
    let Some((step, rest)) = steps.split_first() else {
        return Err("the whole object cannot be removed");
    };
    let inner = match at {
        Value::Object(fields) if rest.is_empty() => {
            return fields.remove(step).map(drop).ok_or(ABSENT);
        }
        Value::Object(fields) => fields.get_mut(step),
        Value::Array(items) => {
            let at = index(step)?;
            if rest.is_empty() && at < items.len() {
                items.remove(at);
                return Ok(());
            }
            items.get_mut(at)
        }
        _ => None,
    };
    remove(inner.ok_or(ABSENT)?, rest)
}

const ABSENT: &str = "nothing to remove at this path";

fn index(step: &str) -> Result<usize, &'static str> {
    let plain = step == "0" || !step.starts_with(['0', '+']);
    let index = step.parse().ok().filter(|_| plain);
    index.ok_or("a list is indexed by a number")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn to(path: &str, value: Value) -> Op {
        Op::Set { path: path.into(), value }
    }

    #[test]
    fn setting_creates_what_is_missing() {
        let ops = [
            to("/a/b~1c/d", json!(1)),
            to("/l/-", json!("x")),
            to("/l/1", json!("y")),
            to("/n/-/k", json!(2)),
        ];
        let draft = apply(&json!({"n": null}), &ops).unwrap();
        assert_eq!(draft, json!({"a": {"b/c": {"d": 1}}, "l": ["x", "y"], "n": [{"k": 2}]}));
    }

    #[test]
    fn removing_takes_a_field_or_an_item() {
        let base = json!({"l": [1, 2, 3], "~": 1});
        let ops = [Op::Remove { path: "/l/1".into() }, Op::Remove { path: "/~0".into() }];
        assert_eq!(apply(&base, &ops).unwrap(), json!({"l": [1, 3]}));
    }

    #[test]
    fn a_miss_names_its_path() {
        let base = json!({"a": 1, "l": []});
        for op in [
            to("/a/b", json!(1)),
            to("/l/3", json!(1)),
            to("/l/00", json!(1)),
            to("a", json!(1)),
            Op::Remove { path: "/x".into() },
            Op::Remove { path: "/l/0".into() },
            Op::Remove { path: String::new() },
            Op::Test { path: "/a".into(), value: json!(2) },
            Op::Move { from: "/x".into(), path: "/l/0".into() },
            Op::Move { from: "/a".into(), path: "/l/1".into() },
            Op::Move { from: "/l".into(), path: "/a/b".into() },
            Op::Copy { from: "/x".into(), path: "/l/0".into() },
            Op::Copy { from: "/a".into(), path: "/l/1".into() },
        ] {
            let path = op.path().to_owned();
            assert_eq!(apply(&base, &[op]).unwrap_err().path, path);
        }
    }

    #[test]
    fn moved_values_are_inserted_before_existing_ones() {
        let base = json!({"l": [1, 2, 3], "m": {}});
        let moved = |from: &str, path: &str| Op::Move { from: from.into(), path: path.into() };
        assert_eq!(apply(&base, &[moved("/l/0", "/l/2")]).unwrap(), json!({"l": [2, 3, 1], "m": {}}));
        assert_eq!(apply(&base, &[moved("/l/2", "/l/0")]).unwrap(), json!({"l": [3, 1, 2], "m": {}}));
        assert_eq!(apply(&base, &[moved("/l", "/m/k~1")]).unwrap(), json!({"m": {"k/": [1, 2, 3]}}));
    }

    #[test]
    fn a_copied_value_is_at_both_places() {
        let base = json!({"l": [{"a": 1}, 2]});
        let copied = |from: &str, path: &str| Op::Copy { from: from.into(), path: path.into() };
        let draft = apply(&base, &[copied("/l/0", "/l/1"), to("/l/1/a", json!(3))]).unwrap();
        assert_eq!(draft, json!({"l": [{"a": 1}, {"a": 3}, 2]}));
        assert_eq!(apply(&base, &[copied("/l/1", "/l/-")]).unwrap(), json!({"l": [{"a": 1}, 2, 2]}));
    }

    #[test]
    fn operations_are_written_with_a_lowercase_op() {
        let op = to("/a", json!(1));
        let text = serde_json::to_value(&op).unwrap();
        assert_eq!(text, json!({"op": "set", "path": "/a", "value": 1}));
        assert_eq!(serde_json::from_value::<Op>(text).unwrap(), op);
    }
}
