//! An exception that covers no finding: what it was about is gone, or it never named it.

use super::Idle;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "exception-unmatched",
    family: Exposure,
    severity: Info,
    title: "An exception accepts nothing",
    why: "An exception that nothing matches waits for a finding that somebody makes later, and would hide it from everybody.",
    page: include_str!("exception_unmatched.md"),
    reads: &[],
    find: |_| Vec::new(),
    fixes: no_fix,
};

pub(super) fn tell(idle: &Idle) -> Option<Finding> {
    if idle.expired.is_some() {
        return None;
    }
    let message = format!("The exception of {} for {} matches no finding", idle.target, idle.check);
    Some(super::finding(&CHECK, idle).says(message))
}
