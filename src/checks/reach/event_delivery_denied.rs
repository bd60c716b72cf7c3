//! The policies of an APIRule admit only the gateway, so event delivery is denied.

use crate::checks::prelude::*;
use crate::model::event::Subscription;
use crate::model::mesh::{Action, AuthorizationPolicy, AuthorizationRule};

pub static CHECK: Check = Check {
    id: "event-delivery-denied",
    family: Reach,
    severity: Low,
    title: "Event delivery to the Function is denied",
    why: "With an APIRule, only the gateway may call a Function, so the eventing manager is refused. A common reaction is an allow-all policy.",
    page: include_str!("event_delivery_denied.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Optional(Kind::Subscription),
        Reads::Optional(Kind::AuthorizationPolicy),
        Reads::Hint(Kind::Pod),
    ],
    find,
    fixes,
};

const SENDER: &str = "cluster.local/ns/kyma-system/sa/eventing-manager";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let subscriptions = scope.space.subscriptions.values();
    subscriptions.filter_map(|subscription| judge(scope, subscription)).collect()
}

fn judge(scope: &Scope<'_>, subscription: &Subscription) -> Option<Finding> {
    // With this backend, events arrive through the gateway like any other call.
    if !subscription.api_rule.is_empty() {
        return None;
    }
    let function = scope.space.functions.get(subscription.service()?)?;
    let name = &function.meta.name;
    let bare = serving(scope).any(|pod| pod.function() == Some(name) && !pod.sidecar);
    let allowing = allowing(scope, function);
    if bare || allowing.is_empty() || allowing.iter().any(|policy| policy.rules.iter().any(admits)) {
        return None;
    }
    let policies: Vec<&str> = allowing.iter().map(|policy| policy.meta.name.as_str()).collect();
    let api = "eventing.kyma-project.io/v1alpha2";
    let finding =
        Finding::new(&CHECK, ObjectRef::of(api, "Subscription", scope.name(), &subscription.meta.name))
            .at("/spec/sink")
            .with_evidence(format!("AuthorizationPolicy {}", some_of(&policies)))
            .says(format!("No policy on {name} admits the sender of events"))
            .sure(Confidence::Likely)
            .about([name.as_str()]);
    Some(finding)
}

fn allowing<'a>(scope: &Scope<'a>, function: &Function) -> Vec<&'a AuthorizationPolicy> {
    let pod = function.labels_of_pods();
    let own = scope.space.authorization_policies.values().map(AsRef::as_ref);
    own.filter(|policy| policy.action == Action::Allow && policy.selects(&pod)).collect()
}

/// Returns whether the sender of events may match a rule; conditions on tokens exclude it.
fn admits(rule: &AuthorizationRule) -> bool {
    let token = rule.when.iter().any(|condition| condition.key.starts_with("request.auth"));
    let named = |list: &[String], own: &str| {
        list.is_empty() || list.iter().any(|one| one == own || one == "*" || glob(one, own))
    };
    let source = rule.from.is_empty()
        || rule.from.iter().any(|source| {
            named(&source.principals, SENDER)
                && named(&source.namespaces, "kyma-system")
                && source.request_principals.is_empty()
                && !source.not_principals.iter().any(|not_principal| not_principal == SENDER)
                && !source.not_namespaces.iter().any(|not_namespace| not_namespace == "kyma-system")
        });
    !token && source
}

/// Matches a pattern with a star at one end, as the mesh does.
fn glob(pattern: &str, word: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => word.ends_with(end),
        (None, Some(start)) => word.starts_with(start),
        (None, None) => false,
    }
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(name) = finding.functions.first() else {
        return Vec::new();
    };
    let policy = format!("{name}-events");
    let target = ObjectRef::of("security.istio.io/v1", "AuthorizationPolicy", scope.name(), &policy);
    let value = json!({
        "apiVersion": "security.istio.io/v1",
        "kind": "AuthorizationPolicy",
        "metadata": {"name": policy, "namespace": scope.name()},
        "spec": {
            "selector": {"matchLabels": {crate::model::function::LABEL_NAME: name}},
            "rules": [{
                "from": [{"source": {"principals": [SENDER]}}],
                "to": [{"operation": {"methods": ["POST"]}}],
            }],
        },
    });
    let edit = Edit::create(target, value)
        .note("/spec/rules/0/from", "only the account that delivers events")
        .note("/spec/rules/0/to", "events are sent as POST");
    vec![
        Fix::new("Allow the event sender to call the Function", Risk::Safe)
            .costs("Anyone who may publish events can trigger the Function: its code must not trust an event as a request from a known caller.")
            .edit(edit),
    ]
}
