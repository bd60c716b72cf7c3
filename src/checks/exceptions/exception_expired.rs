//! An accepted risk whose last day has passed: it accepts nothing any more, and a new decision is due.

use super::from_the_configuration;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "exception-expired",
    family: Exposure,
    severity: Low,
    title: "An accepted risk has expired",
    why: "The risk was accepted until a day that has passed: its findings count again, and a new decision is due.",
    page: include_str!("exception_expired.md"),
    reads: &[],
    find: from_the_configuration,
    fixes: no_fix,
};
