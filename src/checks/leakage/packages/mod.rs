//! What the names and versions of packages say.

pub mod deprecated_package;
pub mod package_typosquat;
pub mod vulnerable_package;

use crate::checks::prelude::*;
use crate::engine::packages::{PackageManager, registered};
use crate::model::function::Dependency;

/// What a check reads that is about packages.
const READS: &[Reads] = &[Reads::Kind(Kind::Function), Reads::Packages];

/// Returns findings about the packages that come from a registry; the callback gets each with its name there.
fn each(
    scope: &Scope<'_>,
    judge: impl Fn(&Function, &Dependency, PackageManager, &str) -> Option<Finding>,
) -> Vec<Finding> {
    let mut all = Vec::new();
    for function in scope.space.functions.values() {
        let language = PackageManager::of(&function.runtime);
        for one in &function.dependencies {
            let name = registered(language, &one.name, &one.spec);
            all.extend(name.and_then(|name| judge(function, one, language, &name)));
        }
    }
    all
}

/// Returns a finding at a package; its spec is shown only if it is a version or a range.
fn at(check: &'static Check, function: &Function, one: &Dependency) -> Finding {
    let plain = ["a range", "an exact version"].contains(&&*one.form) && one.spec.len() <= 40;
    let spec = if plain { &*one.spec } else { &*one.form };
    Finding::new(check, function_ref(function))
        .at(dependency_text(function))
        .line(one.line, one.column)
        .with_evidence(format!("{}: {spec}", one.name))
        .key(&*one.name)
}
