//! Fact 4: nothing limits who calls a Function inside the cluster, nor what a Function calls.

pub mod exposed_without_sidecar;
mod isolation;
pub mod no_egress_restriction;
pub mod no_ingress_restriction;
