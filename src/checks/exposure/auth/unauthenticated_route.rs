//! Any client may call this Function to read.

use super::super::routes::derived;
use super::{open, sibling_routes};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "unauthenticated-route",
    family: Exposure,
    severity: High,
    title: "Read route requires no authentication",
    why: "An open route runs your code for anyone on the internet, and callers cannot be identified.",
    page: include_str!("unauthenticated_route.md"),
    reads: derived::OPEN,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // weakest-route-wins or wildcard-host-shadows-token reports routes that bypass another APIRule.
    let rivals = sibling_routes::find(scope, |_| true);
    let told =
        |open: &open::OpenRoute<'_>| rivals.iter().any(|pair| std::ptr::eq(pair.open.route, open.route));
    let open = open::judged(scope, |open| !open.writes()).into_iter();
    let open = open.filter(|open| !told(open));
    let said = |open: &open::OpenRoute<'_>| {
        format!("{} accepts {} from anyone: no token is required", open.place(), open.calls())
    };
    open.map(|open| open.finding(&CHECK, said(&open))).collect()
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let fix = open::editable(scope, finding).map(|open| open::ask_for_token(scope, &open));
    fix.or_else(|| open::migrate(scope, finding)).into_iter().collect()
}
