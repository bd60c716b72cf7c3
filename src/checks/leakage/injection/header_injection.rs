//! What a caller sends becomes the name of a header, or a header with line breaks.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "header-injection",
    family: Leakage,
    severity: Low,
    title: "Caller input is part of a header",
    why: "A caller who adds headers to an answer or to a mail sets cookies, redirects clients, or adds recipients.",
    page: include_str!("header_injection.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::HeaderInjection], says)
}

fn says(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("Input", code::named);
    format!("{source} from the caller becomes a part of headers")
}
