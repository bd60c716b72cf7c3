//! A package with a known vulnerability, by the advisories that the user supplies.

use super::at;
use crate::checks::advisories::{self, AffectedPackage};
use crate::checks::prelude::*;
use crate::checks::reword::Reword;
use crate::engine::packages::{self, PackageEdit, PackageManager};
use crate::model::advisories::{Advisory, Impact};

pub static CHECK: Check = Check {
    id: "vulnerable-package",
    family: Leakage,
    severity: High,
    title: "A package has a known vulnerability",
    why: "The vulnerability is public, and nothing in Kyma scans what a Function installs. Whoever calls the Function may exploit it.",
    page: include_str!("vulnerable_package.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Packages, Reads::Advisories],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let Some(all) = scope.parameters().advisories.as_deref() else { return Vec::new() };
    let each = |function| advisories::hits(all, function).into_iter().map(move |hit| judge(function, &hit));
    scope.space.functions.values().flat_map(|function| each(function)).collect()
}

fn judge(function: &Function, hit: &AffectedPackage<'_>) -> Finding {
    let (package, id) = (&hit.dependency.name, &hit.advisory.id);
    let version = hit.version.as_deref().unwrap_or(&hit.dependency.spec);
    let end = hit.fixed.as_ref().map_or(String::new(), |fixed| format!("; fixed in {fixed}"));
    let finding = at(&CHECK, function, hit.dependency).key(key(hit));
    let names: Vec<&str> = hit.advisory.names().collect();
    let seen = format!("{}, {}", finding.evidence, names.join(", "));
    let (severity, note) = grade(hit.advisory);
    let finding = finding.with_evidence(seen).graded(severity, note);
    if hit.version.is_some() {
        return finding.says(format!("{package} {version} is affected by {id}{end}"));
    }
    let note = format!("possible: every version that the range allows is affected; {}", finding.note);
    finding
        .says(format!("Every allowed version of {package} is affected by {id}{end}"))
        .sure(Confidence::Possible)
        .graded(severity, note)
}

fn key(hit: &AffectedPackage<'_>) -> String {
    format!("{} {}", hit.dependency.name, hit.advisory.id)
}

fn grade(advisory: &Advisory) -> (Severity, String) {
    let severity = match advisory.impact {
        Some(Impact::Critical) => Critical,
        Some(Impact::High) => High,
        Some(Impact::Medium) => Medium,
        Some(Impact::Low) => Low,
        None => return (High, format!("{} has no severity", advisory.id)),
    };
    (severity, format!("the severity is that of {}", advisory.id))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let all = scope.parameters().advisories.as_deref();
    let function = scope.space.functions.get(finding.object.name.as_str()).filter(|one| !one.is_git());
    let (Some(all), Some(function)) = (all, function) else { return Vec::new() };
    let hit = advisories::hits(all, function).into_iter().find(|hit| key(hit) == finding.key);
    hit.and_then(|hit| pin(function, &hit)).into_iter().collect()
}

/// Pins the lowest version that no advisory affects.
fn pin(function: &Function, hit: &AffectedPackage<'_>) -> Option<Fix> {
    let language = PackageManager::of(&function.runtime);
    let to = hit.fixed.clone().filter(|version| language.refuse(version).is_none())?;
    let name = &hit.dependency.name;
    let title = format!("Pin {name} to {to}");
    let change = PackageEdit::Pin { name: name.to_string(), spec: packages::bare(&hit.dependency.spec), to };
    let path = dependency_text(function);
    let edit = Edit::modify(function_ref(function), Vec::new())
        .note(path, "only this version changes; the rest of the text stays unchanged")
        .rewrite(path, Reword::Packages(language, change));
    let costs = "The lowest version without a known vulnerability may behave differently: read its changelog if the first number changes. The pods are replaced.";
    Some(Fix::new(title, Risk::MayBreak).costs(costs).edit(edit))
}
