//! Beyond the seven facts: what the outside world can reach.

pub mod apirule_not_ready;
pub mod cors_any_origin_with_credentials;
pub mod cross_namespace_exposure;
pub mod external_authorizer_fails_open;
pub mod external_authorizer_only;
pub mod hidden_legacy_rules;
pub mod metrics_exposed;
mod open;
mod paths;
pub mod risky_methods;
pub mod unauthenticated_route;
pub mod unauthenticated_write_route;
pub mod unreconciled_apirule;
