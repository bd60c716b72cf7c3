//! An `APIRule` in files that the API server or the controller refuses: it never takes effect.

use crate::checks::in_effect::refused;
use crate::checks::prelude::*;
use crate::engine::mesh::{AdmissionRefusal, contested};

pub static CHECK: Check = Check {
    id: "apirule-refused",
    family: Exposure,
    severity: Medium,
    title: "APIRule is invalid and never takes effect",
    why: "A refused APIRule protects nothing and exposes nothing: the route or token check that its author expects does not exist.",
    page: include_str!("apirule_refused.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::VirtualService),
        DERIVED,
    ],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let rules = scope.space.api_rules.values().filter(|rule| !rule.is_webhook() && !rule.meta.deleting);
    rules.filter_map(|rule| judge(scope, rule)).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule) -> Option<Finding> {
    if let Some(refused) = &*refused(scope, rule) {
        return Some(refused_by(scope, rule, refused));
    }
    let claim = contested(rule, scope.whole())?;
    let message = format!("May be refused: {}", claim.why);
    Some(
        finding(scope, rule)
            .at(claim.pointer)
            .with_evidence(claim.why)
            .says(message)
            .sure(Confidence::Possible)
            .key("contested"),
    )
}

fn refused_by(scope: &Scope<'_>, rule: &ApiRule, refused: &AdmissionRefusal) -> Finding {
    let by = if refused.by_server { "the API server" } else { "the controller" };
    let sure = if refused.certain { Confidence::Certain } else { Confidence::Likely };
    finding(scope, rule)
        .at(refused.pointer.clone())
        .with_evidence(format!("refused by {by}: {}", refused.why))
        .says(format!("Refused by {by}: {}", refused.why))
        .sure(sure)
        .key("refused")
}

fn finding(scope: &Scope<'_>, rule: &ApiRule) -> Finding {
    let each = rule.rules.iter().filter_map(|route| functions_reached(scope, rule, route));
    let mut functions: Vec<String> = each.flatten().collect();
    functions.sort();
    functions.dedup();
    Finding::new(&CHECK, rule_ref(rule)).about(functions)
}
