//! Fact 4: nothing limits who calls a Function inside the cluster, nor what a Function calls.

pub mod exposed_without_sidecar;
mod injection;
mod isolation;
pub mod labels_join_foreign_service;
pub mod mtls_relaxed;
pub mod no_egress_restriction;
pub mod no_ingress_restriction;
pub mod service_taken_over;
pub mod sidecar_bypassed;
pub mod sidecar_injection_misplaced;
pub mod sidecar_injection_mistyped;
pub mod subscription_too_wide;
