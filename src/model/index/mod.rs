//! Indexes across namespaces, updated with each change.

pub(in crate::model) mod calls;
mod exposure;
mod hosts;
mod label_index;
mod tokens;
#[cfg(test)]
mod tokens_tests;
pub(in crate::model) mod ways;

pub use calls::{Calls, service_of, within_cluster};
pub use exposure::{ExposedRoute, Exposure};
pub(in crate::model) use hosts::HostClaims;
pub use hosts::{Claimant, Hosts};
pub use label_index::{LabelIndex, Labelled, Lazy, SelectorIndex};
pub use tokens::{AcceptanceGroup, ServiceName, Tokens, jwt};
pub use ways::{ServiceRoute, ServiceRoutes};
