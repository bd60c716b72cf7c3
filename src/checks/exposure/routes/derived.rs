//! `APIRules` whose rules have different requirements, with the objects that the controller generates.

use crate::checks::in_effect::takes_effect;
use crate::checks::prelude::*;
use crate::engine::mesh::GeneratedObjects;

/// What a check reads to derive the objects that the controller generates.
pub(in crate::checks::exposure) const READS: &[Reads] =
    &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Kind(Kind::Service), DERIVED];

/// What a check reads to find routes open to any client, where it is visible.
pub(in crate::checks::exposure) const OPEN: &[Reads] =
    &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service), DERIVED];

/// Returns the engine's results for each v2 rule here that is in force and mixes requirements.
pub(in crate::checks::exposure) fn among<'a, T>(
    scope: &Scope<'a>,
    ask: fn(&GeneratedObjects) -> Vec<T>,
) -> Vec<(&'a ApiRule, T)> {
    let rules = scope.space.api_rules.values().map(AsRef::as_ref);
    let mixed = rules.filter(|rule| !rule.is_legacy() && is_mixed(rule) && is_judged(scope, rule));
    let made = mixed.map(|rule| (rule, made_of(scope, rule)));
    let accepted = made.filter(|(_, made)| made.valid != Some(false));
    accepted.flat_map(|(rule, made)| ask(&made).into_iter().map(move |one| (rule, one))).collect()
}

/// Includes v1beta1: the engine says where the generated objects are uncertain.
pub(in crate::checks::exposure) fn is_judged(scope: &Scope<'_>, rule: &ApiRule) -> bool {
    !rule.is_webhook() && !rule.meta.deleting && concerns_functions(scope, rule) && takes_effect(scope, rule)
}

/// A single rule, or rules with equal requirements and methods, cannot bypass each other.
fn is_mixed(rule: &ApiRule) -> bool {
    let Some((first, others)) = rule.rules.split_first() else { return false };
    others.iter().any(|route| route.access != first.access || route.methods != first.methods)
}

/// Returns the rule as text, such as `POST /admin`.
pub(in crate::checks::exposure) fn called(rule: &ApiRule, at: usize) -> String {
    rule.rules.get(at).map(route_key).unwrap_or_default()
}
