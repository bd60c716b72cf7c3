//! What fetches the source of a git Function does not bear the strictest level.

use super::{lower, pods_refused, standard};
use crate::checks::prelude::*;
use crate::engine::function_pods::{Purpose, forecast};
use crate::engine::pod_security::{Level, evaluate};
use crate::model::platform::Era;

pub static CHECK: Check = Check {
    id: "git-function-in-restricted",
    family: PodSecurity,
    severity: Medium,
    title: "The level refuses Functions from git",
    why: "The init container that fetches the source does not say what restricted demands: the pods are refused when they start next, and people lower the level for everybody.",
    page: include_str!("git_function_in_restricted.md"),
    reads: &[
        Reads::Kind(Kind::Namespace),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::Pod),
        Reads::Hint(Kind::Deployment),
        Reads::Platform,
    ],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let (level, _) = standard::policy(scope).enforce;
    if level != Level::Restricted || scope.platform().era == Era::Legacy {
        return Vec::new();
    }
    let all = scope.space.functions.values().map(AsRef::as_ref);
    // Functions whose pods are refused already are the matter of pods-refused.
    let all = all.filter(|one| !pods_refused::is_reported(scope, one));
    let refused: Vec<&Function> = all.filter(|one| is_refused(scope, one)).collect();
    if refused.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = refused.iter().map(|function| function.meta.name.as_str()).collect();
    let message = if let [one] = names.as_slice() {
        format!("Once its pod restarts, {one} gets none: its source comes from git")
    } else {
        format!("Once their pods restart, {} get none: their source comes from git", some_of(&names))
    };
    let sure = scope.platform().floor().is_some();
    let finding = Finding::new(&CHECK, namespace_ref(scope))
        .at(standard::label("enforce"))
        .seen(standard::shown(scope, "enforce"))
        .says(message)
        .sure(if sure { Confidence::Certain } else { Confidence::Likely });
    vec![finding.about(names).key("git")]
}

/// A pod that was let in at this level proves that a newer module does what is needed.
fn is_refused(scope: &Scope<'_>, function: &Function) -> bool {
    let edition = standard::edition(scope);
    let fits = |pod: &Pod| evaluate(&pod.template, Level::Restricted, edition).is_empty();
    let proven = serving(scope).any(|pod| pod.function() == Some(&function.meta.name) && fits(pod));
    let to_come = forecast(function, scope.platform());
    let mut to_come = to_come.iter().filter(|pod| pod.purpose == Purpose::Serve);
    let breaks = to_come.any(|pod| !evaluate(&pod.template, Level::Restricted, edition).is_empty());
    function.is_git() && breaks && !proven
}

fn fixes(scope: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    let price = "Pods may run as root here again. Keeping the source inline, or moving these Functions to a namespace of their own, would let the stricter level stay for the others.";
    vec![lower::to(scope, Level::Baseline, "the strictest level that Functions from git satisfy", price)]
}
