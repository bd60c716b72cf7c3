//! A refused Function keeps its old pods, and nothing replaces them.

use crate::checks::prelude::*;
use crate::model::function::LABEL_NAME;

pub static CHECK: Check = Check {
    id: "refused-runtime-still-serving",
    family: Runtimes,
    severity: High,
    title: "Refused Function still serves old code",
    why: "The controller does not touch the running pods of a Function it refuses: they get neither new code nor a patched runtime.",
    page: include_str!("refused_runtime_still_serving.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Kind(Kind::Deployment), Reads::Platform],
    find,
    fixes,
};

const PATH: &str = "/spec/runtime";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(scope, function)).collect()
}

/// Returns whether this check reports a Function because of its runtime.
pub(super) fn is_about_runtime(scope: &Scope<'_>, function: &Function) -> bool {
    judge(scope, function).is_some_and(|finding| finding.evidence.contains(&*function.runtime))
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let serving = serving_replicas(scope, function);
    if serving == 0 {
        return None;
    }
    let refused = function.condition("ConfigurationReady");
    let refused = refused.filter(|one| one.status == "False" && one.reason == "InvalidFunctionSpec");
    // A refusal that names an earlier runtime is about to be re-evaluated.
    let refused =
        refused.filter(|one| !one.message.contains("runtime:") || one.message.contains(&*function.runtime));
    let served = scope.runtimes_served();
    let unknown = !served.is_empty()
        && !served.iter().any(|one| function.runtime == *one)
        && function.version != "v1alpha1";
    let (path, seen, confidence) = match refused {
        Some(condition) => ("/spec", condition.message.clone(), Confidence::Certain),
        None if unknown => (PATH, format!("runtime {}", function.runtime), Confidence::Likely),
        None => return None,
    };
    let message = format!(
        "The controller refuses the Function, but {serving} pod{} of an earlier version still serve{}",
        plural(serving),
        if serving == 1 { "s" } else { "" }
    );
    let finding = Finding::new(&CHECK, function_ref(function)).at(path).with_evidence(seen).says(message);
    Some(finding.sure(confidence).key("refused"))
}

fn serving_replicas(scope: &Scope<'_>, function: &Function) -> usize {
    let own = scope.space.deployments.values();
    let own = own.filter(|one| one.meta.labels.is(LABEL_NAME, &function.meta.name));
    own.map(|workload| usize::try_from(workload.ready).unwrap_or_default()).sum()
}

/// Proposes a fix for a runtime only: other corrections require the author's intent.
fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let function = scope.space.functions.get(finding.object.name.as_str());
    let Some(function) =
        function.filter(|one| !scope.runtimes_served().iter().any(|served| one.runtime == *served))
    else {
        return Vec::new();
    };
    super::upgrade::upgrade(scope, function).into_iter().collect()
}
