//! A header that the caller sets decides who the caller is.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "identity-from-header",
    family: Exposure,
    severity: High,
    title: "A header of the caller decides who it is",
    why: "Any client can send the header, unless something before the Function removes it.",
    page: include_str!("identity_from_header.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::IdentityFromHeader], says)
}

fn says(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("A header", code::named);
    format!("{source} from the caller decides what the caller may do")
}
