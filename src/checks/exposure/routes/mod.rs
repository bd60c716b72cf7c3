//! Routes of one APIRule or Function that contradict each other, or that expose more than the Function needs.

pub mod cross_namespace_exposure;
pub(super) mod derived;
pub(super) mod divide;
pub mod exposed_without_replicas;
pub mod metrics_exposed;
pub(super) mod order;
pub(super) mod paths;
pub mod risky_methods;
pub mod route_shadowed_by_exclusion;
pub mod rule_order_bypass;
