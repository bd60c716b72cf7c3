//! Image builds run as root, which the level of this namespace refuses: old code keeps running.

use super::{lower, standard};
use crate::checks::prelude::*;
use crate::engine::pod_security::Level;
use crate::model::platform::Era;

pub static CHECK: Check = Check {
    id: "restricted-blocks-builds",
    family: PodSecurity,
    severity: Medium,
    title: "Level restricted blocks image builds",
    why: "A Function whose builds are refused keeps running its old code. Fixes never go live, and its status hardly shows why.",
    page: include_str!("restricted_blocks_builds.md"),
    reads: &[Reads::Kind(Kind::Namespace), Reads::Optional(Kind::Function), Reads::Platform],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions: Vec<&str> = scope.space.functions.keys().map(AsRef::as_ref).collect();
    if standard::policy(scope).enforce.0 != Level::Restricted || functions.is_empty() {
        return Vec::new();
    }
    let name = scope.name();
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::Namespace, "", name))
        .at(standard::label("enforce"))
        .with_evidence(standard::shown(scope, "enforce"))
        .about(functions)
        .key("restricted");
    match scope.platform().era {
        Era::Buildless => Vec::new(),
        Era::Legacy => vec![finding.says(format!(
            "Namespace {name} refuses the jobs that build its Functions: changes are never deployed"
        ))],
        Era::Unknown => {
            let note = format!("whether images are built is unknown: {}", scope.platform().evidence);
            let says = format!("If this cluster builds images, namespace {name} refuses the build jobs");
            vec![finding.says(says).sure(Confidence::Possible).graded(Info, note)]
        }
    }
}

/// Proposes a fix only where builds are known to happen: a guess must not lower a level.
fn fixes(scope: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    if scope.platform().era != Era::Legacy {
        return Vec::new();
    }
    let price =
        "Pods may run as root here again; switch to buildless mode instead to keep the stricter level.";
    vec![lower::to(scope, Level::Baseline, "the strictest level that build jobs satisfy", price)]
}
