//! A Function that runs in a custom image gets none of Kyma's patches.

use super::image::Image;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "custom-runtime-image",
    family: Runtimes,
    severity: Medium,
    title: "Runtime image is not Kyma's default",
    why: "Kyma patches and scans only the base images of its own runtimes. You must maintain an image that replaces them.",
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
    let finding =
        Finding::new(&CHECK, function_ref(function)).at(PATH).with_evidence(&*function.image_override);
    if image.is_kyma() {
        let message = "The runtime image is fixed to one build of Kyma";
        let note =
            "lowered from medium: Kyma patches newer builds, but module upgrades do not change this image";
        return Some(finding.says(message).graded(Low, note));
    }
    let message = "Kyma neither patches nor scans the runtime image: you must do both";
    Some(finding.says(message))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let ops = vec![Op::test(PATH, json!(function.image_override)), Op::remove(PATH)];
    let fix = Fix::new("Return to the module's runtime image", Risk::MayBreak)
        .costs("Everything that the custom image added (system packages, certificates, tools) is gone; the pods are replaced and reinstall their dependencies.")
        .edit(Edit::modify(function_ref(function), ops));
    vec![fix]
}
