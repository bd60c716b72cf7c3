//! Access depends on an external authorizer alone; the mesh checks no token.

use super::authorizer::{fails_open, token_as_well};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "external-authorizer-only",
    family: Exposure,
    severity: Info,
    title: "Only an external authorizer checks callers",
    why: "If it is bypassed or misconfigured, there is no second check: the mesh verifies neither signature nor audience.",
    page: include_str!("external_authorizer_only.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::Service),
        Reads::Hint(Kind::MeshConfig),
    ],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let rules = in_effect(scope);
    rules.flat_map(|rule| rule.rules.iter().filter_map(|route| judge(scope, rule, route))).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Option<Finding> {
    let Access::External { authorizers, restrictions: None } = &route.access else {
        return None;
    };
    // external-authorizer-fails-open reports those that fail open, with the same fix.
    if authorizers.iter().any(|name| fails_open(scope, name)) {
        return None;
    }
    let functions = functions_reached(scope, rule, route);
    if functions.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let message =
        format!("{} depends on {} alone to check callers", address(rule, route), some_of(authorizers));
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, route, "/extAuth"))
        .with_evidence("no restrictions");
    let sure = if functions.is_none() { Confidence::Likely } else { in_force(rule) };
    Some(finding.says(message).sure(sure).about(functions.unwrap_or_default()).key(route_key(route)))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    vec![token_as_well(scope, finding, &finding.path)]
}
