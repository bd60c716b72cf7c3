//! The init container that fetches the source of a git Function does not satisfy the strictest level.

use super::{lower, pods_refused, standard};
use crate::checks::prelude::*;
use crate::engine::function_pods::{Purpose, forecast};
use crate::engine::pod_security::{Level, evaluate};
use crate::model::platform::Era;

pub static CHECK: Check = Check {
    id: "git-function-in-restricted",
    family: PodSecurity,
    severity: Medium,
    title: "Functions from Git violate level restricted",
    why: "The init container that fetches the source does not set what restricted demands. The pods are refused at their next start, and teams then lower the level for all workloads.",
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
    // Functions whose pods are refused already are reported by pods-refused.
    let all = all.filter(|one| !pods_refused::is_reported(scope, one));
    let refused: Vec<&Function> = all.filter(|one| is_refused(scope, one)).collect();
    if refused.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = refused.iter().map(|function| function.meta.name.as_str()).collect();
    let message = if let [one] = names.as_slice() {
        format!("New pods of {one} will be refused: its source comes from Git")
    } else {
        format!("New pods of {} will be refused: their source comes from Git", some_of(&names))
    };
    let sure = scope.platform().floor().is_some();
    let finding = Finding::new(&CHECK, namespace_ref(scope))
        .at(standard::label("enforce"))
        .with_evidence(standard::shown(scope, "enforce"))
        .says(message)
        .sure(if sure { Confidence::Certain } else { Confidence::Likely });
    vec![finding.about(names).key("git")]
}

/// Returns whether future pods are refused. A pod admitted at this level proves that a newer module complies.
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
    let price = "Pods may run as root here again. To keep the stricter level for the others, keep the source inline or move these Functions to their own namespace.";
    vec![lower::to(scope, Level::Baseline, "the strictest level that Functions from Git satisfy", price)]
}
