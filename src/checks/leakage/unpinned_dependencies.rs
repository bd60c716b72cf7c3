//! What a range resolves to is decided by whoever publishes next.

use crate::checks::prelude::*;
use crate::model::function::Dependency;
use crate::model::platform::Era;

pub static CHECK: Check = Check {
    id: "unpinned-dependencies",
    family: Leakage,
    severity: Medium,
    title: "Dependencies are not pinned to a version",
    why: "Nobody scans what a Function installs: a poisoned release within the range runs with the Function's Secrets and identity as soon as it is installed.",
    page: include_str!("unpinned_dependencies.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Platform],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let loose: Vec<&Dependency> = function.dependencies.iter().filter(|one| !one.pinned).collect();
    let first = loose.first()?;
    let when = match scope.platform().era {
        Era::Buildless => "at every pod start",
        Era::Legacy => "at every build",
        Era::Unknown => "at every install",
    };
    let named: Vec<String> = loose.iter().map(|one| shown(one)).collect();
    let message = format!("{} resolves {} anew {when}", function.meta.name, some_of(&named));
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(if function.version == "v1alpha1" { "/spec/deps" } else { "/spec/source/inline/dependencies" })
        .line(first.line, first.column)
        .seen(format!("{} of {} packages float", loose.len(), function.dependencies.len()))
        .says(message)
        .key("dependencies");
    Some(finding)
}

/// The name and the range; addresses may hold credentials, so of them only the form is told.
fn shown(one: &Dependency) -> String {
    let range = one.form == "a range" && one.spec.len() <= 40;
    format!("{} ({})", one.name, if range { &one.spec } else { &one.form })
}
