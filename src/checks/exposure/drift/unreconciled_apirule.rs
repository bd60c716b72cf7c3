//! A v1beta1 or v1alpha1 `APIRule`: its rules stay in force, but no controller applies or repairs them.

use super::super::auth::open;
use crate::checks::in_effect::takes_effect;
use crate::checks::migration::migrate;
use crate::checks::prelude::*;
use crate::model::legacy::{LegacyHandling, OFF};

pub static CHECK: Check = Check {
    id: "unreconciled-apirule",
    family: Exposure,
    severity: Medium,
    title: "v1beta1 APIRule is no longer reconciled",
    why: "Since API gateway 3.10, edits to a v1beta1 APIRule and its deletion have no effect, and changed or deleted policies are not restored.",
    page: include_str!("unreconciled_apirule.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::Service),
        Reads::Hint(Kind::ConfigMap),
        Reads::Platform,
    ],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let rules = scope.space.api_rules.values().filter(|rule| rule.is_legacy() && !rule.is_webhook());
    rules.filter(|rule| takes_effect(scope, rule)).filter_map(|rule| judge(scope, rule)).collect()
}

fn judge(scope: &Scope<'_>, rule: &ApiRule) -> Option<Finding> {
    let mut functions: Vec<String> =
        rule.rules.iter().filter_map(|route| functions_reached(scope, rule, route)).flatten().collect();
    functions.sort();
    functions.dedup();
    let at = if rule.is_written_as_legacy() {
        "/apiVersion"
    } else {
        "/metadata/annotations/gateway.kyma-project.io~1original-version"
    };
    let version = rule.origin.as_str();
    let finding =
        Finding::new(&CHECK, rule_ref(rule)).at(at).with_evidence(version).about(functions).key(version);
    if rule.version == "v1alpha1" {
        return Some(finding.says("v1alpha1 is not served since API gateway 2.0"));
    }
    Some(match scope.fate(rule) {
        LegacyHandling::Exempt => return None,
        LegacyHandling::Told => finding.says(STUCK).with_evidence(format!("{version}, state {}", rule.state)),
        LegacyHandling::Applied(gateway) => finding
            .says(format!("v1beta1: API gateway {OFF} will stop applying it"))
            .graded(Low, format!("API gateway {gateway} still applies it")),
        LegacyHandling::Left(gateway) => {
            finding.says(STUCK).with_evidence(format!("{version}, API gateway {gateway}"))
        }
        LegacyHandling::Unsure(gateway) => finding
            .says(STUCK)
            .with_evidence(format!("{version}, API gateway {gateway}; could not check for an exception"))
            .sure(Confidence::Likely),
        LegacyHandling::Unknown => finding
            .says(format!("v1beta1: API gateway {OFF} and later do not apply or repair it"))
            .sure(Confidence::Likely),
    })
}

const STUCK: &str = "v1beta1: its rules stay in force, and editing or deleting it has no effect";

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(rule) = scope.space.api_rules.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    // A rule whose openness could not be judged yet would be in effect as v2.
    let open = rule.rules.iter().filter(|route| matches!(route.access, Access::Open(_))).count();
    if open::judged_of(scope, rule, |_| true).len() < open {
        return Vec::new();
    }
    migrate(scope, rule).into_iter().collect()
}
