//! A Function that runs in an image of the user's choice gets none of Kyma's patches.

use super::image::Image;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "custom-runtime-image",
    family: Runtimes,
    severity: Medium,
    title: "The runtime image is not Kyma's own",
    why: "Kyma patches and scans the base images of its runtimes only; an image set in their place is its user's to maintain.",
    page: include_str!("custom_runtime_image.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes,
};

const PATH: &str = "/spec/runtimeImageOverride";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Option<Finding> {
    let image = Image::read(&function.image_override)?;
    let finding = Finding::new(&CHECK, function_ref(function)).at(PATH).seen(&*function.image_override);
    if image.is_kyma() {
        let message = format!("{} stays at one build of Kyma's runtime image", function.meta.name);
        let note = "lowered from medium: Kyma patches newer builds, but an upgrade of the module will not bring them here";
        return Some(finding.says(message).graded(Low, note));
    }
    let message = format!(
        "{} runs in an image that Kyma neither patches nor scans: both are yours to do",
        function.meta.name
    );
    Some(finding.says(message))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let ops = vec![Op::test(PATH, json!(function.image_override)), Op::remove(PATH)];
    let fix = Fix::new("Return to the image of the module", Risk::MayBreak)
        .costs("Whatever the image brought along (system packages, certificates, tools) is gone; the pods are replaced and install their dependencies again.")
        .edit(Edit::modify(function_ref(function), ops));
    vec![fix]
}
