//! What a caller sends is deserialised by a format that creates objects.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "unsafe-deserialization",
    family: Leakage,
    severity: High,
    title: "Caller input is deserialised as objects",
    why: "Formats such as pickle and YAML with tags call constructors: a caller who writes the text runs code in the pod.",
    page: include_str!("unsafe_deserialization.md"),
    reads: code::READS,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::UnsafeDeserialization], code::reaches)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    const COSTS: &str = "The pods are replaced. YAML with tags that create objects is refused.";
    code::rewrite(
        scope,
        finding,
        CodeRule::UnsafeDeserialization,
        "Load plain data only",
        Risk::MayBreak,
        COSTS,
    )
}
