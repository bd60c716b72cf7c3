//! Pod Security refuses pods, and the status of the Function does not report it.

use super::{lower, standard};
use crate::checks::prelude::*;
use crate::engine::function_pods::forecast;
use crate::engine::pod_security::{Level, evaluate};
use crate::model::function::LABEL_NAME;
use crate::model::workload::Workload;

pub static CHECK: Check = Check {
    id: "pods-refused",
    family: PodSecurity,
    severity: High,
    title: "Pod Security refuses the Function's pods",
    why: "The new version never runs and the old one keeps serving, while the Function only reports that it waits for replicas.",
    page: include_str!("pods_refused.md"),
    reads: &[
        Reads::Kind(Kind::Deployment),
        Reads::Kind(Kind::Function),
        Reads::Hint(Kind::Namespace),
        Reads::Platform,
    ],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions = &scope.space.functions;
    let of = |workload: &Workload| functions.get(workload.meta.labels.get(LABEL_NAME)?).map(AsRef::as_ref);
    let each = scope.space.deployments.values();
    each.filter_map(|deployment| judge(scope, of(deployment)?, deployment)).collect()
}

/// Returns whether this check reports a Function, so that other checks need not predict it.
pub fn is_reported(scope: &Scope<'_>, function: &Function) -> bool {
    let of = |workload: &&Workload| workload.meta.labels.get(LABEL_NAME) == Some(function.meta.name.as_str());
    let mut own = scope.space.deployments.values().map(AsRef::as_ref).filter(of);
    own.any(|deployment| judge(scope, function, deployment).is_some())
}

fn judge(scope: &Scope<'_>, function: &Function, deployment: &Workload) -> Option<Finding> {
    let message = deployment.refused.as_deref()?;
    let (_, words) = message.split_once("violates PodSecurity")?;
    // The level was lowered, or the Function fixed, and the controller has not retried yet.
    let (level, _) = standard::policy(scope).enforce;
    let refuses = forecast(function, scope.platform())
        .iter()
        .any(|pod| !evaluate(&pod.template, level, standard::edition(scope)).is_empty());
    if scope.space.namespace().is_some() && !refuses {
        return None;
    }
    let says = if deployment.ready > 0 {
        format!("New pods are refused; {} of an older version still serve", deployment.ready)
    } else {
        "All pods are refused: the Function does not run".to_owned()
    };
    let finding =
        Finding::new(&CHECK, function_ref(function)).with_evidence(words.trim().to_owned()).says(says);
    // A condition may be recent; how long it has been true is not recorded.
    Some(finding.sure(Confidence::Likely).key("refused"))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let edition = standard::edition(scope);
    let bears = |level: Level| {
        forecast(function, scope.platform())
            .iter()
            .all(|pod| evaluate(&pod.template, level, edition).is_empty())
    };
    let (level, _) = standard::policy(scope).enforce;
    // A Function that violates baseline must be fixed itself.
    if level != Level::Restricted || !bears(Level::Baseline) || scope.space.namespace().is_none() {
        return Vec::new();
    }
    let price = "The lower level applies to every pod in the namespace. If the Function itself asks for too much, fix that instead: see weak-security-context.";
    vec![lower::to(
        scope,
        Level::Baseline,
        "the strictest level that the pods of this Function satisfy",
        price,
    )]
}
