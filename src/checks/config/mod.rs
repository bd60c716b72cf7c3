//! The configuration: which checks count, how much, with which parameters, and which risks are accepted.
//! The text of a YAML file flows in; a policy and parameters, or faults with their lines, flow out.

mod add;
mod read;
mod suggest;
#[cfg(test)]
mod tests;

use super::Policy;
use crate::model::parameters::Parameters;
use std::fmt;

pub use add::{Wish, add};
pub use suggest::suggest;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    pub policy: Policy,
    pub parameters: Parameters,
    /// Whether the file says anything about annotations; where objects come from decides otherwise.
    pub by_annotation: Option<bool>,
}

/// What is wrong with a configuration, and where.
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

/// Reads a whole file, or says everything that is wrong with it.
pub fn read(file: &str, text: &str) -> Result<Config, Vec<Fault>> {
    read::read(file, text)
}
