//! What a caller sends becomes a key through which the prototype of all objects is reached.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "prototype-pollution",
    family: Leakage,
    severity: Medium,
    title: "Caller input can change all objects",
    why: "A caller who sends the key __proto__ sets a property of every object of the process, for all later calls.",
    page: include_str!("prototype_pollution.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::PrototypePollution], says)
}

fn says(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("Input", code::named);
    format!("{source} from the caller is a key that can reach the prototype of objects")
}
