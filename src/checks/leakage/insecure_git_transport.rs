//! Code that comes over an unencrypted line is the code of whoever sits on the line.

use crate::checks::hosts::{has_scheme, host, is_near};
use crate::checks::prelude::*;
use crate::model::function::{Git, Source, Userinfo};

pub static CHECK: Check = Check {
    id: "insecure-git-transport",
    family: Leakage,
    severity: High,
    title: "The code is fetched without encryption",
    why: "Nobody scans what arrives: who can change the answer on its way decides what the Function runs, and reads the credentials it is fetched with.",
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
    let name = &function.meta.name;
    let finding = Finding::new(&CHECK, function_ref(function)).at(PATH).seen(&*git.url).key("url");
    if ["http", "git"].iter().any(|scheme| has_scheme(&git.url, scheme)) {
        let named = matches!(git.userinfo, Userinfo::Password | Userinfo::Token);
        let also =
            if named || !git.auth.is_empty() { ", and its credentials travel in plaintext" } else { "" };
        let finding = finding.says(format!("The code of {name} comes over an unencrypted line{also}"));
        let near = host(&git.url).is_some_and(is_near);
        let note = "lowered from high: the server is in the cluster or a private network";
        return Some(if near { finding.graded(Medium, note) } else { finding });
    }
    if !has_scheme(&git.url, "file") {
        return None;
    }
    let note = "lowered from high: the controller as shipped has no git program to open it with";
    let message = format!("{name} asks the controller for a folder of the controller's own file system");
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
            .costs("If the repository is not served there, the controller keeps what runs and says SourceUpdateFailed. Otherwise the pods are replaced.")
            .asks("url", "the address of the repository, with https", format!("https://{rest}"))
            .edit(edit),
    ]
}

/// A source whose address holds nothing that a new one would lose.
fn plain(function: &Function) -> Option<&Git> {
    match &function.source {
        Source::Git(git) if git.userinfo == Userinfo::None => Some(git),
        Source::Git(_) | Source::Inline { .. } | Source::Missing => None,
    }
}
