//! What a caller sends is joined into a line of the log.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "log-injection",
    family: Leakage,
    severity: Low,
    title: "Caller input is written to the log as it is",
    why: "A caller who sends line breaks writes lines of the log that look like the Function's own, and hides an attack in them.",
    page: include_str!("log_injection.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::LogInjection], code::reaches)
}
