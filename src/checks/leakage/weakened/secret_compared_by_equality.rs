//! A Secret or a signature is compared in a time that depends on it.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "secret-compared-by-equality",
    family: Leakage,
    severity: Low,
    title: "A Secret is compared byte by byte",
    why: "The time of the comparison shows how many characters are right, so that a patient caller finds them one by one.",
    page: include_str!("secret_compared_by_equality.md"),
    reads: code::READS,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::SecretCompared], says)
}

fn says(flow: &Flow) -> String {
    format!("{} is compared with caller input in varying time", flow.sink.name)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    const COSTS: &str = "The pods are replaced. The result of the comparison is the same for texts.";
    code::rewrite(scope, finding, CodeRule::SecretCompared, "Compare in constant time", Risk::Restarts, COSTS)
}
