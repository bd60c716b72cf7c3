//! Fact 4: nothing limits who calls a Function inside the cluster, nor what a Function calls.

pub mod blocked_call;
mod called;
pub(super) mod callees;
pub mod event_delivery_denied;
pub mod events_open_to_anyone;
pub mod exposed_without_sidecar;
pub mod ineffective_network_policy;
pub mod ingress_gateway_cut_off;
mod injection;
mod isolation;
pub mod labels_join_foreign_service;
mod meshed;
pub mod mtls_relaxed;
pub mod no_egress_restriction;
pub mod no_ingress_restriction;
mod open;
pub mod overbroad_allow_policy;
mod passage;
pub mod plaintext_http_to_public_host;
pub mod server_side_request_forgery;
pub mod service_taken_over;
pub mod sidecar_bypassed;
pub mod sidecar_injection_misplaced;
pub mod sidecar_injection_mistyped;
pub mod subscription_too_wide;
