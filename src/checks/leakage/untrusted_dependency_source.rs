//! Where packages come from: over which line, and whether somebody else may answer first.

use crate::checks::hosts::{has_scheme, host, is_near};
use crate::checks::prelude::*;
use crate::checks::variables;
use crate::model::function::{Dependency, Env, Index, IndexOption};

pub static CHECK: Check = Check {
    id: "untrusted-dependency-source",
    family: Leakage,
    severity: High,
    title: "Packages come from where others can replace them",
    why: "Nobody scans what is installed: over an unencrypted line, or from an index beside the usual one, somebody else's package runs with the Function's Secrets.",
    page: include_str!("untrusted_dependency_source.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().flat_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Vec<Finding> {
    let packages = function.dependencies.iter().filter(|one| is_open(one)).map(|one| package(function, one));
    let indexes = function.indexes.iter().filter_map(|one| index(function, one));
    let env = variables::effective(function).filter_map(|(at, one)| variable(function, at, one));
    packages.chain(indexes).chain(env).collect()
}

fn text(function: &Function) -> &'static str {
    if function.version == "v1alpha1" { "/spec/deps" } else { "/spec/source/inline/dependencies" }
}

/// Whether a package is fetched over a line that anybody on it can change.
fn is_open(one: &Dependency) -> bool {
    let spec = one.spec.trim_start_matches("git+");
    let plain = ["http", "git"].iter().any(|scheme| has_scheme(spec, scheme));
    plain && !host(spec).is_some_and(is_near)
}

fn package(function: &Function, one: &Dependency) -> Finding {
    let spec = one.spec.trim_start_matches("git+");
    let from = host(spec).unwrap_or("its server");
    let message = format!("{} fetches {} from {from} over an unencrypted line", function.meta.name, one.name);
    Finding::new(&CHECK, function_ref(function))
        .at(text(function))
        .line(one.line, one.column)
        .seen(format!("{}: {}", one.name, one.form))
        .says(message)
        .key(&*one.name)
}

fn index(function: &Function, one: &Index) -> Option<Finding> {
    let name = &function.meta.name;
    let near = host(&one.address).is_some_and(is_near);
    let plain = has_scheme(&one.address, "http") && !near;
    let message = match one.option {
        IndexOption::Index if plain => format!("{name} takes all its packages from an unencrypted index"),
        IndexOption::Links if plain => format!("{name} looks for packages on an unencrypted page"),
        IndexOption::Trusted if !is_near(&one.address) => {
            format!("{name} does not look at the certificate of {}", one.address)
        }
        IndexOption::Extra if plain => format!("{name} takes packages from an unencrypted index as well"),
        IndexOption::Extra => {
            format!("{name} takes whichever of two indexes has the higher version of a package")
        }
        IndexOption::Index | IndexOption::Links | IndexOption::Trusted => return None,
    };
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(text(function))
        .line(one.line, one.column)
        .seen(format!("{} {}", word(one.option), one.address))
        .says(message)
        .key(format!("{} {}", word(one.option), one.address));
    let beside = one.option == IndexOption::Extra && !plain;
    let note = "lowered from high: somebody must publish a package of the same name first";
    Some(if beside { finding.graded(Medium, note) } else { finding })
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
    let plain = has_scheme(value, "http") && !host(value).is_some_and(is_near);
    if !read || !plain {
        return None;
    }
    let message = format!("{} takes its packages from an unencrypted registry", function.meta.name);
    let finding = Finding::new(&CHECK, function_ref(function)).at(format!("/spec/env/{at}/value"));
    Some(finding.seen(format!("{}={value}", env.name)).says(message).key(&*env.name))
}
