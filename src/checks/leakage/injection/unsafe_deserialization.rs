//! What a caller sends is deserialised by a format that creates objects.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::Rule;

pub static CHECK: Check = Check {
    id: "unsafe-deserialization",
    family: Leakage,
    severity: High,
    title: "Caller input is deserialised as objects",
    why: "Formats such as pickle and YAML with tags call constructors: a caller who writes the text runs code in the pod.",
    page: include_str!("unsafe_deserialization.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[Rule::UnsafeDeserialization], code::reaches)
}
