//! Where packages come from: over which connection, and whether another publisher may answer first.

use crate::checks::hosts::{has_scheme, host, is_private_host};
use crate::checks::prelude::*;
use crate::checks::reword::Reword;
use crate::checks::variables;
use crate::engine::packages::{self, OptionKind, PackageEdit, PackageManager};
use crate::model::function::{Dependency, Env, IndexOption, PackageIndex, Userinfo};

pub static CHECK: Check = Check {
    id: "untrusted-dependency-source",
    family: Leakage,
    severity: High,
    title: "Packages come from an untrusted source",
    why: "Nothing scans what is installed. Over an unencrypted connection, or from an additional index, another publisher's package can run with the Function's Secrets.",
    page: include_str!("untrusted_dependency_source.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Packages],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().flat_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Vec<Finding> {
    let packages = function
        .dependencies
        .iter()
        .filter(|one| is_open(one))
        .map(|dependency| package(function, dependency));
    let indexes = function.indexes.iter().filter_map(|one| index(function, one));
    let env = variables::effective(function).filter_map(|(at, one)| variable(function, at, one));
    packages.chain(indexes).chain(env).collect()
}

/// Returns whether a package is fetched over a connection that anyone on the path can change.
fn is_open(one: &Dependency) -> bool {
    let spec = one.spec.trim_start_matches("git+");
    let plain = ["http", "git"].iter().any(|scheme| has_scheme(spec, scheme));
    plain && !host(spec).is_some_and(is_private_host)
}

fn package(function: &Function, one: &Dependency) -> Finding {
    let spec = one.spec.trim_start_matches("git+");
    let from = host(spec).unwrap_or("its server");
    let message = format!("Package {} is fetched from {from} over an unencrypted connection", one.name);
    Finding::new(&CHECK, function_ref(function))
        .at(dependency_text(function))
        .line(one.line, one.column)
        .with_evidence(format!("{}: {}", one.name, one.form))
        .says(message)
        .key(&*one.name)
}

fn index(function: &Function, one: &PackageIndex) -> Option<Finding> {
    let plain = is_plain(one);
    let message = match one.option {
        IndexOption::Index if plain => "All packages come from an unencrypted index".to_owned(),
        IndexOption::Links if plain => "Packages are searched on an unencrypted page".to_owned(),
        IndexOption::Trusted if !is_private_host(&one.address) => {
            format!("The certificate of {} is not verified", one.address)
        }
        IndexOption::Extra if plain => "Packages also come from an unencrypted index".to_owned(),
        IndexOption::Extra => {
            "The higher version of two indexes wins, regardless of its publisher".to_owned()
        }
        IndexOption::Index | IndexOption::Links | IndexOption::Trusted => return None,
    };
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(dependency_text(function))
        .line(one.line, one.column)
        .with_evidence(format!("{} {}", word(one.option), one.address))
        .says(message)
        .key(option_key(one));
    let beside = one.option == IndexOption::Extra && !plain;
    let note = "lowered from high: an attacker must first publish a package of the same name";
    Some(if beside { finding.graded(Medium, note) } else { finding })
}

/// Returns whether an option names an address that anyone on the path can answer for.
fn is_plain(one: &PackageIndex) -> bool {
    has_scheme(&one.address, "http") && !host(&one.address).is_some_and(is_private_host)
}

fn option_key(one: &PackageIndex) -> String {
    format!("{} {}", word(one.option), one.address)
}

fn word(option: IndexOption) -> &'static str {
    match option {
        IndexOption::Index => "--index-url",
        IndexOption::Extra => "--extra-index-url",
        IndexOption::Links => "--find-links",
        IndexOption::Trusted => "--trusted-host",
    }
}

