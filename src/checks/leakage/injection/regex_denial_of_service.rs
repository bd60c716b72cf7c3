//! A caller writes a regular expression, or sends a text on which one does not end.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "regex-denial-of-service",
    family: Leakage,
    severity: Medium,
    title: "Caller input can stall a pattern",
    why: "One request that keeps the only thread busy stops the Function for everyone else.",
    page: include_str!("regex_denial_of_service.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::PatternFromInput, CodeRule::SlowPattern], says)
}

fn says(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("Text", code::named);
    match flow.rule {
        CodeRule::PatternFromInput => {
            format!("{source} from the caller is used as a pattern by {}", flow.sink.name)
        }
        _ => format!("{source} from the caller is matched by a pattern that may not end"),
    }
}
