//! The `APIRule`s that take effect: the API server and the controller do not refuse them.

use crate::engine::mesh::{AdmissionRefusal, refusal};
use crate::model::Scope;
use crate::model::apirule::ApiRule;
use crate::model::memo::MemoTable;
use std::sync::Arc;

/// Returns the APIRules of a scope that take effect: not those of eventing, and not refused ones.
pub fn in_effect<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a ApiRule> {
    let scope = *scope;
    let rules = scope.space.api_rules.values().map(AsRef::as_ref);
    rules.filter(move |rule: &&ApiRule| !rule.is_webhook() && takes_effect(&scope, rule))
}

/// Whether an `APIRule` takes effect. Other checks report nothing for one that is refused.
#[must_use]
pub fn takes_effect(scope: &Scope<'_>, rule: &ApiRule) -> bool {
    refused(scope, rule).is_none()
}

/// Why each `APIRule` of a namespace is refused.
#[derive(Default)]
struct RefusalMemo(MemoTable<Option<AdmissionRefusal>>);

/// Returns why an `APIRule` is refused; nothing if it takes effect.
#[must_use]
pub fn refused(scope: &Scope<'_>, rule: &ApiRule) -> Arc<Option<AdmissionRefusal>> {
    let make = || refusal(rule, scope.whole());
    match scope.memo().filter(|_| is_as_seen(scope, rule)) {
        Some(memo) => memo.of::<RefusalMemo>().0.get(&rule.meta.name, make),
        None => Arc::new(make()),
    }
}

/// Returns whether it is the `APIRule` of this scope itself, rather than a proposal for it.
#[must_use]
pub fn is_as_seen(scope: &Scope<'_>, rule: &ApiRule) -> bool {
    let seen = scope.space.api_rules.get(rule.meta.name.as_str());
    seen.is_some_and(|seen| std::ptr::eq(Arc::as_ptr(seen), rule))
}
