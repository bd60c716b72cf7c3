//! A password is hashed with MD5 or SHA-1.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "weak-hash-for-password",
    family: Leakage,
    severity: Medium,
    title: "Passwords are hashed with a fast hash",
    why: "Billions of guesses in a second recover most passwords from such hashes.",
    page: include_str!("weak_hash_for_password.md"),
    reads: code::PLAIN,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::places(&CHECK, scope, &[CodeRule::WeakPasswordHash], says)
}

fn says(flow: &Flow) -> String {
    format!("A password is hashed by {} with a fast hash", flow.sink.name)
}
