//! A key or an initialization vector is a constant of the code.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "static-key",
    family: Leakage,
    severity: Medium,
    title: "A cryptographic key is constant",
    why: "Anyone who may read the Function can decrypt the data, or sign tokens that it accepts.",
    page: include_str!("static_key.md"),
    reads: code::PLAIN,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::places(&CHECK, scope, &[CodeRule::StaticKey], says)
}

fn says(flow: &Flow) -> String {
    format!("{} gets a constant as its key or initialization vector", flow.sink.name)
}
