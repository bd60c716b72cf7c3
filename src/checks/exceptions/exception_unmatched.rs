//! An exception that covers no finding: its finding is gone, or it never named one.

use super::Idle;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "exception-unmatched",
    family: Exposure,
    severity: Info,
    title: "An exception matches no finding",
    why: "An exception without a match would silently accept a finding that appears later.",
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