fn variable(function: &Function, at: usize, env: &Env) -> Option<Finding> {
    let value = variables::text(env)?;
    let read = match env.name.as_str() {
        "NPM_CONFIG_REGISTRY" | "npm_config_registry" => function.runtime.starts_with("nodejs"),
        "PIP_INDEX_URL" | "PIP_EXTRA_INDEX_URL" => function.runtime.starts_with("python"),
        _ => false,
    };
    let plain = has_scheme(value, "http") && !host(value).is_some_and(is_private_host);
    if !read || !plain {
        return None;
    }
    let message = "Packages come from an unencrypted registry";
    let finding = Finding::new(&CHECK, function_ref(function)).at(format!("/spec/env/{at}/value"));
    Some(finding.with_evidence(format!("{}={value}", env.name)).says(message).key(&*env.name))
}

const OVER_TLS: &str = "The pods are replaced and reinstall their dependencies. If the server does not answer over TLS with a trusted certificate, new pods do not start.";

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    // Files in git are changed there.
    if finding.path == dependency_text(function) && function.is_git() {
        return Vec::new();
    }
    let mut all = Vec::new();
    all.extend(packages_over_tls(function, &finding.key));
    all.extend(variable_over_tls(function, finding));
    if let Some(index) = function.indexes.iter().find(|one| option_key(one) == finding.key) {
        all.extend(ways(function, index));
    }
    all
}

/// Fetches everything with this package name over TLS.
fn packages_over_tls(function: &Function, name: &str) -> Option<Fix> {
    let open: Vec<&Dependency> =
        function.dependencies.iter().filter(|one| is_open(one) && one.name == name).collect();
    let changes = open.iter().map(|dependency| {
        let spec = packages::bare(&dependency.spec);
        packages::encryptable(&spec).then(|| PackageEdit::Encrypt { name: dependency.name.to_string(), spec })
    });
    let changes: Vec<PackageEdit> = changes.collect::<Option<_>>()?;
    (!changes.is_empty()).then(|| reworded(function, format!("Fetch {name} over TLS"), OVER_TLS, changes))
}

fn variable_over_tls(function: &Function, finding: &Finding) -> Option<Fix> {
    let (at, env) = variables::effective(function).find(|(_, env)| env.name == finding.key)?;
    let value = variables::text(env).filter(|value| packages::encryptable(value))?;
    has_scheme(value, "http").then_some(())?;
    let (name, path) = (format!("/spec/env/{at}/name"), format!("/spec/env/{at}/value"));
    let edit = Edit::modify(function_ref(function), vec![Op::test(name, json!(env.name))])
        .note(&*path, "the same registry over TLS")
        .rewrite(path, Reword::Encrypted);
    Some(Fix::new("Use the registry over TLS", Risk::MayBreak).costs(OVER_TLS).edit(edit))
}

/// Returns the fixes for an option; several where only the owner of the index can choose.
fn ways(function: &Function, one: &PackageIndex) -> Vec<Fix> {
    match one.option {
        IndexOption::Index => encrypted(function, one, "Use the index over TLS").into_iter().collect(),
        IndexOption::Links => encrypted(function, one, "Use the page over TLS").into_iter().collect(),
        IndexOption::Trusted => certified(function, one).into_iter().collect(),
        IndexOption::Extra => {
            let safe = is_plain(one).then(|| encrypted(function, one, "Use the second index over TLS"));
            let mut first = function.indexes.iter().filter(|one| one.option == IndexOption::Index).peekable();
            let named = first.peek().is_some();
            // A credential in a dropped address is stored nowhere, so an undo could not restore it.
            let alone = first.all(is_silent).then(|| only(function, one, named));
            let keeps = (has_own_index(function) && is_silent(one)).then(|| without(function, one));
            safe.into_iter().chain(alone).flatten().chain(keeps).collect()
        }
    }
}

fn encrypted(function: &Function, one: &PackageIndex, title: &str) -> Option<Fix> {
    Some(reworded(function, title, OVER_TLS, vec![over_tls(one)?]))
}

