//! An `APIRule` leads to a Function without pods: nothing was checked against real ones.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "exposed-without-replicas",
    family: Exposure,
    severity: Info,
    title: "An exposed Function has no replicas",
    why: "The check for sidecars passes where there are no pods: nobody knows whether the rules will hold when it is scaled up again.",
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
    let message = format!("APIRule {} leads to {name}, which is scaled to nothing", route.name);
    let finding = Finding::new(&CHECK, function_ref(function)).at(PATH).seen("replicas: 0").says(message);
    Some(finding.key("replicas"))
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(PATH, json!(1))])
        .note(PATH, "one pod, so that the route leads somewhere and can be tried");
    vec![
        Fix::new("Run one replica", Risk::Safe)
            .costs("The code runs again, and answers callers. Look at exposed-without-sidecar when the pod is there.")
            .edit(edit),
    ]
}
