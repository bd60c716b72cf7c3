//! Labels of a Function's pods match the selector of another workload's Service.

use crate::checks::prelude::*;
use crate::model::workload::Workload;
use std::collections::BTreeSet;
use std::sync::Arc;

pub static CHECK: Check = Check {
    id: "labels-join-foreign-service",
    family: Reach,
    severity: Medium,
    title: "Pods receive traffic of another Service",
    why: "The Function's code receives part of that Service's requests, including everything that callers send with them.",
    page: include_str!("labels_join_foreign_service.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Kind(Kind::Service),
        Reads::Kind(Kind::Pod),
        Reads::Hint(Kind::Deployment),
    ],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions = scope.space.functions.values().filter(|function| !function.pod_labels.is_empty());
    functions.flat_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Vec<Finding> {
    let labels = function.labels_of_pods();
    let services = scope.space.services_by_selector().matching(&labels).map(AsRef::as_ref);
    let joined = services.filter(|one| one.meta.name != function.meta.name && is_joined(one, function));
    joined.filter_map(|service| report(scope, function, service)).collect()
}

/// Returns whether a Service selects the Function's pods by labels that its author chose.
fn is_joined(service: &Service, function: &Function) -> bool {
    service.selector.iter().any(|(key, value)| function.pod_labels.is(key, value))
}

fn report(scope: &Scope<'_>, function: &Function, service: &Service) -> Option<Finding> {
    // A Service that leads only to Functions was made for them.
    let others = others(scope, service);
    let first = others.first()?;
    let name = &function.meta.name;
    let key =
        service.selector.iter().map(|(key, _)| key).find(|key| function.pod_labels.get(key).is_some())?;
    let message = format!("Requests to Service {}, meant for {first}, also reach {name}", service.meta.name);
    let seen: Vec<String> = service.selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let finding = Finding::new(&CHECK, function_ref(function)).at(format!("/spec/labels/{}", escape(key)));
    let finding = finding.with_evidence(format!("Service {} selects {}", service.meta.name, seen.join(", ")));
    Some(finding.says(message).key(&*service.meta.name))
}

/// Returns the other backends of the Service: pods and Deployments that are not Functions.
fn others(scope: &Scope<'_>, service: &Service) -> Vec<String> {
    let pods = scope.space.pods_by_labels().with_labels(&service.selector);
    let pods = pods.filter(|pod| pod.function().is_none() && !pod.finished());
    let workloads = scope.space.workloads_by_pod_labels().with_labels(&service.selector);
    let deployments = workloads.filter(|workload| {
        is_deployment(scope, workload)
            && workload.meta.controller().is_none_or(|owner| owner.kind != "Function")
            && workload.template_labels.get(crate::model::function::LABEL_NAME).is_none()
    });
    let named: BTreeSet<String> = deployments
        .map(|deployment| format!("Deployment {}", deployment.meta.name))
        .chain(pods.map(|one| format!("pod {}", one.meta.name)))
        .collect();
    named.into_iter().collect()
}

fn is_deployment(scope: &Scope<'_>, one: &Arc<Workload>) -> bool {
    scope.space.deployments.get(one.meta.name.as_str()).is_some_and(|known| Arc::ptr_eq(known, one))
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::remove(&*finding.path)]);
    vec![
        Fix::new("Remove the label", Risk::Restarts)
            .costs("The pods are replaced and no longer get requests of that Service. NetworkPolicies that select by the label no longer apply to them.")
            .edit(edit),
    ]
}
