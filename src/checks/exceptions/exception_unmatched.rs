//! An exception that covers no finding: its finding is gone, or it never named one.

use super::from_the_configuration;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "exception-unmatched",
    family: Exposure,
    severity: Info,
    title: "An exception matches no finding",
    why: "An exception without a match would silently accept a finding that appears later.",
    page: include_str!("exception_unmatched.md"),
    reads: &[],
    find: from_the_configuration,
    fixes: no_fix,
};
