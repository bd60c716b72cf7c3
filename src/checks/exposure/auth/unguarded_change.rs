//! A handler that changes data for anyone, on any method.

use super::open;
use crate::checks::code::{self, source_text};
use crate::checks::prelude::*;
use crate::model::code::HandlerFacts;

pub static CHECK: Check = Check {
    id: "unguarded-change",
    family: Exposure,
    severity: Medium,
    title: "A GET request of anyone changes data",
    why: "A link, a crawler or an image on any page is enough to change data: the code asks neither for the method nor for the caller, and the route does not either.",
    page: include_str!("unguarded_change.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().filter_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let handler = function.code.analysis()?.handler;
    let HandlerFacts { changes_data: Some(line), checks_method: false, checks_caller: false, .. } = handler
    else {
        return None;
    };
    let rule = open_to_get(scope, function)?;
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(source_text(function))
        .line(line, 1)
        .with_evidence(format!("open to GET through APIRule {rule}"))
        .says("The code changes data without checking the method or the caller")
        .key("change");
    if !handler.may_only_ask {
        return Some(finding.sure(Confidence::Likely));
    }
    let why = "possible: a POST request to another service may only ask for something";
    Some(Finding { note: why.into(), ..finding }.sure(Confidence::Possible))
}

/// Returns the APIRule that lets anyone call a Function with GET.
fn open_to_get(scope: &Scope<'_>, function: &Function) -> Option<String> {
    let routes = scope.exposure().routes(scope.name(), &function.meta.name);
    let rules = routes.filter_map(|route| {
        let rule = scope.whole().space(&route.namespace)?.api_rules.get(route.name.as_str())?;
        (!rule.is_webhook() && !rule.is_refused()).then_some(rule.as_ref())
    });
    let is_open = |rule: &&ApiRule| {
        let open = open::judged_of(scope, rule, |open| open.route.methods.is_empty() || open.reads());
        open.iter().any(|open| open.functions.iter().flatten().any(|name| **name == *function.meta.name))
    };
    let mut effective = rules.filter(|rule| crate::checks::in_effect::takes_effect(scope, rule));
    effective.find(is_open).map(|rule| rule.meta.name.to_string())
}
