//! Open v1beta1 rules that no list of `APIRules` shows.

use super::super::auth::open;
use super::super::routes::derived;
use crate::checks::migration::migrate;
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "hidden-legacy-rules",
    family: Exposure,
    severity: High,
    title: "Open rules hidden in a v1beta1 annotation",
    why: "Rules that could not be converted remain in force in an annotation: every list shows an APIRule without rules, but the Function is open.",
    page: include_str!("hidden_legacy_rules.md"),
    reads: derived::OPEN,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let hidden = scope.space.api_rules.values().filter(|rule| rule.hidden && !rule.is_webhook());
    hidden.filter_map(|rule| judge(scope, rule)).collect()
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let rule = scope.space.api_rules.get(finding.object.name.as_str());
    rule.and_then(|rule| migrate(scope, rule)).into_iter().collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule) -> Option<Finding> {
    let open = open::judged_of(scope, rule, |_| true);
    let first = open.first()?;
    let paths: Vec<String> = open.iter().map(|one| address(rule, one.route)).collect();
    let handlers: Vec<String> =
        open.iter().map(|one| format!("{}: {}", one.route.path, one.handler)).collect();
    let message = format!("Shows no rules, but an annotation keeps {} open to anyone", some_of(&paths));
    let mut functions: Vec<String> =
        open.iter().filter_map(|open_route| open_route.functions.clone()).flatten().collect();
    functions.sort();
    functions.dedup();
    let sure = if functions.is_empty() {
        Confidence::Possible
    } else if open.iter().all(open::OpenRoute::is_unsure) {
        Confidence::Likely
    } else {
        Confidence::Certain
    };
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, first.route, ""))
        .with_evidence(format!("no rules shown; {}", some_of(&handlers)))
        .says(message)
        .sure(sure)
        .about(functions)
        .key("hidden");
    Some(finding)
}
