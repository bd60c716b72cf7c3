//! Checks of the configuration file itself. A check never sees the configuration, so `verdicts::exceptions`
//! reports these findings after all other checks have run.

use super::Finding;
use crate::model::Scope;

pub mod exception_expired;
pub mod exception_unmatched;

/// Finds nothing in a scope: the findings are about the configuration.
fn from_the_configuration(_: &Scope<'_>) -> Vec<Finding> {
    Vec::new()
}
