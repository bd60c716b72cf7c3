//! When the authorizer does not answer, everybody is let in.

use crate::checks::prelude::*;
use crate::model::mesh::Provider;

pub static CHECK: Check = Check {
    id: "external-authorizer-fails-open",
    family: Exposure,
    severity: High,
    title: "An authorizer that is down lets everybody in",
    why: "An outage, or an attacker who causes one, turns a guarded Function into an open one.",
    page: include_str!("external_authorizer_fails_open.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::Service),
        Reads::Everywhere(Kind::MeshConfig),
    ],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let providers = scope.mesh_config().map_or(&[][..], |config| &config.providers);
    let open: Vec<&Provider> = providers.iter().filter(|one| one.fail_open).collect();
    let rules = scope.space.api_rules.values().filter(|rule| !rule.is_webhook());
    rules.flat_map(|rule| rule.rules.iter().flat_map(|route| judge(scope, rule, route, &open))).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule, open: &[&Provider]) -> Vec<Finding> {
    let Access::External { authorizers, .. } = &route.access else {
        return Vec::new();
    };
    let functions = functions_reached(scope, rule, route);
    if functions.as_ref().is_some_and(Vec::is_empty) {
        return Vec::new();
    }
    let named = authorizers.iter().enumerate().filter(|(_, name)| open.iter().any(|one| one.name == **name));
    let sure = if functions.is_none() { Confidence::Likely } else { in_force(rule) };
    let report = |(at, name): (usize, &String)| {
        let message =
            format!("{} is open to everybody whenever {name} does not answer", address(rule, route));
        Finding::new(&CHECK, rule_ref(rule))
            .at(place(rule, route, &format!("/extAuth/authorizers/{at}")))
            .seen(format!("{name}: failOpen, in ConfigMap istio of istio-system"))
            .says(message)
            .sure(sure)
            .about(functions.clone().unwrap_or_default())
            .key(format!("{} {name}", route_key(route)))
    };
    named.map(report).collect()
}
