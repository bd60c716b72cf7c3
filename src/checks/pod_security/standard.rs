//! The Pod Security level of a namespace: the one in force, and the one its pods would satisfy.
//! A scope flows in; the policy in force, the strictest level that fits, and the violating pods flow out.

use crate::checks::prelude::*;
use crate::engine::function_pods::forecast;
use crate::engine::pod_security::{self as levels, Level, NamespaceLevels, Version as Edition};
use crate::model::pod_spec::PodTemplate;
use crate::model::workload::Workload;
use std::collections::{BTreeMap, BTreeSet};

/// The minor version of Kubernetes to assume where no server reports one.
const EDITION: u32 = 33;

/// Returns the version that new labels pin, so that a cluster upgrade does not tighten them; it is also
/// what `latest` means here.
#[must_use]
pub fn edition(scope: &Scope<'_>) -> Edition {
    Edition::V(scope.platform().server.map_or(EDITION, |server| server.1))
}

/// Returns the levels of a namespace for enforce, warn and audit; without the Namespace, none.
#[must_use]
pub fn policy(scope: &Scope<'_>) -> NamespaceLevels {
    let labels = scope.space.namespace().into_iter().flat_map(|namespace| namespace.meta.labels.iter());
    let labels: BTreeMap<String, String> = labels.map(|(key, value)| (key.into(), value.into())).collect();
    levels::labels(&labels)
}

/// Returns the path of a label of the standard, such as `enforce` or `warn-version`.
#[must_use]
pub fn label(mode: &str) -> String {
    format!("/metadata/labels/pod-security.kubernetes.io~1{mode}")
}

/// Returns a level label as set, `enforce: baseline`, and how the admission reads a mistyped one.
#[must_use]
pub fn shown(scope: &Scope<'_>, mode: &str) -> String {
    let key = format!("pod-security.kubernetes.io/{mode}");
    let Some(value) = scope.space.namespace().and_then(|namespace| namespace.meta.labels.get(&key)) else {
        return format!("no {mode} label");
    };
    match (Level::parse(value), mode) {
        (Some(level), _) => format!("{mode}: {level}"),
        (None, "enforce") => format!("{mode}: {value}, an invalid level that counts as restricted"),
        (None, _) => format!("{mode}: {value}, an invalid level that counts as privileged"),
    }
}

/// `namespace payments with 2 Functions`.
#[must_use]
pub fn holding(scope: &Scope<'_>) -> String {
    let count = scope.space.functions.len();
    format!("namespace {} with {count} Function{}", scope.name(), plural(count))
}

/// What the pods of a namespace satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    pub level: Level,
    /// Workloads that satisfy no level.
    pub against: BTreeSet<String>,
    /// Kinds that could not be listed.
    pub unseen: Vec<Kind>,
}

/// Evaluates every pod, the pods of workloads, and the future pods of Functions.
pub fn fit(scope: &Scope<'_>) -> Fit {
    let mut fit = Fit { level: Level::Restricted, against: BTreeSet::new(), unseen: Vec::new() };
    let kinds = [Kind::Pod, Kind::Deployment, Kind::DaemonSet, Kind::StatefulSet, Kind::CronJob];
    let kinds = kinds.map(Reads::Kind);
    fit.unseen = scope.missing(&kinds).into_iter().map(|(kind, _)| kind).collect();
    let space = scope.space;
    let edition = edition(scope);
    let sets = space.daemon_sets.values().chain(space.stateful_sets.values());
    for workload in space.deployments.values().chain(sets).chain(space.cron_jobs.values()) {
        fit.look(&workload.template, edition, || name_of(workload));
    }
    // Sidecars are injected into pods only, so templates alone are not enough.
    for pod in space.pods.values().filter(|pod| !pod.finished()) {
        fit.look(&pod.template, edition, || {
            pod.function().unwrap_or_else(|| made_by(scope, &pod.meta)).to_owned()
        });
    }
    for function in space.functions.values() {
        for pod in forecast(function, scope.platform()) {
            fit.look(&pod.template, edition, || function.meta.name.clone().into());
            // An uncertain forecast must not promise restricted.
            fit.level = if pod.sure { fit.level } else { fit.level.min(Level::Baseline) };
        }
    }
    fit
}

impl Fit {
    fn look(&mut self, template: &PodTemplate, edition: Edition, name: impl FnOnce() -> String) {
        let level = levels::highest(template, edition);
        self.level = self.level.min(level);
        if level == Level::Privileged {
            self.against.insert(name());
        }
    }
}

fn name_of(workload: &Workload) -> String {
    let function = workload.meta.labels.get(crate::model::function::LABEL_NAME);
    function.unwrap_or(&workload.meta.name).to_owned()
}

/// Returns the Deployment or `DaemonSet` a pod comes from, else the pod itself.
fn made_by<'a>(scope: &Scope<'_>, pod: &'a Meta) -> &'a str {
    let Some(owner) = pod.controller() else {
        return &pod.name;
    };
    // A ReplicaSet has the name of its Deployment and a hash.
    let deployment = owner.name.rsplit_once('-').map_or("", |(name, _)| name);
    match owner.kind.as_str() {
        "DaemonSet" => &owner.name,
        "ReplicaSet" if scope.space.deployments.contains_key(deployment) => deployment,
        _ => &pod.name,
    }
}
