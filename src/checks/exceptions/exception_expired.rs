//! An accepted risk whose last day has passed: it accepts nothing any more, and a new decision is due.

use super::Idle;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "exception-expired",
    family: Exposure,
    severity: Low,
    title: "An accepted risk has expired",
    why: "The risk was accepted until a day that has passed: its findings count again, and a new decision is due.",
    page: include_str!("exception_expired.md"),
    reads: &[],
    find: |_| Vec::new(),
    fixes: no_fix,
};

pub(super) fn tell(idle: &Idle) -> Option<Finding> {
    let day = idle.expired?;
    let after = match idle.counting {
        0 => "and it covers no findings any more".to_owned(),
        1 => "and its finding counts again".to_owned(),
        many => format!("and its {many} findings count again"),
    };
    let message = format!("The exception of {} for {} expired on {day}, {after}", idle.target, idle.check);
    Some(super::finding(&CHECK, idle).says(message))
}
