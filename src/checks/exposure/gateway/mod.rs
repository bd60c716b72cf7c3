//! What the gateway allows in front of a Function: hosts, browsers, limits, and routes without an APIRule.

pub mod cors_any_origin_with_credentials;
pub mod exposed_outside_apirule;
pub mod large_requests_allowed;
pub mod no_rate_limit;
pub mod no_resource_limits;
pub mod weak_gateway;
