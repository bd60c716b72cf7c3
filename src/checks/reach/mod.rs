//! Fact 4: nothing limits who calls a Function inside the cluster, nor what a Function calls.

pub mod event_delivery_denied;
pub mod events_open_to_anyone;
pub mod exposed_without_sidecar;
pub mod ineffective_network_policy;
pub mod ingress_gateway_cut_off;
mod isolation;
pub mod no_egress_restriction;
pub mod no_ingress_restriction;
pub mod overbroad_allow_policy;
