//! The stack trace of an error is returned to the caller.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "stack-trace-in-response",
    family: Leakage,
    severity: Low,
    title: "A stack trace is returned to the caller",
    why: "It names files, versions and internal hosts, which shows an attacker what to try next.",
    page: include_str!("stack_trace_in_response.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::StackReturned], says)
}

fn says(_: &Flow) -> String {
    "The stack trace of an error is returned to the caller".to_owned()
}
