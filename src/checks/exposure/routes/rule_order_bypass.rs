//! A later rule admits requests for which an earlier one requires a token: found by evaluating the policies.

use super::derived::{READS, among, called};
use super::order::reordered;
use crate::checks::prelude::*;
use crate::engine::mesh::weaker::{Bypass, weaker};

pub static CHECK: Check = Check {
    id: "rule-order-bypass",
    family: Exposure,
    severity: High,
    title: "Rule order lets callers bypass a stricter rule",
    why: "A rule's policies exclude the paths of earlier rules only in some orders. In others, a wide rule admits callers to a path that requires a token, and the APIRule shows Ready.",
    page: include_str!("rule_order_bypass.md"),
    reads: READS,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    among(scope, weaker).iter().filter_map(|(rule, one)| finding(scope, rule, one)).collect()
}

fn finding(scope: &Scope<'_>, rule: &ApiRule, one: &Bypass) -> Option<Finding> {
    let (strict, weak) = (rule.rules.get(one.strict)?, rule.rules.get(one.weak)?);
    let functions = functions_reached(scope, rule, strict).unwrap_or_default();
    if functions.is_empty() {
        return None;
    }
    let message = format!(
        "{} {} is admitted by {}, bypassing the stricter {}",
        one.method,
        one.path,
        called(rule, one.weak),
        called(rule, one.strict)
    );
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, strict, ""))
        .with_evidence(format!("{} is admitted with {}", one.path, one.shows))
        .says(message)
        .sure(in_force(rule))
        .about(functions)
        .key(format!("{} by {}", route_key(strict), route_key(weak)));
    Some(finding)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let rule = scope.space.api_rules.get(finding.object.name.as_str()).filter(|rule| !rule.is_legacy());
    let moved = rule.and_then(|rule| Some((rule, reordered(scope, rule)?)));
    let Some((rule, (from, to))) = moved else {
        return Vec::new();
    };
    let Some(one) = rule.rules.get(from) else { return Vec::new() };
    let path = format!("/spec/rules/{to}");
    let ops = vec![
        Op::test(format!("{}/path", one.pointer), json!(one.path)),
        Op::Move { from: one.pointer.clone(), path: path.clone() },
    ];
    let edit = Edit::modify(rule_ref(rule), ops)
        .note(path, "in this order the controller excludes the stricter path from the weaker rule's policy");
    vec![
        Fix::new(format!("Move {} to position {}", route_key(one), to + 1), Risk::MayBreak)
            .costs("Callers who bypassed the stricter rule get 403 from then on; the routing of requests does not change.")
            .edit(edit),
    ]
}
