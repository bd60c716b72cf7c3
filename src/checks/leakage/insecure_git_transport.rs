//! Over an unencrypted connection, anyone on the network path can replace the code.

use crate::checks::hosts::{has_scheme, host, is_private_host};
use crate::checks::prelude::*;
use crate::model::function::{Git, Source, Userinfo};

pub static CHECK: Check = Check {
    id: "insecure-git-transport",
    family: Leakage,
    severity: High,
    title: "Git source is fetched without encryption",
    why: "Nothing scans the fetched code. Anyone on the network path can replace it, and can read the credentials used to fetch it.",
    page: include_str!("insecure_git_transport.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes,
};

const PATH: &str = "/spec/source/gitRepository/url";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Option<Finding> {
    let Source::Git(git) = &function.source else { return None };
    let finding = Finding::new(&CHECK, function_ref(function)).at(PATH).with_evidence(&*git.url).key("url");
    if ["http", "git"].iter().any(|scheme| has_scheme(&git.url, scheme)) {
        let named = matches!(git.userinfo, Userinfo::Password | Userinfo::Token);
        let also =
            if named || !git.auth.is_empty() { ", and its credentials are sent in plaintext" } else { "" };
        let finding = finding.says(format!("The code is fetched over an unencrypted connection{also}"));
        let near = host(&git.url).is_some_and(is_private_host);
        let note = "lowered from high: the server is in the cluster or in a private network";
        return Some(if near { finding.graded(Medium, note) } else { finding });
    }
    if !has_scheme(&git.url, "file") {
        return None;
    }
    let note = "lowered from high: the controller image does not contain a git program to open it with";
    let message = "The repository URL points to the controller's own file system";
    Some(finding.says(message).sure(Confidence::Possible).graded(Low, note))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let function = scope.space.functions.get(finding.object.name.as_str());
    let Some((function, git)) = function.and_then(|function| Some((function, plain(function)?))) else {
        return Vec::new();
    };
    let Some((_, rest)) = git.url.split_once("://").filter(|_| !has_scheme(&git.url, "file")) else {
        return Vec::new();
    };
    let edit = Edit::modify(function_ref(function), vec![Op::set(PATH, json!("${url}"))])
        .note(PATH, "the same repository over TLS");
    vec![
        Fix::new("Fetch the code over TLS", Risk::Restarts)
            .costs("The pods are replaced. If the server does not offer the repository over TLS, the running version stays and the controller reports SourceUpdateFailed.")
            .asks("url", "the repository URL, with https", format!("https://{rest}"))
            .edit(edit),
    ]
}

/// Returns the Git source if its URL contains nothing that a new URL would lose.
fn plain(function: &Function) -> Option<&Git> {
    match &function.source {
        Source::Git(git) if git.userinfo == Userinfo::None => Some(git),
        Source::Git(_) | Source::Inline { .. } | Source::Missing => None,
    }
}
