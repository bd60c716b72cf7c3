//! Anyone who can write Functions can read the namespace's Secrets, even without permission to read Secrets.

use super::external_subjects::who;
use super::subjects::{Hold, cluster_wide, here};
use crate::checks::prelude::*;
use crate::engine::access::{Powers, Right};
use crate::model::namespace::is_system;
use crate::model::rbac::Subject;
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "secrets-by-function-author",
    family: Access,
    severity: Medium,
    title: "Function authors bypass RBAC on Secrets",
    why: "A Function can mount any Secret of its namespace, and nothing checks that its author may read it: a role without Secrets does not protect them.",
    page: include_str!("secrets_by_function_author.md"),
    reads: &[
        Reads::Optional(Kind::Function),
        Reads::Kind(Kind::RoleBinding),
        Reads::Kind(Kind::Role),
        Reads::Everywhere(Kind::ClusterRoleBinding),
        Reads::Everywhere(Kind::ClusterRole),
        Reads::Kind(Kind::Secret),
    ],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let secrets = scope.space.secrets.len();
    if secrets == 0 || scope.space.is_cluster() || is_system(scope.name()) {
        return Vec::new();
    }
    let mut sums: BTreeMap<&Subject, Powers> = BTreeMap::new();
    let own = here(scope);
    for hold in own.iter().chain(&cluster_wide(scope)) {
        let sum = sums.entry(hold.subject).or_default();
        *sum = *sum | hold.powers;
    }
    let judged = own
        .iter()
        .filter(|hold| writes(hold))
        .filter(|hold| sums.get(hold.subject).is_some_and(|all| !all.has(Right::ReadSecrets)));
    judged.map(|hold| finding(hold, secrets)).collect()
}

fn writes(hold: &Hold<'_>) -> bool {
    let platform = hold.subject.kind == "ServiceAccount" && is_system(&hold.subject.namespace);
    !platform && hold.powers.has_any(&[Right::CreateFunctions, Right::ChangeFunctions])
}

fn finding(hold: &Hold<'_>, secrets: usize) -> Finding {
    let whom = hold.subject.shown();
    Finding::new(&CHECK, hold.object())
        .at(hold.path())
        .with_evidence(format!("{} grants functions, not secrets; {secrets} Secrets here", hold.role()))
        .says(format!(
            "{} may not read Secrets, but can read every one here through a Function",
            who(hold.subject)
        ))
        .sure(Confidence::Likely)
        .key(format!("{whom} {}", hold.role()))
}
