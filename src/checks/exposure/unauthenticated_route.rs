//! Anybody may call this Function to read.

use super::{derived, open, rivals};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "unauthenticated-route",
    family: Exposure,
    severity: High,
    title: "Anybody may call this Function",
    why: "An open route runs your code for the whole internet, and nobody knows who called.",
    page: include_str!("unauthenticated_route.md"),
    reads: derived::OPEN,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // Of a route past what another APIRule guards, weakest-route-wins or wildcard-host-shadows-token tells.
    let rivals = rivals::find(scope, |_| true);
    let told = |open: &open::Open<'_>| rivals.iter().any(|pair| std::ptr::eq(pair.open.route, open.route));
    let open = open::judged(scope, |open| !open.writes()).into_iter();
    let open = open.filter(|open| !told(open));
    let said = |open: &open::Open<'_>| {
        format!("{} answers {} from anybody: no token is asked for", open.place(), open.calls())
    };
    open.map(|open| open.finding(&CHECK, said(&open))).collect()
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    open::editable(scope, finding).map(|open| open::ask_for_token(scope, &open)).into_iter().collect()
}
