//! What a caller sends becomes a query object, with operators if the caller wants.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "nosql-injection",
    family: Leakage,
    severity: Medium,
    title: "Caller input is an operator of a query",
    why: "A caller who sends an object such as {\"$ne\": null} instead of a text matches every document, passwords included.",
    page: include_str!("nosql_injection.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::NoSqlInjection], code::reaches)
}
