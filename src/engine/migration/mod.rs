//! From an `APIRule` of v1beta1 or v1alpha1 to a v2 one with the same meaning, as far as v2 can express it.
//! The object as JSON flows in; the v2 object and every difference, graded, flow out.
//!
//! Specification: the migration guides of kyma-project/api-gateway (`docs/user/apirule-migration`), the page
//! "Changes Introduced in APIRule v2", and what API gateways 3.0 to 3.10 generate from either version
//! (`engine/mesh/generate`), which a property compares request by request.

mod access;
mod cors;
mod function;
mod gateway;
mod note;
mod order;
mod path;
mod rule;
#[cfg(test)]
mod shapes;
pub mod steps;
#[cfg(test)]
mod tests;

pub use function::{is_legacy_function, migrate_function, repository_of};
pub use note::{MigrationNote, NoteGrade};

use crate::engine::mesh::schema;
use note::Notes;
use serde_json::{Map, Value, json};

/// What v2 requires and v1beta1 does not contain.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Additions {
    /// The issuer of the tokens, for rules that trust key sets without an issuer.
    pub issuer: Option<String>,
    /// The name of an external authorizer, for handlers that v2 does not have.
    pub authorizer: Option<String>,
    /// A trusted issuer and its key set: rules that are open and listed here require its tokens.
    pub token: Option<Token>,
    /// An audience that rules require which accept any token.
    pub audience: Option<Audience>,
}

/// What rules with a token require of it from then on.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Audience {
    pub name: String,
    /// Positions of rules in the v1beta1 list.
    pub rules: Vec<usize>,
}

/// What an open rule requires from then on.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Token {
    pub issuer: String,
    pub key_set: String,
    /// None if it is empty.
    pub audience: String,
    /// Positions of rules in the v1beta1 list.
    pub rules: Vec<usize>,
}

/// A v2 object, and how it differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Migration {
    pub object: Value,
    pub notes: Vec<MigrationNote>,
}

const GROUP: &str = "gateway.kyma-project.io";
const ORIGIN: &str = "/metadata/annotations/gateway.kyma-project.io~1original-version";
const LEGACY_SPEC: &str = "/metadata/annotations/gateway.kyma-project.io~1v1beta1-spec";

/// Returns whether an object is an `APIRule` of v1beta1 or v1alpha1, also if a server shows it as v2.
#[cfg(any(test, feature = "engines"))]
#[must_use]
pub fn is_legacy(object: &Value) -> bool {
    legacy(object).is_some()
}

/// Returns the v2 form of an `APIRule`.
///
/// # Errors
/// If it is not of a legacy version, its rules are not known, or v2 cannot express any of them.
pub fn migrate(object: &Value, additions: &Additions) -> Result<Migration, String> {
    let spec = legacy(object).ok_or("this is not an APIRule of v1beta1 or v1alpha1")??;
    let mut notes = Notes::default();
    let mut new = Map::new();
    let host = spec.get("host").or_else(|| spec.pointer("/service/host")).and_then(Value::as_str);
    let host = host.filter(|host| !host.is_empty()).ok_or("the APIRule has no host")?;
    new.insert("hosts".into(), json!([host.to_lowercase()]));
    let namespace = object.pointer("/metadata/namespace").and_then(Value::as_str).unwrap_or_default();
    let written = spec.get("gateway").and_then(Value::as_str).unwrap_or_default();
    new.insert("gateway".into(), gateway::named(written, namespace, &mut notes).into());
    if let Some(service) = spec.get("service").filter(|service| service.is_object()) {
        new.insert("service".into(), rule::service(service));
    }
    if let Some(timeout) = spec.get("timeout").filter(|timeout| timeout.is_i64()) {
        new.insert("timeout".into(), timeout.clone());
    }
    let asks_preflight = cors::policy(spec.get("corsPolicy"), &mut new, &mut notes);
    let rules = rule::all(&spec, additions, asks_preflight, &mut notes)?;
    let rules = order::settled(rules, &mut notes)?;
    if rules.is_empty() {
        let why = notes.all.iter().find_map(|note| note.text.strip_prefix(rule::LEFT_OUT));
        let why = why.map_or_else(String::new, |why| format!(": {why}"));
        return Err(format!("v2 cannot express any of its rules{why}"));
    }
    new.insert("rules".into(), rules.into_iter().map(|rule| rule.value).collect());
    let spec = Value::Object(new);
    if let Some(fault) = schema::check("v2", &spec).faults.into_iter().next() {
        return Err(format!("v2 refuses {}: {}", fault.path(), fault.why));
    }
    notes.about_all();
    Ok(Migration { object: renewed(object, spec), notes: notes.all })
}

/// Returns the legacy spec: of the object, or of the annotation that a server stores it in; none for another
/// version.
fn legacy(object: &Value) -> Option<Result<Value, String>> {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str);
    let (group, version) = text("/apiVersion")?.split_once('/')?;
    if group != GROUP || text("/kind") != Some("APIRule") {
        return None;
    }
    if matches!(version, "v1beta1" | "v1alpha1") {
        return Some(object.get("spec").cloned().ok_or_else(|| "the APIRule has no spec".to_owned()));
    }
    if !matches!(text(ORIGIN), Some("v1beta1" | "v1alpha1")) {
        return None;
    }
    let kept = text(LEGACY_SPEC).ok_or("the annotation with its v1beta1 rules is missing");
    let spec = kept.and_then(|text| {
        serde_json::from_str(text).map_err(|_| "the annotation with its v1beta1 rules is invalid")
    });
    Some(spec.map_err(ToOwned::to_owned))
}

/// Returns the object as v2, without what only the controller sets.
fn renewed(object: &Value, spec: Value) -> Value {
    let mut object = object.clone();
    if let Value::Object(fields) = &mut object {
        fields.insert("apiVersion".into(), format!("{GROUP}/v2").into());
        fields.insert("spec".into(), spec);
        fields.remove("status");
    }
    if let Some(Value::Object(annotations)) = object.pointer_mut("/metadata/annotations") {
        if let Some(origin) = annotations.get_mut("gateway.kyma-project.io/original-version") {
            *origin = "v2".into();
        }
        annotations.remove("gateway.kyma-project.io/v1beta1-spec");
    }
    object
}
