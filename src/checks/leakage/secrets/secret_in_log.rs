//! A Secret, all variables or a credential of the caller is written to the log.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "secret-in-log",
    family: Leakage,
    severity: Medium,
    title: "A Secret is written to the log",
    why: "Logs are read by more people than Secrets, are sent to other systems, and are kept for months.",
    page: include_str!("secret_in_log.md"),
    reads: code::PLAIN,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::places(&CHECK, scope, &[CodeRule::SecretLogged], says)
}

fn says(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("A secret", code::named);
    format!("{source} is written to the log by {}", flow.sink.name)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    const COSTS: &str = "The pods are replaced. The logs that exist still contain it: rotate it.";
    code::rewrite(
        scope,
        finding,
        CodeRule::SecretLogged,
        "Remove the Secret from the log",
        Risk::Restarts,
        COSTS,
    )
}
