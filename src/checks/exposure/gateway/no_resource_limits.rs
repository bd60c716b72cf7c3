//! A Function without limits can exhaust its node.

use crate::checks::prelude::*;
use crate::model::function::Resources;

pub static CHECK: Check = Check {
    id: "no-resource-limits",
    family: Exposure,
    severity: Low,
    title: "A Function runs without resource limits",
    why: "Under load, or under attack, it takes memory and CPU from everything else on its node.",
    page: include_str!("no_resource_limits.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Kind(Kind::LimitRange),
        Reads::ExposureHint,
        Reads::Hint(Kind::Service),
    ],
    find,
    fixes,
};

const PATH: &str = "/spec/resourceConfiguration/function";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // The namespace sets limits for containers without their own.
    if scope.space.limit_ranges.values().any(|range| range.default_limits) {
        return Vec::new();
    }
    scope.space.functions.values().filter_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    match function.resources {
        Resources::Custom { limits: false } => {}
        Resources::Custom { limits: true } | Resources::Preset | Resources::Profile(_) => return None,
    }
    let old = function.version == "v1alpha1";
    let at = if old { "/spec/resources".into() } else { format!("{PATH}/resources") };
    let message = "Sets its own resources without limits";
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(at)
        .with_evidence("no limits")
        .says(message)
        .key("limits");
    Some(match way_in(scope, function) {
        Some(way) => finding.graded(Medium, format!("raised from low: {way} exposes it to external load")),
        None => finding,
    })
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let function = scope.space.functions.get(finding.object.name.as_str());
    let Some(function) = function.filter(|one| one.version != "v1alpha1") else {
        return Vec::new();
    };
    let edit = Edit::modify(function_ref(function), vec![Op::set(PATH, json!({"profile": "${profile}"}))])
        .note(PATH, "a profile of the module, with requests and limits, replaces the custom resources");
    vec![
        Fix::new("Use a resource profile with limits", Risk::MayBreak)
            .costs(
                "The pods are replaced. A Function that needs more memory than the profile allows is killed.",
            )
            .asks("profile", "one of XS, S, M, L, XL", "L")
            .edit(edit),
    ]
}
