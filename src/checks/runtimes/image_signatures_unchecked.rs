//! Where the cluster verifies image signatures, namespaces with custom images should be included.

use super::image::Image;
use crate::checks::guards;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "image-signatures-unchecked",
    family: Runtimes,
    severity: Low,
    title: "Image signatures are not verified",
    why: "A custom runtime image is trusted by its name alone, although this cluster could verify who signed it.",
    page: include_str!("image_signatures_unchecked.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Kind(Kind::Namespace),
        Reads::Everywhere(Kind::Namespace),
        Reads::Hint(Kind::KyvernoPolicy),
        Reads::Hint(Kind::KyvernoClusterPolicy),
    ],
    find,
    fixes,
};

const LABEL: &str = "namespaces.warden.kyma-project.io/validate";
const PATH: &str = "/metadata/labels/namespaces.warden.kyma-project.io~1validate";

const OTHERS: [Kind; 2] = [Kind::KyvernoPolicy, Kind::KyvernoClusterPolicy];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let foreign =
        |function: &&Function| Image::read(&function.image_override).is_some_and(|image| !image.is_kyma());
    let foreign: Vec<&Function> = scope.space.functions.values().map(AsRef::as_ref).filter(foreign).collect();
    let functions: Vec<&str> = foreign.iter().map(|one| one.meta.name.as_str()).collect();
    let checked = label(scope.space).is_some_and(|word| matches!(word, "enabled" | "system" | "user"));
    if functions.is_empty() || checked || !is_installed(scope) {
        return Vec::new();
    }
    let who = format!("{}, where {} uses a custom image", scope.name(), some_of(&functions));
    let message = format!("Image signatures are verified elsewhere in this cluster, but not in {who}");
    let seen = label(scope.space).map_or_else(|| "no label".into(), |word| format!("validate: {word}"));
    let finding = Finding::new(&CHECK, namespace_ref(scope)).at(PATH).with_evidence(seen).says(message);
    let finding = finding.sure(Confidence::Likely).about(functions).key("warden");
    let images: Vec<&str> = foreign.iter().map(|one| one.image_override.as_str()).collect();
    let missing = format!("Warden does not verify image signatures in {who}");
    vec![guards::weigh(scope, finding, guards::of_signatures(scope, &images), &missing, &OTHERS)]
}

fn label(space: &crate::model::Space) -> Option<&str> {
    space.namespace().and_then(|namespace| namespace.meta.labels.get(LABEL))
}

/// Returns whether warden is installed: the platform's own namespaces then have the label.
fn is_installed(scope: &Scope<'_>) -> bool {
    scope.mesh().into_iter().chain(scope.system()).any(|space| label(space).is_some())
}

fn fixes(scope: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(namespace_ref(scope), vec![Op::set(PATH, json!("enabled"))])
        .note(PATH, "images without a trusted signature are refused from now on");
    vec![
        Fix::new("Verify image signatures in this namespace", Risk::MayBreak)
            .costs("Pods whose images have no signature that the cluster trusts are refused at their next start, including your own images. Have them signed first.")
            .edit(edit),
    ]
}
