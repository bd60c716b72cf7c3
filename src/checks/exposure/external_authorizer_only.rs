//! Everything rests on one external authorizer; the mesh itself checks nothing.

use super::external_authorizer_fails_open::fails_open;
use super::open::{about_token, token};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "external-authorizer-only",
    family: Exposure,
    severity: Info,
    title: "Only an external authorizer decides who calls",
    why: "If it is misled or misconfigured, nothing stands behind it: no signature, no audience is checked in the mesh.",
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
    // Of one that lets everybody in when it is down, external-authorizer-fails-open tells, with the same fix.
    if authorizers.iter().any(|name| fails_open(scope, name)) {
        return None;
    }
    let functions = functions_reached(scope, rule, route);
    if functions.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let message = format!("Who calls {} is decided by {} alone", address(rule, route), some_of(authorizers));
    let finding =
        Finding::new(&CHECK, rule_ref(rule)).at(place(rule, route, "/extAuth")).seen("no restrictions");
    let sure = if functions.is_none() { Confidence::Likely } else { in_force(rule) };
    Some(finding.says(message).sure(sure).about(functions.unwrap_or_default()).key(route_key(route)))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    vec![ask_in_the_mesh(scope, finding, &finding.path)]
}

/// Asks for a token beside the authorizer; `place` points at the route's `extAuth`.
pub(super) fn ask_in_the_mesh(scope: &Scope<'_>, finding: &Finding, place: &str) -> Fix {
    let named = finding.functions.first().map_or(finding.object.name.as_str(), |name| name.as_str());
    let path = format!("{place}/restrictions");
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(&path, token())])
        .note(path, "what the token must say, beside what the authorizer decides");
    let fix = Fix::new("Check the token in the mesh as well", Risk::MayBreak)
        .costs("Callers without such a token get 403, also those that only have a session cookie.")
        .edit(edit);
    about_token(fix, scope, named)
}
