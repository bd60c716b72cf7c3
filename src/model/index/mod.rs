//! Answers that span namespaces, kept up to date change by change.

mod exposure;
mod tokens;
pub(in crate::model) mod ways;

pub use exposure::{Exposure, Route};
pub use tokens::{Holder, Tokens, jwt};
pub use ways::{Way, Ways};
