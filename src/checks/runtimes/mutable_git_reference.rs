//! Anyone who may push to the branch can deploy, without any right on the cluster.

use crate::checks::fix::AnswerForm;
use crate::checks::hosts::has_scheme;
use crate::checks::prelude::*;
use crate::model::function::{Git, Source};
use crate::model::platform::{Era, Version};

pub static CHECK: Check = Check {
    id: "mutable-git-reference",
    family: Runtimes,
    severity: Medium,
    title: "Function follows a mutable Git reference",
    why: "The controller checks the reference every few minutes and deploys what it finds. The right to push is the right to run code in this namespace.",
    page: include_str!("mutable_git_reference.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Platform],
    find,
    fixes,
};

const PATH: &str = "/spec/source/gitRepository/reference";
/// The first version in which a reference can be something other than a branch.
const PINS: Version = Version(1, 13, 0);

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let platform = scope.platform();
    let early = platform.version.is_some_and(|version| version < PINS);
    if platform.era == Era::Legacy || early {
        return Vec::new();
    }
    let sure = platform.version.is_some();
    scope.space.functions.values().filter_map(|function| judge(function, sure)).collect()
}

fn judge(function: &Function, sure: bool) -> Option<Finding> {
    let Source::Git(git) = &function.source else { return None };
    if is_commit(&git.reference) || !is_fetched(function, git) {
        return None;
    }
    let old = function.version == "v1alpha1";
    let path = if old { "/spec/reference" } else { PATH };
    let from = if old { format!("GitRepository {}", git.url) } else { git.url.clone() };
    let what = if is_tag(&git.reference) { "move tag" } else { "push to" };
    let message = format!("Anyone who may {what} \"{}\" of {from} can deploy code here", git.reference);
    let finding =
        Finding::new(&CHECK, function_ref(function)).at(path).with_evidence(&*git.reference).says(message);
    Some(finding.sure(if sure { Confidence::Certain } else { Confidence::Likely }).key("reference"))
}

/// Returns whether the controller can fetch it: git supports the URL, the reference is a short name, and the
/// status does not report that it was not found.
fn is_fetched(function: &Function, git: &Git) -> bool {
    let scheme = ["http", "https", "ssh", "git", "git+ssh"].iter().any(|one| has_scheme(&git.url, one));
    let scp = !git.url.contains("://")
        && git.url.split_once(':').is_some_and(|(host, path)| {
            !host.is_empty() && !path.is_empty() && !host.contains(['/', ' ', '{', '<'])
        });
    let reference = git.reference.trim();
    // The controller looks for branches and tags by their short names.
    let named =
        !reference.is_empty() && !reference.starts_with("refs/") && !reference.contains(char::is_whitespace);
    let refused = function.condition("ConfigurationReady").is_some_and(|condition| {
        condition.status == "False"
            && ["reference not found", "repository not found"]
                .iter()
                .any(|text| condition.message.contains(text))
    });
    let object = function.version == "v1alpha1" && !git.url.is_empty();
    (scheme || scp || object) && named && !refused
}

/// Returns whether a reference looks like a version, `v1.2.3` or `2024.11`: branches are rarely named so.
fn is_tag(reference: &str) -> bool {
    let number = reference.strip_prefix(['v', 'V']).unwrap_or(reference);
    let start = number.split(['-', '+']).next().unwrap_or_default();
    start.contains('.')
        && start.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Pins the commit that ran last; one that is being rolled out now is in the Deployment only. If none is known,
/// the user is asked.
fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let function = scope.space.functions.get(finding.object.name.as_str());
    let Some(function) = function.filter(|one| one.version != "v1alpha1") else {
        return Vec::new();
    };
    let Source::Git(git) = &function.source else { return Vec::new() };
    let Git { reference, url, .. } = &**git;
    let known = Some(&function.status.commit).filter(|commit| is_commit(commit));
    let commit = known.map_or("${commit}", |commit| commit.as_str());
    let why = "the commit that was last ready; a newer one may be rolling out";
    let why = if known.is_some() { why } else { "a fixed commit: pushes do not change it" };
    let ops = vec![Op::test(PATH, json!(reference)), Op::set(PATH, json!(commit))];
    let edit = Edit::modify(function_ref(function), ops).note(PATH, why);
    let title = if known.is_some() { "Pin the running commit" } else { "Pin a commit" };
    let fix = Fix::new(title, Risk::Restarts)
        .costs("Pushes no longer deploy: to release, change this field. The pods are replaced and reinstall their dependencies.")
        .edit(edit);
    if known.is_some() {
        return vec![fix];
    }
    let asks = format!("the full 40-digit commit of {url}; \"git ls-remote\" shows it");
    vec![fix.asks_as(AnswerForm::Commit, "commit", asks, "")]
}
