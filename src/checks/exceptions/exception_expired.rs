//! An accepted risk whose time is over: it hides nothing any more, and somebody said that it would be looked at by then.

use super::Idle;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "exception-expired",
    family: Exposure,
    severity: Low,
    title: "An accepted risk ran out",
    why: "Whoever took the risk took it until a day that is over: its findings count again, and nobody decided anew.",
    page: include_str!("exception_expired.md"),
    reads: &[],
    find: |_| Vec::new(),
    fixes: no_fix,
};

pub(super) fn tell(idle: &Idle) -> Option<Finding> {
    let day = idle.expired?;
    let after = match idle.counting {
        0 => "and nothing that it covered is found any more".to_owned(),
        1 => "and its finding counts again".to_owned(),
        many => format!("and its {many} findings count again"),
    };
    let message = format!("The exception of {} for {} ran out on {day}, {after}", idle.target, idle.check);
    Some(super::finding(&CHECK, idle).says(message))
}
