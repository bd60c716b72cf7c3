//! The code allows any origin to call with the credentials of its user.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "cors-any-origin-in-code",
    family: Exposure,
    severity: Medium,
    title: "Code allows any origin with credentials",
    why: "Every page that a logged-in user opens can call the Function in the name of that user, and read the answer.",
    page: include_str!("cors_any_origin_in_code.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::CorsAnyOrigin], says)
}

fn says(flow: &Flow) -> String {
    match flow.source {
        Some(_) => "The code allows whichever origin calls, with credentials".to_owned(),
        None => "The code allows any origin, with credentials".to_owned(),
    }
}
