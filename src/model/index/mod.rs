//! Answers that span namespaces, kept up to date change by change.

mod exposure;
mod tokens;

pub use exposure::{Exposure, Route};
pub use tokens::{Holder, Tokens, jwt};
