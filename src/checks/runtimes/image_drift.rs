//! Replicas of one Function that run different content under one name.

use crate::checks::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

pub static CHECK: Check = Check {
    id: "image-drift",
    family: Runtimes,
    severity: Low,
    title: "Replicas run different images under one name",
    why: "A tag that was pushed again makes two replicas of one Function run two things: what was tested is not what serves.",
    page: include_str!("image_drift.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Kind(Kind::Pod)],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let serving = serving_each(scope);
    let each = scope.space.functions.values();
    each.filter_map(|function| judge(function, serving.get(function.meta.name.as_str())?)).collect()
}

/// Pods of one template only: during a rollout two templates run side by side, as they should.
fn judge(function: &Function, pods: &[&Pod]) -> Option<Finding> {
    let mut digests: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for pod in pods {
        let template = pod.meta.labels.get("pod-template-hash").unwrap_or_default();
        let digest = pod.image_id.rsplit_once('@').map(|(_, digest)| digest);
        digests.entry((template, &pod.image)).or_default().extend(digest);
    }
    let ((_, image), found) = digests.into_iter().find(|(_, found)| found.len() > 1)?;
    let message = format!(
        "Pods of {} run {} different images, all called {image}: restart the Deployment to make them one",
        function.meta.name,
        found.len()
    );
    let finding =
        Finding::new(&CHECK, function_ref(function)).seen(found.into_iter().collect::<Vec<_>>().join(", "));
    Some(finding.says(message).key("digests"))
}
