//! Every runtime answers `/metrics` at the port of the Function, and an open route hands it out.

use super::{open, paths};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "metrics-exposed",
    family: Exposure,
    severity: Medium,
    title: "The runtime's metrics are open to everybody",
    why: "They tell the Function's name, how often it is called, how long it takes and how often it fails: what an attacker likes to know before and during an attempt.",
    page: include_str!("metrics_exposed.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

const METRICS: &str = "/metrics";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // Of a route for every path unauthenticated-write-route tells, the metrics included.
    let open = open::routes(scope).into_iter().filter(|open| !open.is_wide() && open.reads());
    let open = open.filter(|open| covers(open.rule, open.route));
    let free = open.filter(|open| !guarded_before(open));
    free.map(|open| open.finding(&CHECK, message(&open))).collect()
}

fn message(open: &open::Open<'_>) -> String {
    let host = if open.rule.host.is_empty() { "the host" } else { &open.rule.host };
    format!("{host}{METRICS} tells anybody how the Function behind it is doing")
}

fn covers(rule: &ApiRule, route: &RouteRule) -> bool {
    paths::template(rule, route).is_some_and(|path| paths::meet(&path, METRICS))
}

/// An earlier route that asks for something takes its paths away from the later ones.
fn guarded_before(open: &open::Open<'_>) -> bool {
    let earlier = open.rule.rules.iter().take_while(|route| !std::ptr::eq(*route, open.route));
    let guards = |route: &RouteRule| match &route.access {
        Access::Jwt(_) | Access::External { .. } | Access::Other(_) => true,
        Access::Open(_) | Access::Nothing => false,
    };
    let mut guarding = earlier.filter(|route| guards(route) && paths::share_method(route, open.route));
    guarding.any(|route| covers(open.rule, route))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    open::editable(scope, finding).map(|open| open::ask_for_token(scope, &open)).into_iter().collect()
}
