//! The registry is exposed to the internet, with one password that can also push images.

use crate::checks::prelude::*;
use crate::model::module::DockerRegistry;

pub static CHECK: Check = Check {
    id: "registry-public",
    family: Registry,
    severity: High,
    title: "Registry is reachable from the internet",
    why: "One generated password, copied into every namespace, can read and overwrite every image. It is also accepted from outside.",
    page: include_str!("registry_public.md"),
    reads: &[Reads::Optional(Kind::DockerRegistry)],
    find,
    fixes,
};

const PATH: &str = "/spec/externalAccess/enabled";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.docker_registries.values().filter_map(|registry| judge(registry)).collect()
}

fn judge(registry: &DockerRegistry) -> Option<Finding> {
    let finding = Finding::new(&CHECK, registry_ref(registry)).at(PATH).key("external");
    match (registry.external_access, registry.external_in_use) {
        (true, true) => Some(
            finding
                .with_evidence("enabled: true, in use")
                .says("The registry can be reached from the internet"),
        ),
        (true, false) => {
            let message = "The registry is configured to be reachable from the internet";
            Some(finding.with_evidence("enabled: true").says(message).sure(Confidence::Likely))
        }
        (false, true) => {
            let message =
                "The registry is still reachable from the internet, although external access is disabled";
            let note = "lowered from high: it is being disabled, or that is stuck";
            let finding = finding.with_evidence("in use").says(message).graded(Medium, note);
            Some(finding.sure(Confidence::Likely).key("leaving"))
        }
        (false, false) => None,
    }
}

fn registry_ref(registry: &DockerRegistry) -> ObjectRef {
    ObjectRef::new(Kind::DockerRegistry, &registry.meta.namespace, &registry.meta.name)
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.key != "external" {
        return Vec::new();
    }
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(PATH, json!(false))])
        .note(PATH, "only clients inside the cluster can reach the registry");
    vec![
        Fix::new("Disable external access to the registry", Risk::MayBreak)
            .costs("Pipelines that push images from outside fail from then on.")
            .edit(edit),
    ]
}
