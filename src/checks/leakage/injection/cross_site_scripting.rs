//! What a caller sends is returned inside HTML.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "cross-site-scripting",
    family: Leakage,
    severity: Medium,
    title: "HTML is returned with caller input in it",
    why: "A link with a script in it runs in the browser of whoever opens it, with the session of that user.",
    page: include_str!("cross_site_scripting.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::CrossSiteScripting], says)
}

fn says(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("Input", code::named);
    format!("{source} from the caller is returned in HTML without being escaped")
}
