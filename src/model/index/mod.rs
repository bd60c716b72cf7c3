//! Answers that span namespaces, kept up to date change by change.

mod bearers;
mod exposure;
mod hosts;
mod tokens;
#[cfg(test)]
mod tokens_tests;
pub(in crate::model) mod ways;

pub use bearers::{Bearers, Labelled, Lazy, Selectors};
pub use exposure::{Exposure, Route};
pub(in crate::model) use hosts::Held;
pub use hosts::{Claimant, Hosts};
pub use tokens::{Group, Service, Tokens, jwt};
pub use ways::{Way, Ways};
