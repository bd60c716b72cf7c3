//! A label for sidecar injection has an unknown value, or disables injection.

use super::injection::{INJECT, is_meshed, own_word};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "sidecar-injection-mistyped",
    family: Reach,
    severity: Medium,
    title: "Sidecar injection is disabled or misspelled",
    why: "Without a sidecar, traffic between pods is not encrypted and mesh policies are not enforced. No error shows that the label had no effect.",
    page: include_str!("sidecar_injection_mistyped.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Kind(Kind::Namespace), Reads::Hint(Kind::Pod)],
    find,
    fixes,
};

const LABEL: &str = "istio-injection";
const NAMESPACE: &str = "/metadata/labels/istio-injection";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions = scope.space.functions.values();
    let own = functions.filter_map(|function| judge(scope, function));
    namespace(scope).into_iter().chain(own).collect()
}

fn namespace(scope: &Scope<'_>) -> Option<Finding> {
    let word = scope.space.namespace()?.meta.labels.get(LABEL).filter(|word| *word != "enabled")?;
    let functions = scope.space.functions.values().map(AsRef::as_ref);
    let bare: Vec<&str> =
        functions.filter(|one| !is_meshed(scope, one)).map(|function| function.meta.name.as_str()).collect();
    if bare.is_empty() {
        return None;
    }
    let message = if word == "disabled" {
        format!(
            "Sidecar injection is disabled in {}: mesh policies do not apply to {}",
            scope.name(),
            some_of(&bare)
        )
    } else {
        format!(
            "Unknown value \"{word}\" of istio-injection: {} get{} no sidecar",
            some_of(&bare),
            if bare.len() == 1 { "s" } else { "" }
        )
    };
    let finding =
        Finding::new(&CHECK, namespace_ref(scope)).at(NAMESPACE).with_evidence(format!("{LABEL}: {word}"));
    Some(finding.says(message).about(bare).key("namespace"))
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let labelled = function.pod_labels.get(INJECT);
    let word = own_word(function).filter(|word| *word != "true" && !is_meshed(scope, function))?;
    let message = if word == "false" {
        "The Function disables its sidecar: mesh policies do not apply to it".to_owned()
    } else {
        format!("Unknown injection value \"{word}\": the mesh accepts only \"true\" and \"false\"")
    };
    let finding = Finding::new(&CHECK, function_ref(function)).at(place_of(labelled.is_some()));
    Some(finding.with_evidence(format!("{INJECT}: {word}")).says(message).key("function"))
}

fn place_of(label: bool) -> String {
    format!("/spec/{}/{}", if label { "labels" } else { "annotations" }, escape(INJECT))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.key == "namespace" {
        let edit = Edit::modify(namespace_ref(scope), vec![Op::set(NAMESPACE, json!("enabled"))])
            .note(NAMESPACE, "every pod created here from now on gets a sidecar");
        return vec![
            Fix::new("Enable sidecar injection for the namespace", Risk::MayBreak)
                .costs("This needs rights on the Namespace itself and applies to all workloads in it, not only Functions. Restart the pods afterwards to get the sidecar (kubectl rollout restart deployment).")
                .edit(edit),
        ];
    }
    let edit = Edit::modify(finding.object.clone(), vec![Op::remove(&*finding.path)]);
    vec![
        Fix::new("Remove the injection setting", Risk::MayBreak)
            .costs("The pods are replaced; the namespace then decides whether they get a sidecar. With one, callers without a sidecar are refused.")
            .edit(edit),
    ]
}
