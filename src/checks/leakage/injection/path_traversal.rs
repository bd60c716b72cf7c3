//! What a caller sends becomes the path of a file.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "path-traversal",
    family: Leakage,
    severity: Medium,
    title: "Caller input chooses a file",
    why: "A caller who chooses the path reads mounted Secrets and the token of the ServiceAccount, or overwrites code.",
    page: include_str!("path_traversal.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::PathTraversal], code::reaches)
}
