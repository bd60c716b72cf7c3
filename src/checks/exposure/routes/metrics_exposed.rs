//! Every runtime serves `/metrics` on the Function's port, and an open route exposes it.

use super::super::auth::open;
use super::paths;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "metrics-exposed",
    family: Exposure,
    severity: Medium,
    title: "Runtime metrics are exposed to anyone",
    why: "They show the Function's name, call counts, durations and failures: useful to an attacker before and during an attack.",
    page: include_str!("metrics_exposed.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes,
};

const METRICS: &str = "/metrics";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // unauthenticated-write-route reports routes for every path, including the metrics.
    let open = open::routes(scope).into_iter().filter(|open| !open.is_wide() && open.reads());
    let open = open.filter(|open| covers(open.rule, open.route));
    let free = open.filter(|open| !guarded_before(open));
    free.map(|open| open.finding(&CHECK, message(&open))).collect()
}

fn message(open: &open::OpenRoute<'_>) -> String {
    let host = if open.rule.host.is_empty() { "the host" } else { &open.rule.host };
    format!("{host}{METRICS} exposes the Function's runtime metrics to anyone")
}

fn covers(rule: &ApiRule, route: &RouteRule) -> bool {
    paths::template(rule, route).is_some_and(|path| paths::meet(&path, METRICS))
}

/// Whether an earlier route with access control takes precedence for its paths.
fn guarded_before(open: &open::OpenRoute<'_>) -> bool {
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
