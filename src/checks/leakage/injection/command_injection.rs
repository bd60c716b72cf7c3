//! What a caller sends becomes a part of a shell command.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "command-injection",
    family: Leakage,
    severity: High,
    title: "Caller input reaches a shell command",
    why: "A caller who controls a part of a shell command runs any program in the pod, with its Secrets, its token and its network.",
    page: include_str!("command_injection.md"),
    reads: code::READS,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::CommandInjection], code::reaches)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    const COSTS: &str = "The pods are replaced. A value with spaces is one argument from then on, and variables and wildcards of the shell are not expanded.";
    code::rewrite(
        scope,
        finding,
        CodeRule::CommandInjection,
        "Start the program without a shell",
        Risk::MayBreak,
        COSTS,
    )
}
