//! The text of one document, and the paths in it.

use crate::yaml;
use crate::yaml::pointer::{self, child};
use serde_json::Value;

/// Returns the only value of a text.
pub fn read(body: &str) -> Option<Value> {
    let mut docs = yaml::parse(body).ok()?.into_iter();
    let first = docs.next()?;
    docs.next().is_none().then_some(first.value)
}

/// Returns the parent pointer and the last step.
pub fn split(path: &str) -> Option<(String, String)> {
    let mut steps = pointer::tokens(path)?;
    let last = steps.pop()?;
    Some((steps.iter().fold(String::new(), |path, step| child(&path, step)), last))
}
