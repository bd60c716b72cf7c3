//! Which tokens and which peers the mesh accepts.

use super::Attachment;
use crate::model::Meta;
use std::collections::BTreeMap;

/// Which issuers' tokens are verified on which pods; a request without a token passes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestAuthentication {
    pub meta: Meta,
    pub attached: Attachment,
    pub rules: Vec<JwtRule>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JwtRule {
    pub issuer: String,
    pub audiences: Vec<String>,
    pub jwks_uri: String,
    /// The keys are in the object itself.
    pub inline_keys: bool,
    /// If all three lists are empty, the default places apply: the `Authorization` header and
    /// `access_token`.
    pub from_headers: Vec<JwtHeader>,
    pub from_params: Vec<String>,
    pub from_cookies: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JwtHeader {
    pub name: String,
    pub prefix: String,
}

/// Whether callers must present a mesh certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeerAuthentication {
    pub meta: Meta,
    pub attached: Attachment,
    /// `STRICT`, `PERMISSIVE`, `DISABLE`, `UNSET`; absent inherits.
    pub mode: Option<String>,
    pub ports: BTreeMap<u16, String>,
}
