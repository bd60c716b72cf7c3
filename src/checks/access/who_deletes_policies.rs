//! Policies that require tokens are ordinary objects: anyone who can delete them removes the protection.

use super::external_subjects::who;
use super::least_privilege::narrower;
use super::subjects::{Hold, here};
use crate::checks::prelude::*;
use crate::engine::access::Right;
use crate::model::namespace::is_system;
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "who-deletes-policies",
    family: Access,
    severity: Medium,
    title: "Policies that require tokens can be deleted",
    why: "The built-in edit role covers the mesh's policies too: its subjects can delete the policies that require a token, without changing the APIRule.",
    page: include_str!("who_deletes_policies.md"),
    reads: &[
        Reads::Optional(Kind::Function),
        Reads::Optional(Kind::APIRule),
        Reads::Kind(Kind::RoleBinding),
        Reads::Kind(Kind::Role),
        Reads::Everywhere(Kind::ClusterRole),
        Reads::Hint(Kind::Service),
    ],
    find,
    fixes,
};

const POLICIES: [(Right, &str); 4] = [
    (Right::EditAuthorizationPolicies, "authorizationpolicies"),
    (Right::EditRequestAuthentications, "requestauthentications"),
    (Right::EditPeerAuthentications, "peerauthentications"),
    (Right::EditEnvoyFilters, "envoyfilters"),
];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let guarded = guarded(scope);
    if guarded.is_empty() {
        return Vec::new();
    }
    let mut by_binding: BTreeMap<&str, Vec<Hold<'_>>> = BTreeMap::new();
    for hold in here(scope).into_iter().filter(is_meant) {
        by_binding.entry(&hold.binding.meta.name).or_default().push(hold);
    }
    by_binding.into_values().filter_map(|holds| judge(&guarded, &holds)).collect()
}

/// Returns the Functions here that have a route requiring a token.
fn guarded(scope: &Scope<'_>) -> Vec<String> {
    let rules = scope.space.api_rules.values();
    let routes = rules.flat_map(|rule| rule.rules.iter().map(move |route| (rule, route)));
    let asks = |route: &RouteRule| matches!(route.access, Access::Jwt(_) | Access::External { .. });
    let mut names: Vec<String> = routes
        .filter(|(_, route)| asks(route))
        .flat_map(|(rule, route)| functions_reached(scope, rule, route).unwrap_or_default())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Whether the subject counts: the platform's controllers need these permissions.
fn is_meant(hold: &Hold<'_>) -> bool {
    let platform = hold.subject.kind == "ServiceAccount" && is_system(&hold.subject.namespace);
    !platform && POLICIES.iter().any(|(right, _)| hold.powers.has(*right))
}

fn judge(guarded: &[String], holds: &[Hold<'_>]) -> Option<Finding> {
    let first = holds.first()?;
    let kinds: Vec<&str> =
        POLICIES.iter().filter(|(right, _)| first.powers.has(*right)).map(|(_, kind)| *kind).collect();
    let whom: Vec<String> = holds.iter().map(|hold| who(hold.subject)).collect();
    let message = format!(
        "{} can delete or change the policies that require tokens for {}",
        some_of(&whom),
        some_of(guarded)
    );
    let finding = Finding::new(&CHECK, first.object())
        .at("/roleRef")
        .with_evidence(format!("{} covers {}", first.role(), some_of(&kinds)))
        .says(message)
        .about(guarded.iter().cloned())
        .key(first.role());
    let by_name = matches!(first.binding.role.name.as_str(), "edit" | "admin" | "cluster-admin");
    let carried = by_name && first.binding.role.kind == "ClusterRole";
    Some(match (first.everything(), carried) {
        (true, _) => {
            finding.graded(Info, "lowered from medium: administrators can change everything by design")
        }
        (false, true) => finding
            .graded(Low, "lowered from medium: a team's built-in role includes this; small teams accept that")
            .sure(Confidence::Likely),
        (false, false) => finding,
    })
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let binding = scope.space.role_bindings.get(finding.object.name.as_str());
    let taken = POLICIES.map(|(right, _)| right);
    binding.and_then(|binding| narrower(scope, binding, &taken)).into_iter().collect()
}
