//! A namespace with Functions explicitly admits every pod.

use super::{raise, standard};
use crate::checks::prelude::*;
use crate::engine::pod_security::Level;
use crate::model::namespace::is_system;

pub static CHECK: Check = Check {
    id: "namespace-level-privileged",
    family: PodSecurity,
    severity: High,
    title: "Pod Security level is set to privileged",
    why: "Functions may request privileged pods, and this level admits all of them.",
    page: include_str!("namespace_level_privileged.md"),
    reads: &[Reads::Kind(Kind::Namespace), Reads::Optional(Kind::Function)],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let labels = scope.space.namespace().map(|one| &one.meta.labels);
    let open = labels.is_some_and(|all| all.is("pod-security.kubernetes.io/enforce", "privileged"));
    let functions: Vec<&str> = scope.space.functions.keys().map(AsRef::as_ref).collect();
    if !open || functions.is_empty() {
        return Vec::new();
    }
    let policy = standard::policy(scope);
    let told = policy.warn.0.min(policy.audit.0);
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::Namespace, "", scope.name()))
        .at(standard::label("enforce"))
        .with_evidence("enforce: privileged")
        .says(format!("Level privileged admits every pod to {}", standard::holding(scope)))
        .about(functions)
        .key("privileged");
    let finding = if told > Level::Privileged {
        let note = format!("pods that violate {told} appear in warnings and in the audit log");
        finding.graded(Medium, note).key("only told")
    } else {
        finding
    };
    let system = is_system(scope.name());
    vec![if system { finding.graded(Info, "a namespace of the platform") } else { finding }]
}

fn fixes(scope: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    raise::fixes(scope)
}
