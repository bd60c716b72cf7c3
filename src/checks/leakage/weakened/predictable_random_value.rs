//! A token, password or code is generated with a predictable generator.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "predictable-random-value",
    family: Leakage,
    severity: Medium,
    title: "A secret value is predictable",
    why: "Some values of the generator are enough to compute all others, so that an attacker knows the next token.",
    page: include_str!("predictable_random_value.md"),
    reads: code::PLAIN,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::places(&CHECK, scope, &[CodeRule::PredictableRandom], says)
}

fn says(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("a predictable generator", code::named);
    format!("{} is generated with {source}, which is predictable", flow.sink.name)
}
