//! What a caller sends is evaluated as code of the Function.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "code-injection",
    family: Leakage,
    severity: High,
    title: "Caller input is run as code",
    why: "Evaluated text has everything the Function has: its variables, its Secrets and its network.",
    page: include_str!("code_injection.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::CodeInjection], code::reaches)
}
