//! A later rule lets in what an earlier one asks a token for: found by asking the policies themselves.

use super::derived::{READS, among, called};
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
    fixes: no_fix,
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
