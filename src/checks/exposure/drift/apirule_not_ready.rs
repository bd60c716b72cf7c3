//! An `APIRule` is not in force: the controller refused it, and the previous state remains.

use crate::checks::in_effect::takes_effect;
use crate::checks::prelude::*;
use crate::model::calendar::Day;

pub static CHECK: Check = Check {
    id: "apirule-not-ready",
    family: Exposure,
    severity: Medium,
    title: "APIRule refused; previous rules stay in force",
    why: "When the controller refuses an APIRule, it changes nothing: a tightened rule seems to protect the Function, while the previous rules still admit callers.",
    page: include_str!("apirule_not_ready.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::Service),
        Reads::Hint(Kind::Pod),
        Reads::Platform,
    ],
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // unreconciled-apirule reports v1beta1 rules.
    let rules = scope.space.api_rules.values().filter(|rule| !rule.is_legacy() && !rule.is_webhook());
    let rules = rules.filter(|rule| !rule.meta.deleting && concerns_functions(scope, rule));
    let rules = rules.filter(|rule| takes_effect(scope, rule));
    rules.filter_map(|rule| judge(scope, rule)).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule) -> Option<Finding> {
    let behind = functions(scope, rule);
    // The controller refuses rules for pods without a sidecar; exposed-without-sidecar reports those.
    let bare =
        |pod: &Pod| !pod.sidecar && pod.function().is_some_and(|own| behind.iter().any(|one| one == own));
    if rule.state.eq_ignore_ascii_case("error") && serving(scope).any(bare) {
        return None;
    }
    let finding = Finding::new(&CHECK, rule_ref(rule)).at("/status/state").about(behind);
    let finding = match rule.state.as_str() {
        "Error" | "ERROR" => {
            finding.says("The controller refuses this APIRule: its previous rules are in force, or none")
        }
        "Warning" | "WARNING" => {
            let message = "This APIRule is not fully applied: its previous rules may still be in force";
            finding.says(message).sure(Confidence::Likely)
        }
        "" if days_without(scope, rule)? > 0 && has_controller(scope) => {
            let message = "The controller set no status for this APIRule: the rules in force are unknown";
            finding.says(message).with_evidence("no status").sure(Confidence::Possible)
        }
        _ => return None,
    };
    let words: String = rule.description.chars().take(200).collect();
    let seen = if words.is_empty() { rule.state.clone() } else { format!("{}: {words}", rule.state) };
    let finding = if rule.state.is_empty() { finding } else { finding.with_evidence(seen) };
    Some(finding.key("state"))
}

/// Whether a controller writes states at all: in a folder of manifests none does.
fn has_controller(scope: &Scope<'_>) -> bool {
    scope.platform().gateway.is_some() || scope.space.api_rules.values().any(|rule| !rule.state.is_empty())
}

/// Returns the age in days; `None` for an object that was never on a server.
fn days_without(scope: &Scope<'_>, rule: &ApiRule) -> Option<i64> {
    let made = Day::parse(rule.meta.created.get(..10)?)?;
    Some(scope.today.number() - made.number() - 1)
}

fn functions(scope: &Scope<'_>, rule: &ApiRule) -> Vec<String> {
    let each = rule.rules.iter().filter_map(|route| functions_reached(scope, rule, route));
    let mut found: Vec<String> = each.flatten().collect();
    found.sort();
    found.dedup();
    found
}
