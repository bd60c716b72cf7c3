//! Protecting one path of a Function is not enough, because every other path runs the same code.

use super::super::routes::paths;
use super::open::{self, OpenRoute};
use crate::checks::prelude::*;
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "mixed-authentication",
    family: Exposure,
    severity: Medium,
    title: "Open path runs the code of a protected path",
    why: "A Function has one handler for all paths: unless the code checks the path, a caller bypasses the protected path by using an open one.",
    page: include_str!("mixed_authentication.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes: no_fix,
};

/// A protected route with its `APIRule`.
type GuardedRoute<'a> = (&'a ApiRule, &'a RouteRule);

/// Reports each Function once, over all `APIRules` that lead to it.
fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let mut guarded: BTreeMap<String, Vec<GuardedRoute<'_>>> = BTreeMap::new();
    for rule in in_effect(scope) {
        for route in rule.rules.iter().filter(|route| is_guarded(route)) {
            for function in functions_reached(scope, rule, route).unwrap_or_default() {
                guarded.entry(function).or_default().push((rule, route));
            }
        }
    }
    let open = open::routes(scope);
    guarded.iter().filter_map(|(function, guarded)| judge(function, guarded, &open)).collect()
}

fn is_guarded(route: &RouteRule) -> bool {
    match &route.access {
        Access::Jwt(_) | Access::External { .. } | Access::Other(_) => true,
        Access::Open(_) | Access::Nothing => false,
    }
}

fn judge(function: &str, guarded: &[GuardedRoute<'_>], open: &[OpenRoute<'_>]) -> Option<Finding> {
    let own = |open: &&OpenRoute<'_>| open.functions.iter().flatten().any(|name| name == function);
    let open: Vec<&OpenRoute<'_>> = open.iter().filter(own).collect();
    let pairs = guarded.iter().flat_map(|one| open.iter().map(move |other| (*one, *other)));
    let pairs: Vec<(GuardedRoute<'_>, &OpenRoute<'_>)> =
        pairs.filter(|(one, other)| are_beside(*one, other)).collect();
    let near = pairs.iter().find(|(one, other)| covers_below(*one, other));
    let ((rule, route), other) = near.or_else(|| pairs.first())?;
    let message = format!(
        "{} is protected, but {} runs the same code of {function} for anyone",
        address(rule, route),
        address(other.rule, other.route)
    );
    let elsewhere = if is_same(rule, other.rule) {
        String::new()
    } else {
        format!(" of APIRule {}", other.rule.meta.name)
    };
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, route, "/path"))
        .with_evidence(format!(
            "{} next to {}{elsewhere}: {}",
            route_key(route),
            route_key(other.route),
            other.handler
        ))
        .says(message)
        .about([function])
        .key(function);
    if near.is_some() {
        return Some(finding.sure(Confidence::Likely));
    }
    let note = "lowered from medium: the paths differ, and the code may distinguish them";
    Some(finding.graded(Low, note).sure(Confidence::Possible))
}

fn is_same(one: &ApiRule, other: &ApiRule) -> bool {
    one.meta.name == other.meta.name
}

/// Whether the open route leads to the code of the protected one by another path. If two `APIRules` open and
/// protect the same path, weakest-route-wins or wildcard-host-shadows-token reports it.
fn are_beside((rule, route): GuardedRoute<'_>, open: &OpenRoute<'_>) -> bool {
    let reported = !is_same(rule, open.rule) && paths::may_meet((open.rule, open.route), (rule, route));
    paths::share_method(open.route, route) && !reported
}

/// Whether the open route answers directly below the protected path, where it is unexpected.
fn covers_below((rule, guarded): GuardedRoute<'_>, open: &OpenRoute<'_>) -> bool {
    let paths = paths::template(rule, guarded).zip(paths::template(open.rule, open.route));
    is_same(rule, open.rule)
        && paths.is_some_and(|(guarded, open)| {
            let exact = !guarded.contains('{');
            exact && paths::meet(&open, &format!("{}/", guarded.trim_end_matches('/')))
        })
}
