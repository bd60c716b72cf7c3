//! The publisher asks nobody who they are, so any pod of the mesh triggers any subscribed Function.

use crate::checks::prelude::*;
use crate::model::Labels;

pub static CHECK: Check = Check {
    id: "events-open-to-anyone",
    family: Reach,
    severity: Medium,
    title: "Any pod of the mesh may publish any event",
    why: "The publisher checks neither who calls nor which source they claim: one foothold in the mesh triggers every Function that subscribed to anything.",
    page: include_str!("events_open_to_anyone.md"),
    reads: &[
        Reads::Kind(Kind::Service),
        Reads::Optional(Kind::AuthorizationPolicy),
        Reads::Optional(Kind::NetworkPolicy),
    ],
    find,
    fixes: no_fix,
};

const PUBLISHER: &str = "eventing-publisher-proxy";

/// One cause for the whole cluster, told once: where the publisher is.
fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let Some(service) = scope.space.services.get(PUBLISHER).filter(|_| scope.name() == "kyma-system") else {
        return Vec::new();
    };
    let pod = Labels::from_iter([("app.kubernetes.io/name", PUBLISHER)]);
    let pod = if service.selector.is_empty() { &pod } else { &service.selector };
    let root = scope.mesh().into_iter().flat_map(|mesh| mesh.authorization_policies.values());
    let policies = scope.space.authorization_policies.values().chain(root);
    let asked = policies.filter(|policy| policy.selects(pod)).any(|policy| !policy.has_open_rule());
    let walled = scope
        .space
        .network_policies
        .values()
        .any(|policy| policy.isolates_ingress(pod) && !policy.ingress_open());
    if asked || walled {
        return Vec::new();
    }
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::Service, scope.name(), PUBLISHER))
        .at("/metadata/name")
        .seen("no policy selects its pods")
        .says("Every pod with a sidecar can publish events of any type and any source")
        .sure(Confidence::Likely);
    vec![finding]
}
