//! A Function in a version that current Kyma releases refuse: the running code may differ from the file.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "function-version-unserved",
    family: Runtimes,
    severity: Medium,
    title: "API version v1alpha1 is no longer served",
    why: "Kyma since 2.14 and every Serverless module serve only v1alpha2. A v1alpha1 Function cannot be applied, so no change to it, including patches, is ever deployed.",
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
    let message = "The Function uses v1alpha1, which Kyma no longer serves since 2.14";
    Finding::new(&CHECK, function_ref(function))
        .at("/apiVersion")
        .with_evidence("v1alpha1")
        .says(message)
        .key("v1alpha1")
}
