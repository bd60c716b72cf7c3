//! The registry's pods require more than the level of their namespace allows.

use crate::checks::pod_security::lower;
use crate::checks::pod_security::standard::{self, label};
use crate::checks::prelude::*;
use crate::engine::pod_security::{self as levels, Level, Violation};
use crate::model::workload::Workload;

pub static CHECK: Check = Check {
    id: "restricted-blocks-registry",
    family: Registry,
    severity: High,
    title: "Registry violates its Pod Security level",
    why: "The registry of Functions starts as root. Under a stricter Pod Security level its next restart is refused, and no Function can be built or rescheduled.",
    page: include_str!("restricted_blocks_registry.md"),
    reads: &[Reads::Kind(Kind::Namespace), Reads::Kind(Kind::Deployment), Reads::Kind(Kind::DaemonSet)],
    find,
    fixes,
};

const DEPLOYMENTS: [&str; 2] = ["serverless-docker-registry", "dockerregistry"];
const DAEMON_SETS: [&str; 1] = ["serverless-docker-registry-self-signed-cert"];
/// Returns the workloads that make up a registry; those scaled to zero start no pods.
fn registries<'a>(scope: &Scope<'a>) -> Vec<&'a Workload> {
    let space = scope.space;
    let deployments = DEPLOYMENTS.iter().filter_map(|name| space.deployments.get(*name));
    let deployments = deployments.filter(|deployment| deployment.replicas > 0);
    let daemon_sets = DAEMON_SETS.iter().filter_map(|name| space.daemon_sets.get(*name));
    deployments.chain(daemon_sets).map(AsRef::as_ref).collect()
}

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let (level, version) = standard::policy(scope).enforce;
    let judged = registries(scope)
        .into_iter()
        .map(|registry| (registry, levels::evaluate(&registry.template, level, version)));
    let refused: Vec<(&Workload, Vec<Violation>)> = judged.filter(|(_, all)| !all.is_empty()).collect();
    if refused.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = refused.iter().map(|(one, _)| one.meta.name.as_str()).collect();
    let mut reasons: Vec<&str> =
        refused.iter().flat_map(|(_, all)| all).map(|violation| violation.reason.as_str()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let already = refused.iter().any(|(one, _)| one.refused.is_some());
    let message = format!("Namespace {} enforces {level}, but {}", scope.name(), needs(&names, already));
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::Namespace, "", scope.name()))
        .at(label("enforce"))
        .with_evidence(format!("{}; refused for {}", standard::shown(scope, "enforce"), some_of(&reasons)))
        .says(message)
        .key(names.join(" "));
    vec![finding]
}

fn needs(names: &[&str], already: bool) -> String {
    let who = some_of(names);
    match (names.len() == 1, already) {
        (true, false) => format!("{who} violates it: once stopped, it does not start again"),
        (true, true) => format!("{who} violates it: its pods are refused already"),
        (false, false) => format!("{who} violate it: once stopped, they do not start again"),
        (false, true) => format!("{who} violate it: their pods are refused already"),
    }
}

fn fixes(scope: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    let (level, version) = standard::policy(scope).enforce;
    let fits = registries(scope).into_iter().map(|one| levels::highest(&one.template, version)).min();
    let Some(fits) = fits.filter(|fits| *fits < level) else {
        return Vec::new();
    };
    let price = match fits {
        Level::Privileged => format!("Any pod may run in {} from then on.", scope.name()),
        Level::Baseline | Level::Restricted => {
            format!("Pods in {} may request everything that {fits} allows from then on.", scope.name())
        }
    };
    vec![lower::to(scope, fits, "the strictest level that lets the registry start", price)]
}
