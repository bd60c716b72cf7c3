//! The packages of a Function compared with advisories: which are affected, and of which it is not known.

use crate::engine::packages::osv::{self, Answer, Share};
use crate::engine::packages::{PackageManager, Pin, registered};
use crate::model::advisories::{Advisories, Advisory};
use crate::model::function::{Dependency, Function};
use std::collections::BTreeSet;

/// A package that an advisory affects.
pub struct AffectedPackage<'a> {
    pub dependency: &'a Dependency,
    pub advisory: &'a Advisory,
    /// The exact version; none if every version of the range is affected.
    pub version: Option<String>,
    /// The lowest version that no advisory affects.
    pub fixed: Option<String>,
}

/// Returns what advisories affect, one hit for each problem under whatever names it is known.
pub fn hits<'a>(all: &'a Advisories, function: &'a Function) -> Vec<AffectedPackage<'a>> {
    let mut found = Vec::new();
    each(all, function, |dependency, language, known| {
        let version = exact(language, dependency);
        let mut affecting: Vec<&Advisory> =
            known.iter().filter(|one| affects(language, one, dependency)).collect();
        // The records of GitHub have a severity.
        affecting.sort_by_key(|one| (!one.id.starts_with("GHSA-"), &one.id));
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for advisory in affecting {
            let is_known = advisory.names().any(|name| names.contains(name));
            names.extend(advisory.names());
            if !is_known {
                let from = version.clone().or_else(|| osv::floor(language, &dependency.spec));
                let fixed = from.and_then(|from| osv::lowest_fixed(language, known, &from));
                found.push(AffectedPackage { dependency, advisory, version: version.clone(), fixed });
            }
        }
    });
    found
}

/// Returns why a package that is not affected may be nevertheless.
pub fn unclear(all: &Advisories, function: &Function) -> Vec<String> {
    let mut reasons = Vec::new();
    let name = &function.meta.name;
    let language = PackageManager::of(&function.runtime);
    let from_registry = |one: &&Dependency| registered(language, &one.name, &one.spec).is_some();
    if !all.covers(osv::registry(language)) && function.dependencies.iter().any(|one| from_registry(&one)) {
        let registry = osv::registry(language).word();
        reasons.push(format!("{name}: the OSV data has no records of {registry}"));
    }
    each(all, function, |dependency, language, known| {
        let package = &dependency.name;
        let open = known.iter().find_map(|advisory| match exact(language, dependency) {
            Some(version) => match osv::affects(language, advisory, &version) {
                Answer::Unknown(why) => Some(format!("{name}: {package}: {}: {why}", advisory.id)),
                Answer::Affected | Answer::Unaffected => None,
            },
            None => (osv::share(language, advisory, &dependency.spec) == Share::Some).then(|| {
                format!("{name}: {} affects some versions of {package}, which is not pinned", advisory.id)
            }),
        });
        reasons.extend(open);
    });
    reasons
}

fn each<'a>(
    all: &'a Advisories,
    function: &'a Function,
    mut judge: impl FnMut(&'a Dependency, PackageManager, &'a [Advisory]),
) {
    let language = PackageManager::of(&function.runtime);
    for dependency in &function.dependencies {
        let Some(name) = registered(language, &dependency.name, &dependency.spec) else { continue };
        judge(dependency, language, all.of(osv::registry(language), &name));
    }
}

fn exact(language: PackageManager, dependency: &Dependency) -> Option<String> {
    let is_exact = language.pin(&dependency.spec) == Pin::Exact;
    is_exact.then(|| osv::pinned(language, &dependency.spec))
}

fn affects(language: PackageManager, advisory: &Advisory, dependency: &Dependency) -> bool {
    match exact(language, dependency) {
        Some(version) => osv::affects(language, advisory, &version) == Answer::Affected,
        None => osv::share(language, advisory, &dependency.spec) == Share::All,
    }
}
