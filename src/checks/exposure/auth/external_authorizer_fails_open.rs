//! If the authorizer does not answer, every request is admitted.

use super::authorizer::{fails_open, token_as_well};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "external-authorizer-fails-open",
    family: Exposure,
    severity: High,
    title: "External authorizer fails open",
    why: "An outage of the authorizer, or an attacker who causes one, opens a protected Function to anyone.",
    page: include_str!("external_authorizer_fails_open.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::Service),
        Reads::Everywhere(Kind::MeshConfig),
    ],
    find,
    fixes,
};

/// Suffix of a finding's key if the route also requires a token.
const BESIDE: &str = " beside a token";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let rules = in_effect(scope);
    rules.flat_map(|rule| rule.rules.iter().flat_map(|route| judge(scope, rule, route))).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Vec<Finding> {
    let Access::External { authorizers, restrictions } = &route.access else {
        return Vec::new();
    };
    let functions = functions_reached(scope, rule, route);
    if functions.as_ref().is_some_and(Vec::is_empty) {
        return Vec::new();
    }
    let named = authorizers.iter().enumerate().filter(|(_, name)| fails_open(scope, name));
    let sure = if functions.is_none() { Confidence::Likely } else { in_force(rule) };
    let report = |(at, name): (usize, &String)| {
        let place = place(rule, route, &format!("/extAuth/authorizers/{at}"));
        let finding = Finding::new(&CHECK, rule_ref(rule))
            .at(place)
            .with_evidence(format!("{name}: failOpen, in ConfigMap istio of istio-system"))
            .sure(sure)
            .about(functions.clone().unwrap_or_default())
            .key(format!("{} {name}", route_key(route)));
        worded(finding, &address(rule, route), name, restrictions.is_some())
    };
    named.map(report).collect()
}

fn worded(finding: Finding, address: &str, name: &str, asks: bool) -> Finding {
    if asks {
        let message = format!("If {name} does not answer, a token alone grants access to {address}");
        let note = "lowered from high: the mesh still requires a token";
        let key = format!("{}{BESIDE}", finding.key);
        return finding.says(message).graded(Low, note).key(key);
    }
    finding.says(format!("{address} is open to anyone if {name} does not answer"))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let place = finding.path.split_once("/authorizers/").map(|(place, _)| place);
    place
        .filter(|_| !finding.key.ends_with(BESIDE))
        .map(|at| token_as_well(scope, finding, at))
        .into_iter()
        .collect()
}
