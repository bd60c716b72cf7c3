//! Nothing refuses dangerous pods in a namespace with Functions.

use super::{raise, standard};
use crate::checks::guards;
use crate::checks::prelude::*;
use crate::engine::pod_security::Level;
use crate::model::namespace::is_system;

pub static CHECK: Check = Check {
    id: "namespace-level-missing",
    family: PodSecurity,
    severity: Medium,
    title: "No Pod Security level on the namespace",
    why: "Functions may request privileged pods, and without a level nothing refuses them.",
    page: include_str!("namespace_level_missing.md"),
    reads: &[
        Reads::Kind(Kind::Namespace),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::KyvernoPolicy),
        Reads::Hint(Kind::KyvernoClusterPolicy),
        Reads::Hint(Kind::GatekeeperPrivileged),
        Reads::Hint(Kind::GatekeeperHostNamespace),
        Reads::Hint(Kind::GatekeeperHostFilesystem),
    ],
    find,
    fixes,
};

/// Kinds whose policies may enforce the same.
const OTHERS: [Kind; 5] = [
    Kind::KyvernoPolicy,
    Kind::KyvernoClusterPolicy,
    Kind::GatekeeperPrivileged,
    Kind::GatekeeperHostNamespace,
    Kind::GatekeeperHostFilesystem,
];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let Some(namespace) = scope.space.namespace() else {
        return Vec::new();
    };
    let labelled = namespace.meta.labels.get("pod-security.kubernetes.io/enforce").is_some();
    let functions: Vec<&str> = scope.space.functions.keys().map(AsRef::as_ref).collect();
    if labelled || functions.is_empty() {
        return Vec::new();
    }
    let policy = standard::policy(scope);
    let told = policy.warn.0.min(policy.audit.0);
    let here = standard::holding(scope);
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::Namespace, "", scope.name()))
        .at(standard::label("enforce"))
        .with_evidence("no enforce label")
        .about(functions);
    let finding = if told > Level::Privileged {
        finding
            .says(format!("Pods that violate {told} only cause a warning in {here}"))
            .with_evidence(format!("no enforce label; {}", standard::shown(scope, "warn")))
            .graded(Low, format!("pods that violate {told} appear in warnings and in the audit log"))
            .key("only told")
    } else {
        finding.says(format!("Privileged pods are admitted to {here}")).key("unset")
    };
    let missing = format!("No Pod Security level is set for {here}");
    let finding = guards::weigh(scope, finding, guards::of_level(scope), &missing, &OTHERS);
    let system = is_system(scope.name());
    vec![if system { finding.graded(Info, "a namespace of the platform") } else { finding }]
}

fn fixes(scope: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    raise::fixes(scope)
}
