//! A Secret or all variables are returned to the caller.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "secret-in-response",
    family: Leakage,
    severity: High,
    title: "A Secret is returned to the caller",
    why: "Whoever may call the Function has the Secret, and everything that it grants access to.",
    page: include_str!("secret_in_response.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::SecretReturned], says)
}

fn says(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("A secret", code::named);
    format!("{source} is returned to the caller")
}
