//! `APIRules` whose rules differ in what they ask: what the controller makes of them, for a closer look.

use super::apirule_refused::takes_effect;
use crate::checks::prelude::*;
use crate::engine::mesh::Generated;

/// What a check reads that asks what the controller makes of rules.
pub(super) const READS: &[Reads] =
    &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Kind(Kind::Service), DERIVED];

/// What decides which routes let anybody in, consulted where it can be seen.
pub(super) const OPEN: &[Reads] =
    &[Reads::Kind(Kind::APIRule), Reads::Optional(Kind::Function), Reads::Hint(Kind::Service), DERIVED];

/// What an engine says of each modern rule here that is in force and mixes ways of asking.
pub(super) fn among<'a, T>(scope: &Scope<'a>, ask: fn(&Generated) -> Vec<T>) -> Vec<(&'a ApiRule, T)> {
    let rules = scope.space.api_rules.values().map(AsRef::as_ref);
    let mixed = rules.filter(|rule| !rule.is_legacy() && is_mixed(rule) && is_judged(scope, rule));
    let made = mixed.map(|rule| (rule, made_of(scope, rule)));
    let accepted = made.filter(|(_, made)| made.valid != Some(false));
    accepted.flat_map(|(rule, made)| ask(&made).into_iter().map(move |one| (rule, one))).collect()
}

/// Of v1beta1 too: the engine says where it is not certain what is made of one.
pub(super) fn is_judged(scope: &Scope<'_>, rule: &ApiRule) -> bool {
    !rule.is_webhook() && !rule.meta.deleting && concerns_functions(scope, rule) && takes_effect(scope, rule)
}

/// One rule alone, or rules that all ask for the same with the same methods, cannot undo each other.
fn is_mixed(rule: &ApiRule) -> bool {
    let Some((first, others)) = rule.rules.split_first() else { return false };
    others.iter().any(|one| one.access != first.access || one.methods != first.methods)
}

/// `POST /admin`, as a rule is called in a sentence.
pub(super) fn called(rule: &ApiRule, at: usize) -> String {
    rule.rules.get(at).map(route_key).unwrap_or_default()
}
