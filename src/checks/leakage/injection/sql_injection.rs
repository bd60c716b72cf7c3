//! What a caller sends becomes a part of an SQL statement.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "sql-injection",
    family: Leakage,
    severity: High,
    title: "Caller input is part of an SQL statement",
    why: "A caller who controls a part of a statement reads and changes every table that the Function's database user may use.",
    page: include_str!("sql_injection.md"),
    reads: code::READS,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::SqlInjection], code::reaches)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    const COSTS: &str = "The pods are replaced. The statement gets the same values; a value that was a part of the statement, such as the name of a column, no longer works.";
    code::rewrite(
        scope,
        finding,
        CodeRule::SqlInjection,
        "Pass the values as parameters",
        Risk::Restarts,
        COSTS,
    )
}
