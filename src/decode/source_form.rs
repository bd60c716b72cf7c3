//! Whether `spec.source` of a Function has a form that can be decoded at all.

use super::exact::{Error, unfit};
use serde_json::Value;

/// Checks the source, which is a string in one version and a mapping in the other.
///
/// # Errors
/// If the source has another form and decoding must be exact.
pub fn check_source(source: &Value) -> Result<(), Error> {
    if !(source.is_null() || source.is_string() || source.is_object()) {
        return unfit("/spec/source", "must be a mapping");
    }
    for (place, is_fit, expected) in [
        ("/inline", Value::is_object as fn(&Value) -> bool, "must be a mapping"),
        ("/gitRepository", Value::is_object, "must be a mapping"),
        ("/inline/source", Value::is_string, "must be a string"),
        ("/inline/dependencies", Value::is_string, "must be a string"),
    ] {
        if source.pointer(place).is_some_and(|value| !value.is_null() && !is_fit(value)) {
            unfit(&format!("/spec/source{place}"), expected)?;
        }
    }
    Ok(())
}
