//! Where workloads have no pods yet, as in a folder of manifests, one pod stands for those they would make.

use crate::model::pod::Pod;
use crate::model::{Change, Dirty, Labels, Meta, Object, Snapshot, Space};

pub fn add(snapshot: &mut Snapshot) {
    let pods: Vec<Pod> = snapshot.spaces().flat_map(of_space).collect();
    for pod in pods {
        snapshot.apply(Change::Put(Object::Pod(Box::new(pod))), &mut Dirty::default());
    }
}

fn of_space(space: &Space) -> Vec<Pod> {
    let is_there = |labels: &Labels| {
        let is_own = |pod: &Pod| labels.iter().all(|(key, value)| pod.meta.labels.is(key, value));
        !labels.is_empty() && space.pods.values().any(|pod| is_own(pod))
    };
    let stand_in = |name: String, labels: &Labels| {
        let meta =
            Meta { namespace: space.name.to_string(), name, labels: labels.clone(), ..Meta::default() };
        Pod { meta, ..Pod::default() }
    };
    let sorts = [
        ("deployment", &space.deployments),
        ("statefulset", &space.stateful_sets),
        ("daemonset", &space.daemon_sets),
    ];
    let each = sorts.into_iter().flat_map(|(kind, all)| all.iter().map(move |(name, one)| (kind, name, one)));
    let mut made: Vec<Pod> = each
        .filter(|(_, _, workload)| !is_there(&workload.template_labels))
        .map(|(kind, name, workload)| Pod {
            template: workload.template.clone(),
            ..stand_in(format!("{kind}/{name}"), &workload.template_labels)
        })
        .collect();
    for (name, function) in &space.functions {
        let labels = function.labels_of_pods();
        let runs = |pod: &Pod| pod.function() == Some(name);
        if !space.pods.values().any(|pod| runs(pod)) && !made.iter().any(runs) {
            made.push(stand_in(format!("function/{name}"), &labels));
        }
    }
    made
}