/// Returns the address of an option over TLS, unless it names a port, which would differ over TLS.
fn over_tls(one: &PackageIndex) -> Option<PackageEdit> {
    let change = || PackageEdit::EncryptOption { kind: kind(one.option), address: one.address.clone() };
    packages::encryptable(&one.address).then(change)
}

/// Verifies the certificate again. pip ignores a plain-HTTP host that is not trusted, so such URLs change too.
fn certified(function: &Function, one: &PackageIndex) -> Option<Fix> {
    let name = one.address.split(':').next().unwrap_or_default();
    let plain = function.indexes.iter().filter(|other| is_plain(other) && host(&other.address) == Some(name));
    let mut changes: Vec<PackageEdit> = plain.map(over_tls).collect::<Option<_>>()?;
    let title = if changes.is_empty() {
        "Verify the host's certificate"
    } else {
        "Use TLS and verify the host's certificate"
    };
    changes.push(PackageEdit::Drop { kind: OptionKind::TrustedHost, address: one.address.clone() });
    let price = "The pods are replaced and reinstall their dependencies. If the host has no trusted certificate, nothing can be fetched from it and new pods do not start.";
    Some(reworded(function, title, price, changes))
}

/// Returns whether a first index is configured that is not the public one, where anyone can publish.
fn has_own_index(function: &Function) -> bool {
    let mut first = function.indexes.iter().filter(|one| one.option == IndexOption::Index).peekable();
    let named = first.peek().is_some();
    named && first.all(|index| host(&index.address).is_some_and(|host| !host.ends_with("pypi.org")))
}

/// Returns whether an address has no user info before an `@`.
fn is_silent(one: &PackageIndex) -> bool {
    one.userinfo == Userinfo::None
}

/// Makes the second index the only one.
fn only(function: &Function, one: &PackageIndex, first: bool) -> Option<Fix> {
    let mut changes = Vec::new();
    let mut address = one.address.clone();
    if is_plain(one) {
        changes.push(over_tls(one)?);
        address = format!("https://{}", one.address.split_once("://")?.1);
    }
    changes.push(PackageEdit::OnlyIndex { address });
    let gone = if first { " The first index is no longer used." } else { "" };
    let price = format!(
        "It must serve all packages, including the public ones: otherwise installation fails and new pods do not start.{gone} The pods are replaced and reinstall their dependencies."
    );
    Some(reworded(function, "Take all packages from the second index", &price, changes))
}

/// Removes the second index. Offered only where a private first index is configured: the public index could
/// serve another publisher's package in place of one that only the second index has.
fn without(function: &Function, one: &PackageIndex) -> Fix {
    let drop = PackageEdit::Drop { kind: OptionKind::ExtraIndexUrl, address: one.address.clone() };
    let price = "The first index must serve all packages: otherwise installation fails and new pods do not start. If it serves public packages, it may have another publisher's package under a name that only the second index had. The pods are replaced and reinstall their dependencies.";
    reworded(function, "Take all packages from the first index", price, vec![drop])
}

fn reworded(function: &Function, title: impl Into<String>, price: &str, changes: Vec<PackageEdit>) -> Fix {
    let (path, language) = (dependency_text(function), PackageManager::of(&function.runtime));
    let edit = Edit::modify(function_ref(function), Vec::new())
        .note(path, "only these addresses and options change; the rest of the text stays unchanged");
    let edit =
        changes.into_iter().fold(edit, |edit, change| edit.rewrite(path, Reword::Packages(language, change)));
    Fix::new(title, Risk::MayBreak).costs(price).edit(edit)
}

fn kind(option: IndexOption) -> OptionKind {
    match option {
        IndexOption::Index => OptionKind::IndexUrl,
        IndexOption::Extra => OptionKind::ExtraIndexUrl,
        IndexOption::Links => OptionKind::FindLinks,
        IndexOption::Trusted => OptionKind::TrustedHost,
    }
}
