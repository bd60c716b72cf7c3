//! What the namespace's default account may do, every Function and every dependency of one may do.

use super::holds::{Hold, cluster_wide, here};
use super::strangers::take_out;
use crate::checks::prelude::*;
use crate::engine::access::{Right, Who, account_name};

pub static CHECK: Check = Check {
    id: "default-account-has-rights",
    family: Access,
    severity: High,
    title: "Every Function here holds rights in the cluster",
    why: "Functions cannot choose a ServiceAccount of their own: a right of the default one is a right of each Function of the namespace, and of each package it installs.",
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

/// Rights that lead on to everything else.
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

/// The default account by name, or by a group that it is in.
fn is_theirs(account: &Who, hold: &Hold<'_>) -> bool {
    let subject = hold.subject;
    match subject.kind.as_str() {
        // Without a namespace it is one of the binding's own; a binding of the cluster then names nobody.
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

fn judge(scope: &Scope<'_>, hold: &Hold<'_>) -> Option<Finding> {
    let held: Vec<Right> = Right::ALL.into_iter().filter(|right| hold.powers.has_some(*right)).collect();
    let first = held.first()?;
    let grave = GRAVE.into_iter().find(|right| hold.powers.has(*right));
    let shown: Vec<String> = held.iter().map(|right| right.shown()).collect();
    let place = if hold.kind == Kind::RoleBinding { "here" } else { "in every namespace" };
    let functions: Vec<&str> = scope.space.functions.keys().map(AsRef::as_ref).collect();
    let what = grave.unwrap_or(*first).shown();
    let message = format!("{} may {what} {place}, by {}", some_of(&functions), hold.role());
    let finding = Finding::new(&CHECK, hold.object())
        .at(hold.path())
        .seen(some_of(&shown))
        .says(message)
        .about(functions.iter().copied())
        .key(format!("{} {}", hold.subject.shown(), hold.role()));
    if holds_no_token(scope) {
        let note = format!(
            "lowered from {}: no pod of a Function here holds the account's token now",
            if grave.is_some() { "critical" } else { "high" }
        );
        return Some(finding.graded(Low, note));
    }
    Some(match grave {
        Some(right) => finding
            .graded(Critical, format!("raised from high: to {} leads on to everything else", right.shown())),
        None if hold.powers.whole == 0 => {
            finding.graded(Medium, "lowered from high: the rights are over named objects alone")
        }
        None => finding,
    })
}

/// Whether pods of Functions were seen, and all of them run without a token.
fn holds_no_token(scope: &Scope<'_>) -> bool {
    let mut pods = serving(scope).filter(|pod| pod.function().is_some()).peekable();
    pods.peek().is_some() && pods.all(|pod| !pod.token_mounted)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    take_out(scope, finding, "all that", "in every Function of the namespace")
}
