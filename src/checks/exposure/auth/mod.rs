//! Who may call: routes without authentication, with weaker authentication elsewhere, or with an external authorizer.

mod authorizer;
pub mod cors_any_origin_in_code;
pub mod external_authorizer_fails_open;
pub mod external_authorizer_only;
pub mod identity_from_header;
pub mod jwt_not_verified;
pub mod mixed_authentication;
pub(super) mod open;
pub(super) mod sibling_routes;
pub mod unauthenticated_route;
pub mod unauthenticated_write_route;
pub mod unguarded_change;
pub mod weakest_route_wins;
pub mod wildcard_host_shadows_token;
