//! A Function is exposed from another namespace, by anyone who can edit `APIRules` there.

use crate::checks::prelude::*;
use crate::model::index::ExposedRoute;
use std::collections::{BTreeMap, BTreeSet};

pub static CHECK: Check = Check {
    id: "cross-namespace-exposure",
    family: Exposure,
    severity: High,
    title: "Exposed by an APIRule in another namespace",
    why: "Anyone who can edit APIRules in the other namespace decides who may call this code and which policies apply to its pods, without permissions here.",
    page: include_str!("cross_namespace_exposure.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Hint(Kind::Service),
        Reads::Exposure,
        Reads::Everywhere(Kind::APIRule),
    ],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let each = published(scope).into_iter();
    each.filter_map(|(name, rules)| judge(scope.space.functions.get(name.as_str())?, &rules)).collect()
}

/// Functions by name, with the `APIRules` of other namespaces that lead to them.
fn published(scope: &Scope<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let foreign = |route: &&ExposedRoute| {
        route.namespace != scope.name() && !scope.parameters().is_system(&route.namespace)
    };
    let space = scope.space;
    let services: BTreeSet<&str> =
        space.services.keys().chain(space.functions.keys()).map(AsRef::as_ref).collect();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for service in services {
        let routes = scope.exposure().routes(scope.name(), service).filter(foreign);
        for rule in routes.map(|route| format!("{}/{}", route.namespace, route.name)) {
            for function in functions_of(scope, service) {
                found.entry(function).or_default().insert(rule.clone());
            }
        }
    }
    found
}

fn judge(function: &Function, rules: &BTreeSet<String>) -> Option<Finding> {
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    let first = rules.first()?;
    let more = if rules.len() > 1 { format!(" and {} more", rules.len() - 1) } else { String::new() };
    let message = format!("Exposed from another namespace by APIRule {first}{more}");
    let finding =
        Finding::new(&CHECK, function_ref(function)).with_evidence(format!("APIRule {}", rules.join(", ")));
    Some(finding.says(message).key(rules.join(" ")))
}
