//! The smallest operations between two values.
//! A base and a draft flow in; operations that turn the base into the draft flow out.

use super::{Op, child};
use serde_json::Value;

/// The operations that turn `base` into `draft`; with the arguments swapped they undo it.
#[must_use]
pub fn between(base: &Value, draft: &Value) -> Vec<Op> {
    let mut ops = Vec::new();
    walk(&mut ops, "", base, draft);
    ops
}

fn walk(ops: &mut Vec<Op>, path: &str, base: &Value, draft: &Value) {
    match (base, draft) {
        _ if base == draft => {}
        (Value::Object(old), Value::Object(new)) => {
            for key in old.keys().filter(|key| !new.contains_key(*key)) {
                ops.push(Op::Remove { path: child(path, key) });
            }
            for (key, after) in new {
                let path = child(path, key);
                match old.get(key) {
                    Some(before) => walk(ops, &path, before, after),
                    None => ops.push(Op::Set { path, value: after.clone() }),
                }
            }
        }
        (Value::Array(old), Value::Array(new)) => list(ops, path, old, new),
        _ => ops.push(Op::Set { path: path.to_owned(), value: draft.clone() }),
    }
}

/// Items are compared by position; a list that grows anywhere but at its end is set as a whole.
fn list(ops: &mut Vec<Op>, path: &str, old: &[Value], new: &[Value]) {
    let shared = old.len().min(new.len());
    let same = |pairs: &mut dyn Iterator<Item = (&Value, &Value)>| pairs.take_while(|(a, b)| a == b).count();
    let head = same(&mut old.iter().zip(new));
    let tail = same(&mut old.iter().rev().zip(new.iter().rev())).min(shared - head);
    if new.len() > old.len() && tail > 0 {
        ops.push(Op::Set { path: path.to_owned(), value: Value::Array(new.to_vec()) });
        return;
    }
    for (at, (before, after)) in old.iter().zip(new).enumerate().take(shared - tail).skip(head) {
        walk(ops, &child(path, &at.to_string()), before, after);
    }
    for at in (shared - tail..old.len() - tail).rev().filter(|_| old.len() > new.len()) {
        ops.push(Op::Remove { path: child(path, &at.to_string()) });
    }
    for value in new.iter().skip(old.len()) {
        ops.push(Op::Set { path: child(path, "-"), value: value.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::super::apply;
    use super::*;
    use serde_json::json;

    fn paths(base: &Value, draft: &Value) -> Vec<String> {
        let ops = between(base, draft);
        assert_eq!(&apply(base, &ops).unwrap(), draft);
        let name = |op| match op {
            Op::Set { path, .. } => format!("set {path}"),
            Op::Remove { path } => format!("remove {path}"),
            Op::Test { path, .. } => format!("test {path}"),
            Op::Move { from, path } => format!("move {from} to {path}"),
            Op::Copy { from, path } => format!("copy {from} to {path}"),
        };
        ops.into_iter().map(name).collect()
    }

    #[test]
    fn only_leaves_are_named() {
        let base = json!({"a": {"b": 1, "c/d": 2}, "l": [{"x": 1}, {"x": 2}]});
        let draft = json!({"a": {"b": 1}, "l": [{"x": 1}, {"x": 3}], "n": {"k": 1}});
        assert_eq!(paths(&base, &draft), ["remove /a/c~1d", "set /l/1/x", "set /n"]);
        assert_eq!(paths(&base, &base), Vec::<String>::new());
    }

    #[test]
    fn a_list_loses_and_gains_single_items() {
        assert_eq!(paths(&json!([1, 2, 3, 4]), &json!([1, 4])), ["remove /2", "remove /1"]);
        assert_eq!(paths(&json!([1, 2]), &json!([1, 2, 3])), ["set /-"]);
        assert_eq!(paths(&json!([1, 2]), &json!([3, 1, 2])), ["set "]);
        assert_eq!(paths(&json!(1), &json!([])), ["set "]);
    }
}
