//! All variables are sent to another host, or a Secret is sent in plaintext or to a host the caller chooses.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "secret-sent-away",
    family: Leakage,
    severity: High,
    title: "A Secret is sent to another host",
    why: "Whoever runs the other host, or listens on the way to it, has the Secret.",
    page: include_str!("secret_sent_away.md"),
    reads: code::PLAIN,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::places(&CHECK, scope, &[CodeRule::SecretSent], says)
}

fn says(flow: &Flow) -> String {
    let source = flow.source.as_ref().map_or("A secret", code::named);
    format!("{source} is sent to another host by {}", flow.sink.name)
}
