//! A path that is routed but that no policy allows: callers get 403, and somebody will open it wide.

use super::derived::{READS, among, called};
use crate::checks::prelude::*;
use crate::engine::mesh::weaker::{Shadowed, shadowed};

pub static CHECK: Check = Check {
    id: "route-shadowed-by-exclusion",
    family: Exposure,
    severity: Low,
    title: "A rule refuses callers that it means to let in",
    why: "A path that is left out for the sake of one method is left out for all of them: callers get 403, and the usual repair opens the rule for everybody.",
    page: include_str!("route_shadowed_by_exclusion.md"),
    reads: READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    among(scope, shadowed).iter().filter_map(|(rule, one)| told(scope, rule, one)).collect()
}

fn told(scope: &Scope<'_>, rule: &ApiRule, one: &Shadowed) -> Option<Finding> {
    let route = rule.rules.get(one.rule)?;
    let functions = functions_reached(scope, rule, route).unwrap_or_default();
    if functions.is_empty() {
        return None;
    }
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, route, "/path"))
        .seen(format!("{} with {}", one.path, one.shows))
        .says(format!(
            "{} {} gets 403: {} leads there, and no policy allows it",
            one.method,
            one.path,
            called(rule, one.rule)
        ))
        .sure(in_force(rule))
        .about(functions)
        .key(format!("{} {}", one.method, route_key(route)));
    Some(finding)
}
