//! A Secret has a constant value when the configuration does not set it.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{Flow, Rule};

pub static CHECK: Check = Check {
    id: "secret-with-fallback",
    family: Leakage,
    severity: Medium,
    title: "A Secret has a constant as its fallback",
    why: "If the variable is missing after a change, the Function keeps running with a key that anyone who reads the code knows.",
    page: include_str!("secret_with_fallback.md"),
    reads: code::PLAIN,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::places(&CHECK, scope, &[Rule::SecretFallback], says)
}

fn says(flow: &Flow) -> String {
    format!("{} has a constant value if it is not set", flow.sink.name)
}
