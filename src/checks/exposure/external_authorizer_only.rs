//! Access depends on an external authorizer alone; the mesh checks no token.

use super::external_authorizer_fails_open::fails_open;
use super::open::{about_token, token};
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
    let finding =
        Finding::new(&CHECK, rule_ref(rule)).at(place(rule, route, "/extAuth")).seen("no restrictions");
    let sure = if functions.is_none() { Confidence::Likely } else { in_force(rule) };
    Some(finding.says(message).sure(sure).about(functions.unwrap_or_default()).key(route_key(route)))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    vec![ask_in_the_mesh(scope, finding, &finding.path)]
}

/// Returns the fix that requires a token as well; `place` points at the route's `extAuth`.
pub(super) fn ask_in_the_mesh(scope: &Scope<'_>, finding: &Finding, place: &str) -> Fix {
    let named = finding.functions.first().map_or(finding.object.name.as_str(), |name| name.as_str());
    let path = format!("{place}/restrictions");
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(&path, token())])
        .note(path, "token requirements, in addition to the authorizer's decision");
    let fix = Fix::new("Require a token in addition to the authorizer", Risk::MayBreak)
        .costs("Callers without such a token get 403, including those with only a session cookie.")
        .edit(edit);
    about_token(fix, scope, named)
}
