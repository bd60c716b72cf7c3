//! Decodes field by field: a field of the wrong type is left out and reported, and the rest is decoded.

use super::exact::Error;
use super::{DecodeError, decode_plain};
use crate::model::fault::within;
use crate::model::lenient;
use crate::model::{Kind, Object, TypeFault};
use serde_json::{Value, json};

/// Errors in one list after which the whole list counts as unread.
const IN_ONE_LIST: usize = 8;
/// Errors in one object after which it counts as unread.
const IN_ONE_OBJECT: usize = 64;

/// Decodes one object of a known kind from its JSON text; fields of the wrong type become faults of it.
///
/// # Errors
/// If the text is not valid JSON, or too many of its fields have the wrong type.
pub fn object(kind: Kind, text: &str) -> Result<Object, DecodeError> {
    let (made, dropped) = lenient::counted(|| decode_plain(kind, text));
    match made {
        Ok(object) if dropped == 0 || kind.is_others() => Ok(object),
        Err(error) if kind.is_others() => Err(super::broken(text, &error)),
        _ => exactly(kind, text),
    }
}

fn exactly(kind: Kind, text: &str) -> Result<Object, DecodeError> {
    let broken = |error: &Error| super::broken(text, error);
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return Err(broken(&Error { pointer: String::new(), expected: "is not valid JSON".into() }));
    };
    let mut faults: Vec<TypeFault> = Vec::new();
    loop {
        let now = value.to_string();
        let error = match lenient::exact(|| decode_plain(kind, &now)) {
            Ok(mut object) => {
                let around = |one: &TypeFault| {
                    faults.iter().any(|other| other != one && within(&one.pointer, &other.pointer))
                };
                let own: Vec<TypeFault> =
                    faults.iter().filter(|type_fault| !around(type_fault)).cloned().collect();
                object.meta_mut().faults.extend(own);
                return Ok(object);
            }
            Err(error) => error,
        };
        let hopeless = error.pointer.is_empty() || faults.len() >= IN_ONE_OBJECT || !kind.is_read_in_part();
        let names_it =
            ["/metadata/name", "/metadata/namespace", "/metadata"].contains(&error.pointer.as_str());
        if hopeless || names_it {
            return Err(broken(&with_type(&error, &value)));
        }
        let Some(fault) = next(&error, &value, &faults) else {
            return Err(broken(&with_type(&error, &value)));
        };
        blank(&mut value, &fault.pointer);
        faults.push(fault);
    }
}

fn with_type(error: &Error, value: &Value) -> Error {
    let fault = error.fault(value.pointer(&error.pointer));
    Error { pointer: fault.pointer, expected: fault.why }
}

/// The fault for an error: of the field itself, or of its parent where blanking the field did not help.
fn next(error: &Error, value: &Value, faults: &[TypeFault]) -> Option<TypeFault> {
    let alike = |list: &String| {
        faults.iter().filter(|type_fault| within(&type_fault.pointer, list)).count() >= IN_ONE_LIST
    };
    if let Some(pointer) = list_around(value, &error.pointer).filter(alike) {
        return Some(TypeFault { pointer, why: "has many entries of the wrong type".into() });
    }
    let known = |pointer: &str| faults.iter().any(|fault| fault.pointer == pointer);
    if !known(&error.pointer) {
        return Some(error.fault(value.pointer(&error.pointer)));
    }
    let mut pointer = error.pointer.as_str();
    while known(pointer) {
        pointer = pointer.rsplit_once('/')?.0;
    }
    (!pointer.is_empty()).then(|| TypeFault { pointer: pointer.to_owned(), why: "could not be read".into() })
}

/// The innermost list on the path of a pointer.
fn list_around(value: &Value, pointer: &str) -> Option<String> {
    let ends = pointer.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0);
    let lists = ends
        .filter_map(|at| pointer.get(..at))
        .filter(|head| value.pointer(head).is_some_and(Value::is_array));
    lists.max_by_key(|head| head.len()).map(str::to_owned)
}

/// Removes a field: its key from a mapping; in a list its position is kept, so that the others keep their
/// indexes.
fn blank(value: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    match value.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            map.remove(&key.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(list)) => {
            if let Some(slot) = key.parse().ok().and_then(|at: usize| list.get_mut(at)) {
                // The neutral value depends on the types of the other items.
                *slot = match slot {
                    Value::Object(_) | Value::Array(_) => json!(""),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => json!({}),
                };
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
    fn function(spec: Value) -> Object {
        let whole = json!({"apiVersion": "serverless.kyma-project.io/v1alpha2", "kind": "Function",
            "metadata": {"name": "f", "namespace": "pay"}, "spec": spec});
        object(Kind::Function, &whole.to_string()).expect("a part of it is read")
    }

    fn faults(object: &Object) -> Vec<String> {
        object.meta().faults.iter().map(TypeFault::words).collect()
    }

    #[test]
    fn one_field_of_the_wrong_type_is_named_and_the_rest_is_read() {
        let object = function(
            json!({"runtime": "nodejs22", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": 6379}]}),
        );
        assert_eq!(faults(&object), ["/spec/env/1/value must be a string, not an integer"]);
        let Object::Function(function) = object else { panic!("a Function") };
        assert_eq!((function.runtime.as_str(), function.env.len()), ("nodejs22", 2));
    }

    #[test]
    fn every_wrong_field_is_named() {
        for (spec, fault) in [
            (json!({"replicas": "2"}), "/spec/replicas must be an integer, not a string"),
            (json!({"env": {"A": "b"}}), "/spec/env must be a list, not a mapping"),
            (json!({"secretMounts": {}}), "/spec/secretMounts must be a list, not a mapping"),
            (json!({"env": ["A=b"]}), "/spec/env/0 must be a mapping, not a string"),
            (json!({"podSecurityContext": "x"}), "/spec/podSecurityContext must be a mapping, not a string"),
            (json!({"labels": {"tier": 1}}), "/spec/labels/tier must be a string, not an integer"),
        ] {
            assert_eq!(faults(&function(spec)), [fault]);
        }
    }

    #[test]
    fn many_wrong_entries_of_one_list_are_one_fault() {
        let env: Vec<Value> = (0..40).map(|at| json!({"name": format!("E{at}"), "value": at})).collect();
        let object = function(json!({"env": env}));
        assert_eq!(
            faults(&object).last().map(String::as_str),
            Some("/spec/env has many entries of the wrong type")
        );
        assert!(object.meta().faults.len() <= IN_ONE_LIST + 1);
    }

    #[test]
    fn a_policy_with_a_wrong_field_is_not_read_in_part() {
        let whole = json!({"metadata": {"name": "p", "namespace": "pay"}, "spec": {"podSelector": "all"}});
        let broken = object(Kind::NetworkPolicy, &whole.to_string()).expect_err("restricts");
        assert_eq!(broken.why, "/spec/podSelector must be a mapping, not a string");
    }
}
