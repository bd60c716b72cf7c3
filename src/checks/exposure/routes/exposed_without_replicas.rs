//! An `APIRule` exposes a Function without pods, so nothing could be checked on running pods.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "exposed-without-replicas",
    family: Exposure,
    severity: Info,
    title: "An exposed Function has no replicas",
    why: "The sidecar check passes if there are no pods: it is unknown whether the rules take effect after scaling up.",
    page: include_str!("exposed_without_replicas.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Exposure],
    find,
    fixes,
};

const PATH: &str = "/spec/replicas";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let name = &function.meta.name;
    let route =
        scope.exposure().routes(scope.name(), name).next().filter(|_| function.replicas == Some(0))?;
    let message = format!("APIRule {} exposes it, but it is scaled to zero", route.name);
    let finding =
        Finding::new(&CHECK, function_ref(function)).at(PATH).with_evidence("replicas: 0").says(message);
    Some(finding.key("replicas"))
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(PATH, json!(1))])
        .note(PATH, "one pod, so that the route has a backend and can be tested");
    vec![
        Fix::new("Scale the Function to one replica", Risk::Safe)
            .costs("The code runs again and answers callers. Check exposed-without-sidecar once the pod is running.")
            .edit(edit),
    ]
}
