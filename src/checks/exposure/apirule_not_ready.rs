//! What an `APIRule` says is not what holds: the controller refused it, and the old state goes on.

use super::apirule_refused::takes_effect;
use crate::checks::prelude::*;
use crate::model::calendar::Day;

pub static CHECK: Check = Check {
    id: "apirule-not-ready",
    family: Exposure,
    severity: Medium,
    title: "An APIRule is refused, and the old one still holds",
    why: "The controller changes nothing when it refuses an APIRule: whoever tightened it believes the Function guarded, while the earlier rules let callers in.",
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
    // What became of v1beta1 rules is told by a check of its own.
    let rules = scope.space.api_rules.values().filter(|rule| !rule.is_legacy() && !rule.is_webhook());
    let rules = rules.filter(|rule| !rule.meta.deleting && concerns_functions(scope, rule));
    let rules = rules.filter(|rule| takes_effect(scope, rule));
    rules.filter_map(|rule| judge(scope, rule)).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule) -> Option<Finding> {
    let name = &rule.meta.name;
    let behind = functions(scope, rule);
    // The controller refuses rules before pods without a sidecar: exposed-without-sidecar tells of that.
    let bare =
        |pod: &Pod| !pod.sidecar && pod.function().is_some_and(|own| behind.iter().any(|one| one == own));
    if rule.state.eq_ignore_ascii_case("error") && serving(scope).any(bare) {
        return None;
    }
    let finding = Finding::new(&CHECK, rule_ref(rule)).at("/status/state").about(behind);
    let finding = match rule.state.as_str() {
        "Error" | "ERROR" => {
            let message =
                format!("APIRule {name} is refused: what it said before still holds, or nothing at all");
            finding.says(message)
        }
        "Warning" | "WARNING" => {
            let message =
                format!("APIRule {name} could not be applied in full: what it said before may still hold");
            finding.says(message).sure(Confidence::Likely)
        }
        "" if days_without(scope, rule)? > 0 && has_controller(scope) => {
            let message =
                format!("The controller never said anything of APIRule {name}: nobody knows what holds");
            finding.says(message).seen("no status").sure(Confidence::Possible)
        }
        _ => return None,
    };
    let words: String = rule.description.chars().take(200).collect();
    let seen = if words.is_empty() { rule.state.clone() } else { format!("{}: {words}", rule.state) };
    let finding = if rule.state.is_empty() { finding } else { finding.seen(seen) };
    Some(finding.key("state"))
}

/// Whether anybody writes states at all: in a folder of manifests nobody does.
fn has_controller(scope: &Scope<'_>) -> bool {
    scope.platform().gateway.is_some() || scope.space.api_rules.values().any(|rule| !rule.state.is_empty())
}

/// How long it has been there without a word; what never was on a server has no age.
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
