//! A Secret has a constant value when the configuration does not set it.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "secret-with-fallback",
    family: Leakage,
    severity: Medium,
    title: "A Secret has a constant as its fallback",
    why: "If the variable is missing after a change, the Function keeps running with a key that anyone who reads the code knows.",
    page: include_str!("secret_with_fallback.md"),
    reads: code::PLAIN,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::places(&CHECK, scope, &[CodeRule::SecretFallback], says)
}

fn says(flow: &Flow) -> String {
    format!("{} has a constant value if it is not set", flow.sink.name)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    const COSTS: &str = "The pods are replaced. Where the variable is missing, the code fails or has no value instead of a constant: set it first.";
    code::rewrite(
        scope,
        finding,
        CodeRule::SecretFallback,
        "Remove the default of the Secret",
        Risk::MayBreak,
        COSTS,
    )
}
