//! Anyone may write through this route.

use super::derived;
use super::open::{self, Open};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "unauthenticated-write-route",
    family: Exposure,
    severity: Critical,
    title: "Anyone may call this Function to write",
    why: "An open route that takes data lets the whole internet change what the Function changes.",
    page: include_str!("unauthenticated_write_route.md"),
    reads: derived::OPEN,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let open = open::judged(scope, Open::writes).into_iter();
    open.map(|open| open.finding(&CHECK, message(&open))).collect()
}

fn message(open: &Open<'_>) -> String {
    format!("{} answers {} from anybody: no token is asked for", open.place(), open.calls())
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(open) = open::editable(scope, finding) else {
        return Vec::new();
    };
    let mut fixes = vec![open::ask_for_token(scope, &open)];
    if open.reads() {
        fixes.push(open::narrow(&open));
    }
    fixes
}
