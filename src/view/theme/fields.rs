//! Fields that themes and base16 schemes have in common, and errors about a field.

use super::{Variant, near};
use serde_json::{Map, Value};

/// An error before its line is known: the pointer of the value that it is about.
pub(super) struct Problem {
    pub at: String,
    pub message: String,
}

pub(super) fn variant(value: Option<&Value>) -> Result<Variant, Problem> {
    match value.and_then(Value::as_str) {
        None | Some("any") => Ok(Variant::Any),
        Some("dark") => Ok(Variant::Dark),
        Some("light") => Ok(Variant::Light),
        Some(other) => {
            Err(problem("/variant", &near("variant", other, ["dark", "light", "any"].into_iter())))
        }
    }
}

pub(super) fn text<'v>(fields: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
    fields.get(name).and_then(Value::as_str)
}

pub(super) fn problem(at: &str, message: &str) -> Problem {
    Problem { at: at.to_owned(), message: message.to_owned() }
}
