//! For workloads without pods, as in a folder of manifests, one pod represents the pods they would create.

use crate::model::function::Function;
use crate::model::pod::{GATEWAY_HOME, Pod};
use crate::model::space::{Map, Space};
use crate::model::workload::Workload;
use crate::model::{Change, Dirty, Extent, Labels, Meta, Object, Snapshot};

/// The workloads of a namespace by kind, in the same order.
#[must_use]
pub fn workloads(space: &Space) -> [(&'static str, &Map<Workload>); 7] {
    [
        ("deployment", &space.deployments),
        ("statefulset", &space.stateful_sets),
        ("daemonset", &space.daemon_sets),
        ("replicaset", &space.replica_sets),
        ("replicationcontroller", &space.replication_controllers),
        ("job", &space.jobs),
        ("cronjob", &space.cron_jobs),
    ]
}

/// Returns whether a namespace has workloads without pods.
#[must_use]
pub fn lacks_pods(space: &Space, files: bool) -> bool {
    !of_space(space, files).is_empty() || written(space).next().is_some()
}

/// Adds a pod for each workload without one.
pub fn add(snapshot: &mut Snapshot) {
    let files = snapshot.extent() == Extent::Files;
    let pods: Vec<Pod> = snapshot
        .spaces()
        .flat_map(|space| of_space(space, files).into_iter().chain(written(space)))
        .collect();
    for pod in pods {
        snapshot.apply(Change::Put(Object::Pod(Box::new(pod))), &mut Dirty::default());
    }
}

/// Adds the gateway as Kyma installs it if the files do not contain one, because external traffic enters
/// through it.
pub fn add_gateway(snapshot: &mut Snapshot) {
    let seen =
        snapshot.space(GATEWAY_HOME).is_some_and(|space| space.pods.values().any(|pod| pod.is_gateway()));
    if seen || snapshot.extent() != Extent::Files {
        return;
    }
    let labels = [("app", "istio-ingressgateway"), ("istio", "ingressgateway")].into_iter().collect();
    let meta = Meta { namespace: GATEWAY_HOME.into(), name: "gateway".into(), labels, ..Meta::default() };
    let service_account = "istio-ingressgateway-service-account".into();
    let pod = Pod { meta, service_account, ..Pod::default() };
    snapshot.apply(Change::Put(Object::Pod(Box::new(pod))), &mut Dirty::default());
}

fn of_space(space: &Space, from_files: bool) -> Vec<Pod> {
    let is_there = |labels: &Labels| {
        let is_own = |pod: &Pod| labels.iter().all(|(key, value)| pod.meta.labels.is(key, value));
        !labels.is_empty() && space.pods.values().any(|pod| is_own(pod))
    };
    let each = workloads(space).into_iter();
    let each = each.flat_map(|(kind, all)| all.iter().map(move |(name, one)| (kind, name, one)));
    // A workload that another one controls is covered by its owner, and a server already has the pods of a
    // Job.
    let own = each.filter(|(kind, _, one)| one.meta.controller().is_none() && (*kind != "job" || from_files));
    let mut made: Vec<Pod> = own
        .filter(|(_, _, workload)| !is_there(&workload.template_labels))
        .map(|(kind, name, workload)| of_workload(space, &format!("{kind}/{name}"), workload))
        .collect();
    for (name, function) in &space.functions {
        let runs = |pod: &Pod| pod.function() == Some(name);
        if !space.pods.values().any(|pod| runs(pod)) && !made.iter().any(runs) {
            made.push(of_function(space, function));
        }
    }
    made
}

/// Returns the pod that a workload of a namespace will have.
#[must_use]
pub fn of_workload(space: &Space, name: &str, workload: &Workload) -> Pod {
    let template = &workload.template;
    let mut pod = stand_in(space, name, &workload.template_labels);
    let annotations = template.metadata.annotations.iter();
    pod.meta.annotations = annotations.map(|(key, value)| (key.as_str(), value.as_str())).collect();
    pod.sidecar &= !template.spec.host_network;
    let account = template.spec.service_account_name.clone().unwrap_or_default();
    Pod { template: template.clone().into(), service_account: account.into(), ..pod }
}

/// Returns the pod that a Function of a namespace will have.
#[must_use]
pub fn of_function(space: &Space, function: &Function) -> Pod {
    let mut pod = stand_in(space, &format!("function/{}", function.meta.name), &function.labels_of_pods());
    pod.meta.annotations = function.pod_annotations.clone();
    pod
}

fn stand_in(space: &Space, name: &str, labels: &Labels) -> Pod {
    let meta = Meta {
        namespace: space.name.to_string().into(),
        name: name.into(),
        labels: labels.clone(),
        ..Meta::default()
    };
    Pod { meta, sidecar: space.injects(labels), ..Pod::default() }
}

/// Returns pods that no server has seen yet, as they will be with their sidecar.
fn written(space: &Space) -> impl Iterator<Item = Pod> {
    let bare = |pod: &Pod| pod.phase.is_empty() && !pod.sidecar && !pod.template.spec.host_network;
    let own = space.pods.values().filter(move |pod| bare(pod) && space.injects(&pod.meta.labels));
    own.map(|pod| Pod { sidecar: true, ..Pod::clone(pod) })
}
