//! The authentication of a route, in a few words.

use crate::model::apirule::Access;
use crate::view::theme::Role;

#[must_use]
pub fn asks(access: &Access) -> (&'static str, Role) {
    match access {
        Access::Open(_) => ("open to anyone", Role::Warning),
        Access::Jwt(jwt) if jwt.accepts_any() => ("any token of the issuer", Role::Warning),
        Access::Jwt(_) => ("token", Role::Ok),
        Access::External { .. } => ("external authorizer", Role::Text),
        Access::Other(_) | Access::Nothing => ("unclear", Role::Unknown),
    }
}
