//! What a caller sends becomes the target of a redirect.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "open-redirect",
    family: Leakage,
    severity: Low,
    title: "Caller input chooses a redirect",
    why: "A link to your host that leads to another one makes phishing believable, and passes tokens in the address on.",
    page: include_str!("open_redirect.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::OpenRedirect], says)
}

fn says(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("Input", code::named);
    format!("{source} from the caller decides where the answer redirects to")
}
