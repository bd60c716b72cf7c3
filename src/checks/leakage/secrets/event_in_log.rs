//! The whole event, or all headers, are written to the log.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::{CodeRule, Flow};

pub static CHECK: Check = Check {
    id: "event-in-log",
    family: Leakage,
    severity: Low,
    title: "The whole event is written to the log",
    why: "The event contains the headers of the request, and with them the caller's token and cookies.",
    page: include_str!("event_in_log.md"),
    reads: code::PLAIN,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::places(&CHECK, scope, &[CodeRule::EventLogged], says)
}

fn says(flow: &Flow) -> String {
    format!("{} logs the whole event, with the credentials of the caller", flow.sink.name)
}
