//! What the API server refuses in an `APIRule` before a controller sees it: types, required fields, sizes,
//! patterns, and the rules between fields. The version and the spec as JSON flow in; errors with their places
//! flow out.
//!
//! Specification: the schemas of `apirules.gateway.kyma-project.io` as served by API gateway 3.10, and the API
//! server's own order: unknown fields and nulls are dropped first, then the rest is validated.

mod duration;
mod form;
mod texts;
mod v1beta1;
mod v2;

pub use duration::seconds;

use crate::model::apirule::SchemaFault;
use form::{ValueForm, ValueWalk};
use serde_json::Value;

/// The errors of a spec, and the fields that are dropped because the schema does not know them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Validation {
    pub faults: Vec<SchemaFault>,
    /// JSON pointers, within the object.
    pub unknown: Vec<String>,
}

/// Validates the spec of a served version; for any other version nothing is reported.
#[must_use]
pub fn check(version: &str, spec: &Value) -> Validation {
    let Some(form) = of(version) else { return Validation::default() };
    let mut walk = ValueWalk::new("/spec");
    if spec.is_null() {
        // Only v2 requires a spec; with the others the controller sees an empty one.
        if version == "v2" {
            walk.fault(form::REQUIRED);
        }
    } else {
        walk.value(form, spec);
    }
    walk.found
}

/// Converts a spec to the types of its schema, so that one wrong value hides nothing else: a field of another
/// type is removed, and an item of a list becomes an empty one, so that the others keep their positions.
#[must_use]
pub fn typed(version: &str, spec: &Value) -> Value {
    let mut spec = spec.clone();
    if let Some(form) = of(version) {
        form.fit(&mut spec);
    }
    spec
}

/// The same for the settings of a `jwt` handler in Istio's format, which no schema validates.
#[must_use]
pub fn typed_jwt(config: &Value) -> Value {
    let mut config = config.clone();
    v2::JWT.fit(&mut config);
    config
}

fn of(version: &str) -> Option<&'static ValueForm> {
    match version {
        "v2" | "v2alpha1" => Some(&v2::SPEC),
        "v1beta1" => Some(&v1beta1::SPEC),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
