//! Answers that span namespaces, kept up to date change by change.

mod exposure;
mod tokens;
#[cfg(test)]
mod tokens_tests;
pub(in crate::model) mod ways;

pub use exposure::{Exposure, Route};
pub use tokens::{Group, Service, Tokens, jwt};
pub use ways::{Way, Ways};
