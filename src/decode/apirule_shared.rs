//! The parts that all versions of an APIRule have in common: targets and tokens.

use super::{Error, nullable};
use crate::model::apirule::{Authorization, Issuer, Jwt, ServiceTarget};
use serde::Deserialize;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RawTarget {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    namespace: Option<String>,
    #[serde(deserialize_with = "nullable")]
    port: i64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RawJwt {
    #[serde(deserialize_with = "nullable")]
    authentications: Vec<RawIssuer>,
    authorizations: Option<Vec<RawAuthorization>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawIssuer {
    issuer: Value,
    #[serde(deserialize_with = "nullable")]
    jwks_uri: String,
    #[serde(deserialize_with = "nullable")]
    from_headers: Vec<RawHeader>,
    #[serde(deserialize_with = "nullable")]
    from_params: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawHeader {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    prefix: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawAuthorization {
    required_scopes: Option<Vec<String>>,
    audiences: Option<Vec<String>>,
}

/// Anything but an object counts as empty.
pub(super) fn from_object<T: Default + serde::de::DeserializeOwned>(value: Value) -> Result<T, Error> {
    if value.is_object() { Ok(serde_json::from_value(value)?) } else { Ok(T::default()) }
}

pub(super) fn target(raw: RawTarget) -> ServiceTarget {
    ServiceTarget { name: raw.name, namespace: raw.namespace.filter(|name| !name.is_empty()), port: raw.port }
}

pub(super) fn jwt(raw: RawJwt, pointer: &str) -> Jwt {
    let header = |raw: RawHeader| (raw.name, raw.prefix);
    let issuer = |raw: RawIssuer| Issuer {
        not_text: is_not_text(&raw.issuer),
        issuer: raw.issuer.as_str().unwrap_or_default().to_owned(),
        jwks: raw.jwks_uri,
        headers: raw.from_headers.into_iter().map(header).collect(),
        params: raw.from_params,
    };
    let authorization = |raw: RawAuthorization| Authorization {
        scopes: raw.required_scopes.unwrap_or_default(),
        audiences: raw.audiences.unwrap_or_default(),
    };
    Jwt {
        hollow: hollow(&raw),
        issuers: raw.authentications.into_iter().map(issuer).collect(),
        authorizations: raw.authorizations.unwrap_or_default().into_iter().map(authorization).collect(),
        keys: Vec::new(),
        pointer: pointer.into(),
    }
}

/// Whether a value that must be a string is present and is not a string.
pub(super) fn is_not_text(value: &Value) -> bool {
    !value.is_string() && !value.is_null()
}

/// Lists that are present and empty.
fn hollow(raw: &RawJwt) -> Vec<(String, &'static str)> {
    let Some(entries) = &raw.authorizations else { return Vec::new() };
    if entries.is_empty() {
        return vec![(".authorizations".into(), "authorizations defined, but no configuration exists")];
    }
    let mut found = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let lists = [("requiredScopes", &entry.required_scopes), ("audiences", &entry.audiences)];
        for (key, _) in lists.into_iter().filter(|(_, list)| list.as_ref().is_some_and(Vec::is_empty)) {
            found.push((format!(".authorizations[{at}].{key}"), "value is empty"));
        }
    }
    found
}
