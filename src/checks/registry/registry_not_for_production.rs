//! The vendor does not recommend the registry of the module for production.

use crate::checks::prelude::*;
use crate::model::module::DockerRegistry;

pub static CHECK: Check = Check {
    id: "registry-not-for-production",
    family: Registry,
    severity: Low,
    title: "Registry is not meant for production use",
    why: "It has one replica, uses plain HTTP inside the cluster, and its pod starts as root. Its vendor advises against it in production.",
    page: include_str!("registry_not_for_production.md"),
    reads: &[Reads::Optional(Kind::DockerRegistry)],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.docker_registries.values().filter_map(|registry| judge(registry)).collect()
}

fn judge(registry: &DockerRegistry) -> Option<Finding> {
    if !registry.served {
        return None;
    }
    let object = ObjectRef::new(Kind::DockerRegistry, &registry.meta.namespace, &registry.meta.name);
    let message =
        format!("Registry {} serves this cluster, but is not meant for production", registry.meta.name);
    let finding =
        Finding::new(&CHECK, object).at("/spec").with_evidence(format!("served, state {}", registry.state));
    // Whether this is a production cluster, and what pulls from the registry, is unknown.
    Some(finding.says(message).sure(Confidence::Possible).key("served"))
}
