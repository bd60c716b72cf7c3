//! The next published release decides what a version range resolves to.

use crate::checks::fix::AnswerForm;
use crate::checks::prelude::*;
use crate::checks::reword::Reword;
use crate::engine::packages::{self, PackageEdit, PackageManager, Pin};
use crate::model::function::Dependency;
use crate::model::platform::Era;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "unpinned-dependencies",
    family: Leakage,
    severity: Medium,
    title: "Dependencies are not pinned to exact versions",
    why: "Nothing scans what a Function installs. A malicious release within the range runs with the Function's Secrets and identity as soon as it is installed.",
    page: include_str!("unpinned_dependencies.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Packages, Reads::Platform],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let loose: Vec<&Dependency> = loose(function).collect();
    let first = loose.first()?;
    let when = match scope.platform().era {
        Era::Buildless => "at every pod start",
        Era::Legacy => "at every build",
        Era::Unknown => "at every install",
    };
    let named: Vec<String> = loose.iter().map(|one| shown(one)).collect();
    let message = format!("Unpinned versions, resolved {when}: {}", some_of(&named));
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(dependency_text(function))
        .line(first.line, first.column)
        .with_evidence(format!("{} of {} packages not pinned", loose.len(), function.dependencies.len()))
        .says(message)
        .key("dependencies");
    Some(finding)
}

fn loose(function: &Function) -> impl Iterator<Item = &Dependency> {
    function.dependencies.iter().filter(|dependency| !dependency.pinned)
}

/// Returns the name and the range. URLs may contain credentials, so only their form is shown.
fn shown(one: &Dependency) -> String {
    format!("{} ({})", one.name, spec(one))
}

fn spec(one: &Dependency) -> &str {
    let range = one.form == "a range" && one.spec.len() <= 40;
    if range { &one.spec } else { &one.form }
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    // Files in git are changed there.
    let function = scope.space.functions.get(finding.object.name.as_str()).filter(|one| !one.is_git());
    function.and_then(|function| pin(scope, function)).into_iter().collect()
}

/// Asks for each version; proposes no change while one package has none that could be named.
fn pin(scope: &Scope<'_>, function: &Function) -> Option<Fix> {
    let language = PackageManager::of(&function.runtime);
    let mut fix = Fix::new("Pin exact versions", Risk::MayBreak).costs(price(scope, language));
    let mut edit = Edit::modify(function_ref(function), Vec::new())
        .note(dependency_text(function), "only the versions change; the rest of the text stays unchanged");
    let mut seen = BTreeSet::new();
    for one in loose(function) {
        let spec = packages::bare(&one.spec);
        if !seen.insert((&one.name, spec.clone())) {
            continue;
        }
        let (form, asks, default) = question(language, one)?;
        let name = free_name(&one.name, |name| fix.needs.iter().any(|need| need.name == name));
        let change = PackageEdit::Pin { name: one.name.to_string(), spec, to: format!("${{{name}}}") };
        edit = edit.rewrite(dependency_text(function), Reword::Packages(language, change));
        fix = fix.asks_as(form, name, asks, default);
    }
    Some(fix.edit(edit))
}

/// Returns what to ask about a package; nothing for an archive, of which only the URL is known.
fn question(language: PackageManager, one: &Dependency) -> Option<(AnswerForm, String, String)> {
    let settable = |letter: char| letter.is_alphanumeric() || "@/._-".contains(letter);
    if !one.name.chars().all(settable) {
        return None;
    }
    let (name, spec) = (&one.name, spec(one));
    match language.pin(&one.spec) {
        Pin::Range | Pin::Tag | Pin::Missing => {
            let command = match language {
                PackageManager::Npm => format!("npm view {name} version"),
                PackageManager::Pip => format!("pip index versions {name}"),
            };
            let asks = format!("the exact version of {name} ({spec} now; \"{command}\" shows the newest)");
            // No default: the running version is the newest of the range on the day of the install.
            Some((AnswerForm::Version(language), asks, String::new()))
        }
        Pin::Git { .. } => {
            Some((AnswerForm::Commit, format!("the full 40-digit commit of {name}"), String::new()))
        }
        Pin::Exact | Pin::Url { .. } | Pin::Path => None,
    }
}

fn price(scope: &Scope<'_>, language: PackageManager) -> String {
    let list = match language {
        PackageManager::Npm => "npm ls --depth=0",
        PackageManager::Pip => "pip freeze",
    };
    let (when, missing) = match scope.platform().era {
        Era::Legacy => ("The image is rebuilt", "the build fails and the old image stays"),
        Era::Buildless | Era::Unknown => {
            ("The pods are replaced", "the new pods do not start and the old ones keep running")
        }
    };
    format!(
        "\"{list}\" in a pod shows the running versions. {when}; if a version was never published, {missing}."
    )
}
