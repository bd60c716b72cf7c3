//! A later rule lets in what an earlier one asks a token for: found by asking the policies themselves.

use super::derived::{READS, among, called};
use super::order::reordered;
use crate::checks::prelude::*;
use crate::engine::mesh::weaker::{Bypass, weaker};

pub static CHECK: Check = Check {
    id: "rule-order-bypass",
    family: Exposure,
    severity: High,
    title: "A later rule opens what an earlier one guards",
    why: "The policies of a rule only leave out the paths of rules before it in some orders: in others a wide rule admits callers to a path that asks for a token, and all is Ready.",
    page: include_str!("rule_order_bypass.md"),
    reads: READS,
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    among(scope, weaker).iter().filter_map(|(rule, one)| told(scope, rule, one)).collect()
}

fn told(scope: &Scope<'_>, rule: &ApiRule, one: &Bypass) -> Option<Finding> {
    let (strict, weak) = (rule.rules.get(one.strict)?, rule.rules.get(one.weak)?);
    let functions = functions_reached(scope, rule, strict).unwrap_or_default();
    if functions.is_empty() {
        return None;
    }
    let message = format!(
        "{} {} is let in by {}, though {} asks for more",
        one.method,
        one.path,
        called(rule, one.weak),
        called(rule, one.strict)
    );
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at(place(rule, strict, ""))
        .seen(format!("{} gets in with {}", one.path, one.shows))
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
        .note(path, "in this order the controller leaves the stricter path out of the weaker rule's policy");
    vec![
        Fix::new(format!("Move {} to place {}", route_key(one), to + 1), Risk::MayBreak)
            .costs("Who got in past the stricter rule gets 403 from then on; every request still goes where it went.")
            .edit(edit),
    ]
}
