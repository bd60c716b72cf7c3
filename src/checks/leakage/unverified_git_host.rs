//! Over SSH the controller never verifies the identity of the server.

use crate::checks::prelude::*;
use crate::model::function::Source;

pub static CHECK: Check = Check {
    id: "unverified-git-host",
    family: Leakage,
    severity: Medium,
    title: "SSH host key of the Git server is not verified",
    why: "Over SSH any host key is accepted. A machine on the network path can serve other code, and nothing scans it.",
    page: include_str!("unverified_git_host.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes,
};

const SOURCE: &str = "/spec/source/gitRepository";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Option<Finding> {
    let Source::Git(git) = &function.source else { return None };
    let over = over_ssh(&git.url)?;
    let message = format!(
        "The code is fetched over SSH from {} without verifying its host key",
        over.split('/').next().unwrap_or_default()
    );
    let finding =
        Finding::new(&CHECK, function_ref(function)).at(format!("{SOURCE}/url")).with_evidence(&*git.url);
    Some(finding.says(message).key("host"))
}

/// Returns `host/path` of an address that uses SSH.
fn over_ssh(url: &str) -> Option<String> {
    if let Some(rest) = url.strip_prefix("ssh://") {
        let (authority, path) = rest.split_once('/')?;
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let host = host.split(':').next().unwrap_or(host);
        return Some(format!("{host}/{path}"));
    }
    // `git@host:path`, as scp writes it.
    let (user, rest) = url.split_once('@').filter(|_| !url.contains("://"))?;
    let (host, path) = rest.split_once(':')?;
    (!user.contains('/') && !host.contains('/')).then(|| format!("{host}/{}", path.trim_start_matches('/')))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let function = scope.space.functions.get(finding.object.name.as_str());
    let Some((function, Source::Git(git))) = function.map(|one| (one, &one.source)) else {
        return Vec::new();
    };
    let Some(over) = over_ssh(&git.url) else {
        return Vec::new();
    };
    let (url, auth) = (format!("{SOURCE}/url"), format!("{SOURCE}/auth"));
    let wanted = json!({"type": "basic", "secretName": "${secret}"});
    let edit =
        Edit::modify(function_ref(function), vec![Op::set(&url, json!("${url}")), Op::set(&auth, wanted)])
            .note(url, "over TLS the server must prove its identity")
            .note(auth, "a Secret with the keys username and password; use a token as the password");
    vec![
        Fix::new("Fetch the code over HTTPS", Risk::Restarts)
            .costs("Create the Secret first: without it the running version stays and the controller reports SourceUpdateFailed. The pods are replaced.")
            .asks("url", "the repository URL, with https", format!("https://{over}"))
            .asks("secret", format!("the Secret in {} with the keys username and password", scope.name()), "git-credentials")
            .edit(edit),
    ]
}
