//! A Function in a version that no current Kyma takes: what runs is not what the file says.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "function-version-unserved",
    family: Runtimes,
    severity: Medium,
    title: "The Function's version is no longer served",
    why: "Kyma since 2.14 and every Serverless module serve v1alpha2 alone: a v1alpha1 Function cannot be applied, so no change in it, patches included, ever runs.",
    page: include_str!("function_version_unserved.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let old = scope.space.functions.values().filter(|function| function.version == "v1alpha1");
    old.map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Finding {
    let message = format!("{} is v1alpha1, which Kyma no longer serves since 2.14", function.meta.name);
    Finding::new(&CHECK, function_ref(function))
        .at("/apiVersion")
        .seen("v1alpha1")
        .says(message)
        .key("v1alpha1")
}
