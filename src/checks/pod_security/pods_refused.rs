//! Pods are refused by Pod Security, and the status of the Function does not say so.

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
    title: "Pod Security refuses the pods of a Function",
    why: "The new version never runs and the old one keeps serving, while the Function only says that it waits for replicas.",
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
    let of = |one: &Workload| functions.get(one.meta.labels.get(LABEL_NAME)?).map(AsRef::as_ref);
    let each = scope.space.deployments.values();
    each.filter_map(|deployment| judge(scope, of(deployment)?, deployment)).collect()
}

/// Whether this check reports a Function, so that others need not foresee what happens already.
pub fn is_reported(scope: &Scope<'_>, function: &Function) -> bool {
    let of = |one: &&Workload| one.meta.labels.get(LABEL_NAME) == Some(function.meta.name.as_str());
    let mut own = scope.space.deployments.values().map(AsRef::as_ref).filter(of);
    own.any(|deployment| judge(scope, function, deployment).is_some())
}

fn judge(scope: &Scope<'_>, function: &Function, deployment: &Workload) -> Option<Finding> {
    let message = deployment.refused.as_deref()?;
    let (_, words) = message.split_once("violates PodSecurity")?;
    // The level was lowered, or the Function mended, and the controller has not tried again yet.
    let (level, _) = standard::policy(scope).enforce;
    let refuses = forecast(function, scope.platform())
        .iter()
        .any(|pod| !evaluate(&pod.template, level, standard::edition(scope)).is_empty());
    if scope.space.namespace().is_some() && !refuses {
        return None;
    }
    let name = &function.meta.name;
    let says = if deployment.ready > 0 {
        format!("New pods of {name} are refused; {} of an older state still serve", deployment.ready)
    } else {
        format!("The pods of {name} are refused: it does not run at all")
    };
    let finding = Finding::new(&CHECK, function_ref(function)).seen(words.trim().to_owned()).says(says);
    // A condition may be a moment old; it is not seen for how long it has held.
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
    // What a Function asks for beyond baseline is mended at the Function.
    if level != Level::Restricted || !bears(Level::Baseline) || scope.space.namespace().is_none() {
        return Vec::new();
    }
    let price = "It holds for every pod of the namespace. Where the Function itself asks for too much, mend that instead: see weak-security-context.";
    vec![lower::to(
        scope,
        Level::Baseline,
        "the strictest level that the pods of this Function satisfy",
        price,
    )]
}
