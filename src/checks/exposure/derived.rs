//! `APIRules` whose rules differ in what they ask: what the controller makes of them, for a closer look.

use crate::checks::prelude::*;
use crate::engine::mesh::{Generated, World, generate};

/// The modern rules of a scope that are in force, lead to Functions here, and mix ways of asking.
pub(super) fn mixed<'a>(scope: &Scope<'a>) -> impl Iterator<Item = (&'a ApiRule, Generated)> {
    let (scope, whole) = (*scope, scope.whole());
    let rules = scope.space.api_rules.values().map(AsRef::as_ref);
    let wanted = move |rule: &&ApiRule| is_mixed(rule) && is_judged(&scope, rule);
    rules.filter(wanted).map(move |rule| (rule, generate(rule, &World::in_force(whole))))
}

pub(super) fn is_judged(scope: &Scope<'_>, rule: &ApiRule) -> bool {
    !rule.is_legacy() && !rule.is_webhook() && !rule.meta.deleting && concerns_functions(scope, rule)
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
