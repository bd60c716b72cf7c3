//! How the `RequestAuthentications` of a pod treat the token of a request.

use super::index::Mesh;
use super::request::{Request, Token, TokenPlace, Workload};
use crate::model::mesh::{JwtRule, RequestAuthentication};
use std::sync::Arc;

/// The result for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenResult {
    /// There is none, or no rule reads its place: the request continues without an identity.
    Nothing,
    Verified(Arc<RequestAuthentication>),
    /// Denied at once, regardless of the policies.
    Refused(Vec<Arc<RequestAuthentication>>, String),
}

pub fn judge_token(mesh: &Mesh, pod: &Workload, request: &Request) -> TokenResult {
    let Some(token) = &request.token else { return TokenResult::Nothing };
    let mut looking = Vec::new();
    let mut wrong_audience = false;
    for object in mesh.requests(pod) {
        for rule in object.rules.iter().filter(|rule| looks_at(rule, &token.carried)) {
            if rule.issuer == token.issuer() {
                if has_audience(rule, token) {
                    return TokenResult::Verified(Arc::clone(object));
                }
                wrong_audience = true;
            }
            looking.push(Arc::clone(object));
        }
    }
    if looking.is_empty() {
        return TokenResult::Nothing;
    }
    looking.dedup_by(|one, other| Arc::ptr_eq(one, other));
    let why = if wrong_audience {
        "the token has none of the audiences that its issuer's rule requires"
    } else {
        "no rule of the pod names the token's issuer"
    };
    TokenResult::Refused(looking, format!("{why}: refused, even where no token is required"))
}

/// Where the pod's first rule for an issuer reads its tokens.
pub fn place(mesh: &Mesh, pod: &Workload, issuer: &str) -> TokenPlace {
    let rule = mesh.requests(pod).flat_map(|object| &object.rules).find(|rule| rule.issuer == issuer);
    let Some(rule) = rule else { return TokenPlace::Usual };
    if looks_at(rule, &TokenPlace::Usual) {
        return TokenPlace::Usual;
    }
    let header = rule.from_headers.first().map(|from_header| TokenPlace::Header(from_header.name.clone()));
    let param = || rule.from_params.first().map(|from_param| TokenPlace::Param(from_param.clone()));
    header.or_else(param).unwrap_or_default()
}

/// A rule without places of its own reads the two default ones.
fn looks_at(rule: &JwtRule, carried: &TokenPlace) -> bool {
    let usual = rule.from_headers.is_empty() && rule.from_params.is_empty() && rule.from_cookies.is_empty();
    match carried {
        TokenPlace::Usual if usual => true,
        TokenPlace::Usual => rule.from_headers.iter().any(|one| {
            one.name.eq_ignore_ascii_case("authorization") && matches!(one.prefix.trim(), "" | "Bearer")
        }),
        TokenPlace::Header(name) => {
            rule.from_headers.iter().any(|from_header| from_header.name.eq_ignore_ascii_case(name))
        }
        TokenPlace::Param(name) => rule.from_params.contains(name) || (usual && name == "access_token"),
    }
}

fn has_audience(rule: &JwtRule, token: &Token) -> bool {
    let held = token.values(&["aud"]);
    rule.audiences.is_empty() || rule.audiences.iter().any(|audience| held.contains(&audience.as_str()))
}
