//! A password in a repository URL is visible wherever the URL is.

use crate::checks::fix::CarriedPart;
use crate::checks::hosts::has_scheme;
use crate::checks::prelude::*;
use crate::checks::reword::Reword;
use crate::model::function::{Git, Source, Userinfo};

pub static CHECK: Check = Check {
    id: "credentials-in-git-url",
    family: Leakage,
    severity: Critical,
    title: "Password or token in the Git repository URL",
    why: "The URL is in the Function, its status, its Deployment, its events and its pod logs. Anyone with view rights can read the password, and may write to the repository with it.",
    page: include_str!("credentials_in_git_url.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Hint(Kind::Secret)],
    find,
    fixes,
};

const URL: &str = "/spec/source/gitRepository/url";
const AUTH: &str = "/spec/source/gitRepository/auth";
const KNOWN: &str = "Rotate it afterwards and treat it as compromised: logs, events, old ReplicaSets, the last-applied annotation and your repository still contain it.";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Option<Finding> {
    let git = git_with_secret(function)?;
    let shown = git.url.replacen("://", "://•••@", 1);
    let message = "The Git repository URL contains a password or token";
    let finding = Finding::new(&CHECK, function_ref(function)).at(URL);
    Some(finding.with_evidence(shown).says(message).key("url"))
}

/// Returns the Git source if its URL contains a secret.
fn git_with_secret(function: &Function) -> Option<&Git> {
    let Source::Git(git) = &function.source else { return None };
    match git.userinfo {
        Userinfo::None | Userinfo::Name => None,
        Userinfo::Password | Userinfo::Token => Some(git),
    }
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let function = scope.space.functions.get(finding.object.name.as_str());
    let Some((function, git)) = function.and_then(|function| Some((function, git_with_secret(function)?)))
    else {
        return Vec::new();
    };
    let http = ["http", "https"].iter().any(|scheme| has_scheme(&git.url, scheme));
    let fix = match (git.auth.is_empty(), http) {
        (true, true) => Some(seal(scope, function, git)),
        // The Secret that `auth` names takes precedence over the URL.
        (false, _) => Some(set_aside(scope, function, git)),
        (true, false) => None,
    };
    fix.into_iter().collect()
}

/// Moves the credential into a Secret that the controller uses for fetching, without showing it.
fn seal(scope: &Scope<'_>, function: &Function, git: &Git) -> Fix {
    let (name, create) = secret(scope, function, git, "git");
    let auth = json!({"type": "basic", "secretName": name});
    let modify = Edit::modify(function_ref(function), vec![Op::set(AUTH, auth)])
        .rewrite(URL, Reword::Bare(git.url.clone()))
        .note(URL, "the same repository, without the credential in its URL")
        .note(AUTH, "the controller and the pods send the same credential as before");
    Fix::new("Move the credential into a Secret", Risk::Restarts)
        .costs(format!("The pods are replaced. {KNOWN}"))
        .edit(create)
        .edit(modify)
}

/// Removes an unused credential from the URL and keeps it in a Secret for reference.
fn set_aside(scope: &Scope<'_>, function: &Function, git: &Git) -> Fix {
    let (name, create) = secret(scope, function, git, "git-unused");
    let modify = Edit::modify(function_ref(function), Vec::new())
        .rewrite(URL, Reword::Bare(git.url.clone()))
        .note(URL, "auth is set and takes precedence over a credential in the URL");
    let price = format!(
        "The pods are replaced. No workload uses the Secret {name}: delete it once the credential is revoked. {KNOWN}"
    );
    Fix::new("Remove the credential from the URL", Risk::Restarts).costs(price).edit(create).edit(modify)
}

/// A Secret with the part before the `@`, sent in the same way as before: a token alone stays the user name.
fn secret(scope: &Scope<'_>, function: &Function, git: &Git, of: &str) -> (String, Edit) {
    let name: String = format!("{}-{of}", function.meta.name).chars().take(240).collect();
    let name = free_name(name.trim_end_matches(['-', '.']), |name| scope.space.secrets.contains_key(name));
    let value = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": scope.name()},
        "type": "Opaque",
        "stringData": {"username": "", "password": ""},
    });
    let (own, user, password) = (function_ref(function), "/stringData/username", "/stringData/password");
    let why =
        "moves from the URL into the Secret when the fix is applied, without URL escapes; it is never shown";
    let create = Edit::create(ObjectRef::new(Kind::Secret, scope.name(), &name), value)
        .note(user, why)
        .carry_part(user, own.clone(), URL, CarriedPart::User);
    let create = match git.userinfo {
        Userinfo::Token => {
            create.note(password, "the token was sent as the user name without a password, and still is")
        }
        Userinfo::None | Userinfo::Name | Userinfo::Password => {
            create.carry_part(password, own.clone(), URL, CarriedPart::Password)
        }
    };
    // Needed for an undo only where user and password do not determine how they were escaped.
    let create = create.carry_part("/stringData/userinfo", own, URL, CarriedPart::Userinfo);
    (name, create)
}
