//! What a caller sends becomes a part of a shell command.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::Rule;

pub static CHECK: Check = Check {
    id: "command-injection",
    family: Leakage,
    severity: High,
    title: "Caller input reaches a shell command",
    why: "A caller who controls a part of a shell command runs any program in the pod, with its Secrets, its token and its network.",
    page: include_str!("command_injection.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[Rule::CommandInjection], code::reaches)
}
