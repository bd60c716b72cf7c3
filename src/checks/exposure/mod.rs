//! Beyond the seven facts: what the outside world can reach.

pub mod apirule_not_ready;
pub mod cors_any_origin_with_credentials;
pub mod cross_namespace_exposure;
mod derived;
pub mod exposed_outside_apirule;
pub mod exposed_without_replicas;
pub mod external_authorizer_fails_open;
pub mod external_authorizer_only;
pub mod generated_policies_drifted;
pub mod hidden_legacy_rules;
pub mod large_requests_allowed;
pub mod metrics_exposed;
pub mod mixed_authentication;
pub mod no_rate_limit;
pub mod no_resource_limits;
mod open;
mod paths;
pub mod risky_methods;
mod rivals;
pub mod route_shadowed_by_exclusion;
pub mod rule_order_bypass;
pub mod unauthenticated_route;
pub mod unauthenticated_write_route;
pub mod unreconciled_apirule;
pub mod weak_gateway;
pub mod weakest_route_wins;
pub mod wildcard_host_shadows_token;
