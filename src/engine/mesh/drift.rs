//! Compares the actual objects with those that the controller should have generated: equal up to order,
//! names, duplicates and its own labels.

use super::generate::{GeneratedObjects, owned};
use super::spec;
use crate::model::apirule::ApiRule;
use crate::model::mesh::{AuthorizationPolicy, RequestAuthentication};
use crate::model::{Meta, Snapshot};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The objects with an APIRule's owner labels, in any namespace.
#[derive(Debug, Clone, Default)]
pub struct Actual {
    pub policies: Vec<Arc<AuthorizationPolicy>>,
    pub requests: Vec<Arc<RequestAuthentication>>,
}

#[must_use]
pub fn actual(rule: &ApiRule, snapshot: &Snapshot) -> Actual {
    let mut found = Actual::default();
    let own = |meta: &Meta| owned(&meta.labels, rule);
    for space in snapshot.spaces() {
        found
            .policies
            .extend(space.authorization_policies.values().filter(|policy| own(&policy.meta)).cloned());
        found.requests.extend(
            space
                .request_authentications
                .values()
                .filter(|authentication| own(&authentication.meta))
                .cloned(),
        );
    }
    found
}

/// The differences as text; empty when there are none or nothing can be compared. An APIRule created as
/// v1beta1 is compared only where it is certain that its rules are applied and which component checks tokens.
pub fn drift(intended: &GeneratedObjects, actual: &Actual) -> Vec<String> {
    if intended.valid != Some(true) {
        return Vec::new();
    }
    let made = intended.policies.iter().map(|generated_policy| policy(&generated_policy.policy));
    let there = actual.policies.iter().map(|one| policy(one));
    let mut words = compare("AuthorizationPolicy", made.collect(), there.collect());
    let made = intended.requests.iter().map(request);
    let there = actual.requests.iter().map(|authentication| request(authentication));
    words.extend(compare("RequestAuthentication", made.collect(), there.collect()));
    words
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn compare(kind: &str, made: BTreeSet<String>, there: BTreeSet<String>) -> Vec<String> {
    let missing = made.difference(&there).map(|one| format!("missing {kind}: {one}"));
    let foreign = there.difference(&made).map(|one| format!("unexpected {kind}: {one}"));
    missing.chain(foreign).collect()
}

fn policy(one: &AuthorizationPolicy) -> String {
    format!("{} {}", one.meta.namespace, sorted(spec::authorization(one)))
}

fn request(one: &RequestAuthentication) -> String {
    format!("{} {}", one.meta.namespace, sorted(spec::authentication(one)))
}

/// Lists in a fixed order: order has no meaning in any of them.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
            items.sort_by_cached_key(Value::to_string);
            items.dedup();
            Value::Array(items)
        }
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        plain => plain,
    }
}
