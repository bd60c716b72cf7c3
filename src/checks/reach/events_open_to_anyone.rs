//! The publisher does not authenticate callers, so any pod in the mesh can trigger any subscribed Function.

use crate::checks::prelude::*;
use crate::model::Labels;
use crate::model::mesh::{Action, AuthorizationPolicy};
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "events-open-to-anyone",
    family: Reach,
    severity: Medium,
    title: "Any pod in the mesh may publish any event",
    why: "The publisher verifies neither the caller nor the source it claims. A single compromised pod in the mesh can trigger every Function that subscribes to an event.",
    page: include_str!("events_open_to_anyone.md"),
    reads: &[
        Reads::Kind(Kind::Service),
        Reads::Optional(Kind::AuthorizationPolicy),
        Reads::Optional(Kind::NetworkPolicy),
    ],
    find,
    fixes,
};

const PUBLISHER: &str = "eventing-publisher-proxy";
const NAME: &str = "event-publishers";

/// Reports the one cause for the whole cluster once, at the publisher.
fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let Some(service) = scope.space.services.get(PUBLISHER).filter(|_| scope.name() == "kyma-system") else {
        return Vec::new();
    };
    let pod = &pod(service);
    // Pods admitted by one ALLOW policy cannot be excluded by another.
    let (allowing, others): (Vec<_>, Vec<_>) = policies(scope, pod).partition(|policy| policy.allows());
    let open = allowing.is_empty() || allowing.iter().any(|policy| policy.has_open_rule());
    let asked = !open || others.iter().any(|one| one.action != Action::Audit && !one.has_open_rule());
    let walled = scope
        .space
        .network_policies
        .values()
        .any(|policy| policy.isolates_ingress(pod) && !policy.ingress_open());
    if asked || walled {
        return Vec::new();
    }
    let seen = allowing.first().map_or_else(
        || "no policy selects its pods".to_owned(),
        |policy| format!("{} is an allow-all policy", policy.meta.name),
    );
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::Service, scope.name(), PUBLISHER))
        .at("/metadata/name")
        .with_evidence(seen)
        .says("Every pod with a sidecar can publish events of any type and source")
        .sure(Confidence::Likely);
    vec![finding]
}

fn pod(service: &Service) -> Labels {
    let usual = || Labels::from_iter([("app.kubernetes.io/name", PUBLISHER)]);
    if service.selector.is_empty() { usual() } else { service.selector.clone() }
}

/// Returns the policies that apply to the publisher.
fn policies<'a>(scope: &Scope<'a>, pod: &Labels) -> impl Iterator<Item = &'a AuthorizationPolicy> {
    let root = scope.mesh().into_iter().flat_map(|mesh| mesh.authorization_policies.values());
    let all = scope.space.authorization_policies.values().chain(root).map(AsRef::as_ref);
    all.filter(|policy| policy.selects(pod))
}

fn fixes(scope: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    let Some(service) = scope.space.services.get(PUBLISHER) else { return Vec::new() };
    let pod = pod(service);
    // Beside an allow-all policy, another ALLOW policy changes nothing.
    if policies(scope, &pod).any(AuthorizationPolicy::has_open_rule) {
        return Vec::new();
    }
    let with_functions = scope.whole().spaces().filter(|space| !space.functions.is_empty());
    let mut namespaces: Vec<&str> = with_functions.map(|space| &*space.name).collect();
    namespaces.push(scope.name());
    namespaces.sort_unstable();
    namespaces.dedup();
    let labels: BTreeMap<&str, &str> = pod.iter().collect();
    let value = json!({
        "apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy",
        "metadata": {"name": NAME, "namespace": scope.name()},
        "spec": {
            "selector": {"matchLabels": labels}, "action": "ALLOW",
            "rules": [{"from": [{"source": {"namespaces": namespaces}}]}],
        },
    });
    let target = ObjectRef::new(Kind::AuthorizationPolicy, scope.name(), NAME);
    let edit = Edit::create(target, value)
        .note("/spec/rules/0/from/0/source/namespaces", "namespaces with Functions; add any other publisher")
        .note("/spec/selector", "only the publisher's pods; all other pods in the namespace are unaffected");
    vec![
        Fix::new("Allow only namespaces with Functions to publish", Risk::MayBreak)
            .costs("Publishers in other namespaces, or without a sidecar, get 403 in the whole cluster: add them before you apply the fix.")
            .edit(edit),
    ]
}
