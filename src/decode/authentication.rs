//! Istio's `RequestAuthentication` and `PeerAuthentication`.

use super::authorization::RawAttachment;
use super::from_str;
use super::{DecodedObject, Raw, nullable};
use crate::model::Object;
use crate::model::mesh::{JwtHeader, JwtRule, PeerAuthentication, RequestAuthentication};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RequestSpec {
    #[serde(flatten)]
    attached: RawAttachment,
    #[serde(deserialize_with = "nullable")]
    jwt_rules: Vec<RawJwt>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawJwt {
    #[serde(deserialize_with = "nullable")]
    issuer: String,
    #[serde(deserialize_with = "nullable")]
    audiences: Vec<String>,
    #[serde(deserialize_with = "nullable", alias = "jwks_uri")]
    jwks_uri: String,
    #[serde(deserialize_with = "nullable")]
    jwks: String,
    #[serde(deserialize_with = "nullable")]
    from_headers: Vec<RawHeader>,
    #[serde(deserialize_with = "nullable")]
    from_params: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    from_cookies: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawHeader {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    prefix: String,
}

/// Decodes a `RequestAuthentication`.
///
/// # Errors
/// If the text is not a valid `RequestAuthentication`.
pub fn request(text: &str) -> DecodedObject {
    let raw: Raw<RequestSpec> = from_str(text)?;
    let header = |raw: RawHeader| JwtHeader { name: raw.name, prefix: raw.prefix };
    let rule = |raw: RawJwt| JwtRule {
        issuer: raw.issuer,
        audiences: raw.audiences,
        jwks_uri: raw.jwks_uri,
        inline_keys: !raw.jwks.is_empty(),
        from_headers: raw.from_headers.into_iter().map(header).collect(),
        from_params: raw.from_params,
        from_cookies: raw.from_cookies,
    };
    Ok(Object::RequestAuthentication(Box::new(RequestAuthentication {
        meta: raw.metadata.into(),
        attached: raw.spec.attached.into(),
        rules: raw.spec.jwt_rules.into_iter().map(rule).collect(),
    })))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PeerSpec {
    #[serde(flatten)]
    attached: RawAttachment,
    #[serde(deserialize_with = "nullable")]
    mtls: Mode,
    #[serde(deserialize_with = "nullable")]
    port_level_mtls: BTreeMap<String, Mode>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Mode {
    mode: Option<String>,
}

/// Decodes a `PeerAuthentication`.
///
/// # Errors
/// If the text is not a valid `PeerAuthentication`.
pub fn peer(text: &str) -> DecodedObject {
    let raw: Raw<PeerSpec> = from_str(text)?;
    let port = |(port, mode): (String, Mode)| Some((port.parse().ok()?, mode.mode?));
    Ok(Object::PeerAuthentication(Box::new(PeerAuthentication {
        meta: raw.metadata.into(),
        attached: raw.spec.attached.into(),
        mode: raw.spec.mtls.mode,
        ports: raw.spec.port_level_mtls.into_iter().filter_map(port).collect(),
    })))
}
