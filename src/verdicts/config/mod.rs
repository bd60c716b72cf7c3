//! The configuration: which checks are enabled, their severities and parameters, and accepted risks.
//! The text of a YAML file flows in; a policy and parameters, or faults with their lines, flow out.

mod add;
pub mod fields;
mod read;
pub mod schema;
#[cfg(test)]
mod tests;

use super::Policy;
use super::expect::PlacedExpectation;
use crate::model::parameters::Parameters;
use std::fmt;

pub use super::suggest::suggest;
pub use add::{NewException, add};

/// The key of the settings of the explorer, which `app/config` reads; only the user's own file may contain it.
pub const EXPLORER: &str = "explorer";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    pub policy: Policy,
    pub parameters: Parameters,
    /// Whether the file sets the key for annotations; otherwise the source of the objects decides.
    pub by_annotation: Option<bool>,
    /// What must hold, for `fnsec test`.
    pub expect: Vec<PlacedExpectation>,
}

/// An error in a configuration, and its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub file: String,
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Reads a whole file, or returns all of its errors.
///
/// # Errors
/// Every error in the file, with its line.
pub fn read(file: &str, text: &str) -> Result<Config, Vec<Fault>> {
    read::read(file, text)
}
