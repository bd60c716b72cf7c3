//! A password in the address of a repository is shown wherever the address is.

use crate::checks::prelude::*;
use crate::model::function::{Source, Userinfo};

pub static CHECK: Check = Check {
    id: "credentials-in-git-url",
    family: Leakage,
    severity: Critical,
    title: "A password stands in a git address",
    why: "The address is in the Function, its status, its Deployment, its events and the log of its pods: everybody with view rights reads the password, and may write to the repository with it.",
    page: include_str!("credentials_in_git_url.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Option<Finding> {
    let Source::Git(git) = &function.source else { return None };
    match git.userinfo {
        Userinfo::None | Userinfo::Name => return None,
        Userinfo::Secret => {}
    }
    let shown = git.url.replacen("://", "://•••@", 1);
    let message =
        format!("The git address of {} carries a password or token for all to read", function.meta.name);
    let finding = Finding::new(&CHECK, function_ref(function)).at("/spec/source/gitRepository/url");
    Some(finding.seen(shown).says(message).key("url"))
}
