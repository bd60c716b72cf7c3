//! A path that is routed but that no policy allows: callers get 403, and a workaround may open it too wide.

use super::derived::{READS, among, called};
use super::divide::divided;
use crate::checks::prelude::*;
use crate::engine::mesh::weaker::{ShadowedRequest, shadowed};

pub static CHECK: Check = Check {
    id: "route-shadowed-by-exclusion",
    family: Exposure,
    severity: Low,
    title: "Route returns 403 to callers it should admit",
    why: "A path excluded for one method is excluded for all methods: callers get 403, and the usual workaround opens the rule to anyone.",
    page: include_str!("route_shadowed_by_exclusion.md"),
    reads: READS,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    among(scope, shadowed).iter().filter_map(|(rule, one)| finding(scope, rule, one)).collect()
}

fn finding(scope: &Scope<'_>, rule: &ApiRule, one: &ShadowedRequest) -> Option<Finding> {
    let route = rule.rules.get(one.rule)?;
    let functions = functions_reached(scope, rule, route).unwrap_or_default();
    if functions.is_empty() {
        return None;
    }
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, route, "/path"))
        .with_evidence(format!("{} with {}", one.path, one.shows))
        .says(format!(
            "{} {} gets 403: {} routes it, but no policy allows it",
            one.method,
            one.path,
            called(rule, one.rule)
        ))
        .sure(in_force(rule))
        .about(functions)
        .key(format!("{} {}", one.method, route_key(route)));
    Some(finding)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let rule = scope.space.api_rules.get(finding.object.name.as_str()).filter(|rule| !rule.is_legacy());
    let Some(rule) = rule else { return Vec::new() };
    let at = rule.rules.iter().position(|route| place(rule, route, "/path") == *finding.path);
    let divided = at.and_then(|at| Some((at, rule.rules.get(at)?, divided(scope, rule, at)?)));
    let Some((at, route, parts)) = divided else { return Vec::new() };
    let own = |part: usize| format!("/spec/rules/{}", at + part);
    let mut ops = vec![
        Op::test(format!("{}/path", own(0)), json!(route.path)),
        Op::test(format!("{}/methods", own(0)), json!(route.methods)),
    ];
    ops.extend((1..parts.len()).map(|part| Op::Copy { from: own(0), path: own(part) }));
    let methods = parts.iter().enumerate();
    ops.extend(methods.map(|(part, methods)| Op::set(format!("{}/methods", own(part)), json!(methods))));
    let edit = Edit::modify(rule_ref(rule), ops)
        .note(own(1), "the same rule for the methods whose paths no earlier rule excludes");
    let (risk, opens) = match &route.access {
        Access::Open(_) => (
            Risk::MayBreak,
            format!(
                "{} is open to anyone without a token from then on, like the rest of the rule. ",
                finding.evidence.split(' ').next().unwrap_or_default()
            ),
        ),
        Access::Jwt(_) | Access::External { .. } | Access::Other(_) | Access::Nothing => {
            (Risk::Safe, String::new())
        }
    };
    let price = format!(
        "{opens}The callers that the rule should admit are admitted; nothing else changes. Exceptions for {} do not cover its parts: accept them again.",
        route_key(route)
    );
    vec![Fix::new(format!("Split {} by methods", route_key(route)), risk).costs(price).edit(edit)]
}
