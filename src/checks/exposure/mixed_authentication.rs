//! A guarded path of a Function guards a text, for every other path runs the same code.

use super::open::{self, Open};
use super::paths;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "mixed-authentication",
    family: Exposure,
    severity: Medium,
    title: "One path is guarded, another opens the same code",
    why: "A Function has one handler for all paths: unless the code looks at the path, a caller reaches what is guarded by taking an open one.",
    page: include_str!("mixed_authentication.md"),
    reads: &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service)],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let rules = scope.space.api_rules.values().filter(|rule| !rule.is_webhook());
    rules.flat_map(|rule| of(scope, rule)).collect()
}

fn of(scope: &Scope<'_>, rule: &ApiRule) -> Vec<Finding> {
    let open = open::of(scope, rule);
    let guarded = rule.rules.iter().filter(|route| match &route.access {
        Access::Jwt(_) | Access::External { .. } | Access::Other(_) => true,
        Access::Open(_) | Access::Nothing => false,
    });
    guarded.filter_map(|route| judge(scope, rule, route, &open)).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule, open: &[Open<'_>]) -> Option<Finding> {
    let functions = functions_reached(scope, rule, route).unwrap_or_default();
    let same = |open: &&Open<'_>| {
        let shared = open.functions.iter().flatten().any(|name| functions.contains(name));
        shared && paths::share_method(open.route, route)
    };
    let rivals: Vec<&Open<'_>> = open.iter().filter(same).collect();
    let near = rivals.iter().find(|open| covers_below(rule, route, open.route));
    let other = near.or_else(|| rivals.first())?;
    let message = format!(
        "{} is guarded, yet {} runs the same code of {} for anybody",
        address(rule, route),
        address(rule, other.route),
        some_of(&functions)
    );
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, route, "/path"))
        .seen(format!("{} beside {}: {}", route_key(route), route_key(other.route), other.handler))
        .says(message)
        .about(functions)
        .key(route_key(route));
    if near.is_some() {
        return Some(finding.sure(Confidence::Likely));
    }
    let note = "lowered from medium: the paths differ, and the code may tell them apart";
    Some(finding.graded(Low, note).sure(Confidence::Possible))
}

/// Whether the open route answers right below the guarded path, where nobody would expect it.
fn covers_below(rule: &ApiRule, guarded: &RouteRule, open: &RouteRule) -> bool {
    let paths = paths::template(rule, guarded).zip(paths::template(rule, open));
    paths.is_some_and(|(guarded, open)| {
        let exact = !guarded.contains('{');
        exact && paths::meet(&open, &format!("{}/", guarded.trim_end_matches('/')))
    })
}
