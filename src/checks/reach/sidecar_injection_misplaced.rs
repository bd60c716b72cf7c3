//! Sidecar injection is requested in a place that does not reach the pods.

use super::injection::{INJECT, is_meshed, own_word};
use crate::checks::prelude::*;
use crate::model::namespace::Namespace;

pub static CHECK: Check = Check {
    id: "sidecar-injection-misplaced",
    family: Reach,
    severity: Medium,
    title: "Sidecar injection is set in the wrong place",
    why: "Labels and annotations of the Function itself do not reach its pods. Its author expects it in the mesh, and it is not.",
    page: include_str!("sidecar_injection_misplaced.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Hint(Kind::Namespace), Reads::Hint(Kind::Pod)],
    find,
    fixes,
};

const PATH: &str = "/spec/labels/sidecar.istio.io~1inject";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let wrong = [("annotations", &function.meta.annotations), ("labels", &function.meta.labels)];
    let (field, _) = wrong.into_iter().find(|(_, labels)| labels.is(INJECT, "true"))?;
    let namespace = scope.space.namespace();
    let injected = namespace.is_some_and(Namespace::injects);
    if own_word(function).is_some() || injected || is_meshed(scope, function) {
        return None;
    }
    let message = format!("Injection is requested in metadata.{field}, which does not reach the pods");
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(format!("/metadata/{field}/{}", escape(INJECT)))
        .with_evidence(format!("{INJECT}: true in metadata.{field}"))
        .says(message)
        .key("misplaced");
    // Where its labels cannot be read, the namespace may inject by itself.
    Some(if namespace.is_some() { finding } else { finding.sure(Confidence::Likely) })
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(PATH, json!("true"))])
        .note(PATH, "labels under spec reach the pods");
    vec![
        Fix::new("Request the sidecar in spec.labels", Risk::Restarts)
            .costs("The pods are replaced and reinstall their dependencies. Callers inside the cluster without a sidecar are refused from then on.")
            .edit(edit),
    ]
}
