//! Data is encrypted with a broken cipher, or a mode that shows equal blocks.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "weak-cipher",
    family: Leakage,
    severity: Medium,
    title: "A broken cipher is used",
    why: "What it encrypts can be read or changed without the key.",
    page: include_str!("weak_cipher.md"),
    reads: code::PLAIN,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::places(&CHECK, scope, &[CodeRule::WeakCipher], says)
}

fn says(flow: &Flow) -> String {
    format!("{} uses a broken cipher or mode", flow.sink.name)
}
