//! A label that was to put sidecars before pods says something the mesh does not understand, or says no.

use super::injection::{INJECT, is_meshed, own_word};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "sidecar-injection-mistyped",
    family: Reach,
    severity: Medium,
    title: "Sidecars are off, or asked for in a wrong word",
    why: "Without a sidecar there is no encryption between pods and no policy in front of the Function, and nothing says that the label had no effect.",
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
        functions.filter(|one| !is_meshed(scope, one)).map(|one| one.meta.name.as_str()).collect();
    if bare.is_empty() {
        return None;
    }
    let message = if word == "disabled" {
        format!(
            "Sidecars are switched off in {}: no policy of the mesh holds for {}",
            scope.name(),
            some_of(&bare)
        )
    } else {
        format!(
            "The mesh does not know \"{word}\": {} get{} no sidecar",
            some_of(&bare),
            if bare.len() == 1 { "s" } else { "" }
        )
    };
    let finding = Finding::new(&CHECK, namespace_ref(scope)).at(NAMESPACE).seen(format!("{LABEL}: {word}"));
    Some(finding.says(message).about(bare).key("namespace"))
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let labelled = function.pod_labels.get(INJECT);
    let word = own_word(function).filter(|word| *word != "true" && !is_meshed(scope, function))?;
    let name = &function.meta.name;
    let message = if word == "false" {
        format!("{name} asks for no sidecar: no policy of the mesh holds for it")
    } else {
        format!("{name} says \"{word}\" where the mesh knows \"true\" and \"false\" only")
    };
    let finding = Finding::new(&CHECK, function_ref(function)).at(place_of(labelled.is_some()));
    Some(finding.seen(format!("{INJECT}: {word}")).says(message).key("function"))
}

fn place_of(label: bool) -> String {
    format!("/spec/{}/{}", if label { "labels" } else { "annotations" }, escape(INJECT))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.key == "namespace" {
        let edit = Edit::modify(namespace_ref(scope), vec![Op::set(NAMESPACE, json!("enabled"))])
            .note(NAMESPACE, "every pod that is made here from now on gets a sidecar");
        return vec![
            Fix::new("Switch sidecars on for the namespace", Risk::MayBreak)
                .costs("It takes rights on the Namespace itself. Pods must restart to get the sidecar, which you do afterwards (kubectl rollout restart deployment). It holds for all workloads here, not only Functions.")
                .edit(edit),
        ];
    }
    let edit = Edit::modify(finding.object.clone(), vec![Op::remove(&*finding.path)]);
    vec![
        Fix::new("Remove the word", Risk::MayBreak)
            .costs("The pods are replaced; whether they get a sidecar is then up to the namespace. Callers without a sidecar are refused once they have one.")
            .edit(edit),
    ]
}
