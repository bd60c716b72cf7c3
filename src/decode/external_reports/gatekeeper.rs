//! Gatekeeper's constraints: the objects they match, and whether they deny.

use super::{Present, RawMeta, lenient_structs};
use crate::decode::{Error, from_str};
use crate::model::external_reports::{Constraint, Kinds};
use crate::model::lenient::lenient;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Raw {
    metadata: RawMeta,
    #[serde(deserialize_with = "lenient")]
    spec: Spec,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(deserialize_with = "lenient")]
    enforcement_action: String,
    #[serde(rename = "match", deserialize_with = "lenient")]
    matching: Matching,
    #[serde(deserialize_with = "lenient")]
    parameters: Present,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Matching {
    #[serde(deserialize_with = "lenient")]
    kinds: Vec<RawKinds>,
    #[serde(deserialize_with = "lenient")]
    namespaces: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    excluded_namespaces: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    label_selector: Present,
    #[serde(deserialize_with = "lenient")]
    namespace_selector: Present,
    #[serde(deserialize_with = "lenient")]
    name: String,
    #[serde(deserialize_with = "lenient")]
    source: String,
    #[serde(deserialize_with = "lenient")]
    scope: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawKinds {
    #[serde(deserialize_with = "lenient")]
    api_groups: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    kinds: Vec<String>,
}

lenient_structs! { Spec Matching RawKinds }

/// Decodes a Gatekeeper constraint.
///
/// # Errors
/// If the text is not a valid constraint.
pub fn constraint(text: &str) -> Result<Box<Constraint>, Error> {
    let raw: Raw = from_str(text)?;
    let found = raw.spec.matching;
    // Parameters allow exceptions: exempt images, paths, ranges.
    let narrow = raw.spec.parameters.0
        || found.label_selector.0
        || found.namespace_selector.0
        || !found.name.is_empty()
        || !matches!(found.source.as_str(), "" | "All" | "Original")
        || !matches!(found.scope.as_str(), "" | "*" | "Namespaced");
    let kinds = found.kinds.into_iter().map(|kind| Kinds { groups: kind.api_groups, kinds: kind.kinds });
    Ok(Box::new(Constraint {
        action: raw.spec.enforcement_action.to_lowercase(),
        kinds: kinds.collect(),
        namespaces: found.namespaces,
        excluded: found.excluded_namespaces,
        narrow,
        meta: raw.metadata.into(),
    }))
}
