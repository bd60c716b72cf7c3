//! Whether a field of an object still has the value that was written.

use super::journal::Revert;
use super::vault;
use serde_json::Value;
use std::collections::BTreeMap;

/// The written marks with their current counterparts, if everything around them is equal.
pub(super) type Same = BTreeMap<String, String>;

/// Returns the marks if a field still has the written value; none if someone changed it.
pub(super) fn still_ours(current: Option<&Value>, revert: &Revert) -> Option<Same> {
    // A server may leave out empty values, or return them as null.
    let is_nothing = |value: Option<&Value>| value.is_none_or(is_empty);
    if is_nothing(current) && is_nothing(revert.wrote.as_ref()) {
        return Some(Same::new());
    }
    let (current, wrote) = (current?, revert.wrote.as_ref()?);
    let (current, wrote) = (current.to_string(), wrote.to_string());
    let ((pieces, marks), (same, now)) = (vault::marks(&wrote), vault::marks(&current));
    let mut pairs = Same::new();
    let agrees = |(was, is): (&&str, &&str)| {
        let known = pairs.entry((*was).to_owned()).or_insert_with(|| (*is).to_owned());
        known == is
    };
    (pieces == same && marks.iter().zip(&now).all(agrees)).then_some(pairs)
}

/// Returns whether a server may leave the value out.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(all) => all.is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
