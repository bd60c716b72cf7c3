//! Permissions of the namespace's default account are permissions of every Function and its dependencies.

use super::external_subjects::take_out;
use super::subjects::{Hold, cluster_wide, here};
use crate::checks::prelude::*;
use crate::engine::access::{Right, Who, account_name};

pub static CHECK: Check = Check {
    id: "default-account-has-rights",
    family: Access,
    severity: High,
    title: "Default ServiceAccount has RBAC permissions",
    why: "Functions cannot choose a ServiceAccount: every Function of the namespace, and every package it installs, has the permissions of the default one.",
    page: include_str!("default_account_has_rights.md"),
    reads: &[
        Reads::Optional(Kind::Function),
        Reads::Kind(Kind::RoleBinding),
        Reads::Kind(Kind::Role),
        Reads::Everywhere(Kind::ClusterRoleBinding),
        Reads::Everywhere(Kind::ClusterRole),
        Reads::Hint(Kind::Pod),
    ],
    find,
    fixes,
};

/// Permissions that allow privilege escalation.
const GRAVE: [Right; 12] = [
    Right::ReadSecrets,
    Right::Exec,
    Right::CreatePods,
    Right::CreateDeployments,
    Right::CreateFunctions,
    Right::ChangeFunctions,
    Right::IssueTokens,
    Right::CreateRoleBindings,
    Right::CreateClusterRoleBindings,
    Right::EscalateRoles,
    Right::ImpersonateAccounts,
    Right::ProxyNodes,
];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    if scope.space.is_cluster() || scope.space.functions.is_empty() {
        return Vec::new();
    }
    let account = Who::account(scope.name(), "default");
    let own = here(scope).into_iter().chain(cluster_wide(scope));
    own.filter(|hold| is_theirs(&account, hold)).filter_map(|hold| judge(scope, &hold)).collect()
}

/// Whether the subject is the default account, by name or by group.
fn is_theirs(account: &Who, hold: &Hold<'_>) -> bool {
    let subject = hold.subject;
    match subject.kind.as_str() {
        // Without a namespace the binding's own applies; in a ClusterRoleBinding it matches no one.
        "ServiceAccount" => {
            let own = hold.binding.meta.namespace.as_str();
            let home = if subject.namespace.is_empty() { own } else { &subject.namespace };
            let whole = !home.is_empty() && subject.name == "default";
            whole && account.user == account_name(home, &subject.name)
        }
        "User" => account.user == subject.name,
        "Group" => account.is_in(&subject.name),
        _ => false,
    }
}

#[expect(clippy::similar_names, reason = "the names that the field uses")]
fn judge(scope: &Scope<'_>, hold: &Hold<'_>) -> Option<Finding> {
    let held: Vec<Right> = Right::ALL.into_iter().filter(|right| hold.powers.has_some(*right)).collect();
    let first = held.first()?;
    let grave = GRAVE.into_iter().find(|right| hold.powers.has(*right));
    let shown: Vec<String> = held.iter().map(|right| right.shown()).collect();
    let place = if hold.kind == Kind::RoleBinding { "here" } else { "in every namespace" };
    let functions: Vec<&str> = scope.space.functions.keys().map(AsRef::as_ref).collect();
    let what = grave.unwrap_or(*first).shown();
    let message = format!("{} can {what} {place} through {}", some_of(&functions), hold.role());
    let finding = Finding::new(&CHECK, hold.object())
        .at(hold.path())
        .with_evidence(some_of(&shown))
        .says(message)
        .about(functions.iter().copied())
        .key(format!("{} {}", hold.subject.shown(), hold.role()));
    if holds_no_token(scope) {
        let note = format!(
            "lowered from {}: no Function pod here mounts the account's token now",
            if grave.is_some() { "critical" } else { "high" }
        );
        return Some(finding.graded(Low, note));
    }
    Some(match grave {
        Some(right) => finding.graded(
            Critical,
            format!("raised from high: being able to {} allows privilege escalation", right.shown()),
        ),
        None if hold.powers.whole == 0 => {
            finding.graded(Medium, "lowered from high: the permissions cover named objects only")
        }
        None => finding,
    })
}

/// Whether Function pods were seen, and none of them mounts a token.
fn holds_no_token(scope: &Scope<'_>) -> bool {
    let mut pods = serving(scope).filter(|pod| pod.function().is_some()).peekable();
    pods.peek().is_some() && pods.all(|pod| !pod.token_mounted)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    take_out(scope, finding, "everything that", "in every Function of the namespace")
}
