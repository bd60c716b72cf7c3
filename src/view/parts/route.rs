//! The authentication of a route, in a few words.

use crate::model::apirule::{Access, ApiRule};
use crate::view::theme::Role;

#[must_use]
pub fn asks(access: &Access) -> (&'static str, Role) {
    let role = match access {
        Access::Open(_) => Role::Warning,
        Access::Jwt(jwt) if jwt.accepts_any() => Role::Warning,
        Access::Jwt(_) => Role::Ok,
        Access::External { .. } => Role::Text,
        Access::Other(_) | Access::Nothing => Role::Unknown,
    };
    (access.admits(), role)
}

/// Returns whom the weakest rule of an APIRule admits.
#[must_use]
pub fn weakest(rule: &ApiRule) -> (&'static str, Role) {
    let weakest = rule.rules.iter().map(|route| &route.access).min_by_key(|access| access.strength());
    weakest.map_or(("unclear", Role::Unknown), asks)
}
