//! Objects that the controller generated for an `APIRule` are missing or changed.

use super::super::routes::derived::is_judged;
use super::orphans;
use crate::checks::prelude::*;
use crate::engine::mesh::drift::{Actual, drift};
use crate::engine::mesh::generate::owned;

pub static CHECK: Check = Check {
    id: "generated-policies-drifted",
    family: Exposure,
    severity: High,
    title: "Generated policies differ from their APIRule",
    why: "Editors of the namespace can delete or change policies: the APIRule still shows Ready and specifies a token, but no token is checked.",
    page: include_str!("generated_policies_drifted.md"),
    reads: &[
        Reads::Kind(Kind::APIRule),
        Reads::Optional(Kind::Function),
        Reads::Kind(Kind::Service),
        Reads::Kind(Kind::AuthorizationPolicy),
        Reads::Kind(Kind::RequestAuthentication),
        DERIVED,
    ],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // Until the controller reports Ready, its policies may be incomplete.
    let done = |rule: &&ApiRule| rule.state == "Ready" && is_judged(scope, rule) && stays_here(scope, rule);
    let rules = scope.space.api_rules.values().map(AsRef::as_ref).filter(done);
    rules.filter_map(|rule| judge(scope, rule)).chain(orphans::find(&CHECK, scope)).collect()
}

/// Policies are in the namespace of the Service; other namespaces are not checked from here.
fn stays_here(scope: &Scope<'_>, rule: &ApiRule) -> bool {
    let mut targets = rule.rules.iter().map(|route| rule.target(route));
    targets.all(|target| target.is_some_and(|(namespace, _)| namespace == scope.name()))
}

fn judge(scope: &Scope<'_>, rule: &ApiRule) -> Option<Finding> {
    let made = made_of(scope, rule);
    let policies = scope.space.authorization_policies.values();
    let requests = scope.space.request_authentications.values();
    let actual = Actual {
        policies: policies.filter(|one| owned(&one.meta.labels, rule)).cloned().collect(),
        requests: requests.filter(|request| owned(&request.meta.labels, rule)).cloned().collect(),
    };
    let differences = drift(&made, &actual);
    let first = differences.first()?;
    let short: String = first.split(':').next().unwrap_or_default().chars().take(80).collect();
    let name = &rule.meta.name;
    let functions: Vec<String> =
        rule.rules.iter().filter_map(|route| functions_reached(scope, rule, route)).flatten().collect();
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at("/spec/rules")
        .with_evidence(format!("{short}; {} difference{}", differences.len(), plural(differences.len())))
        .says(format!("Its policies differ from its rules: fnsec apirule {name} lists the differences"))
        .about(functions)
        .sure(Confidence::Likely)
        .key("drift");
    let opened = differences.iter().any(|one| one.starts_with("missing"));
    Some(if opened {
        finding
    } else {
        finding.graded(Medium, "lowered from high: no policy is missing, but there are extra ones")
    })
}

/// Only a change of the value matters; `fnsec/` is the prefix of our annotations.
const ASKED: &str = "/metadata/annotations/fnsec~1reconcile";

/// The controller reconciles when an annotation changes, except for rules created as v1beta1.
fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.object.known() != Some(Kind::APIRule) {
        return orphans::fixes(scope, finding);
    }
    let rule = scope.space.api_rules.get(finding.object.name.as_str()).filter(|rule| !rule.is_legacy());
    let Some(rule) = rule else { return Vec::new() };
    // A new value for each version of the object, and the same for the same version.
    let version = Some(rule.meta.resource_version.as_str()).filter(|version| !version.is_empty());
    let ops = vec![Op::set(ASKED, json!(version.unwrap_or("first")))];
    let edit = Edit::modify(finding.object.clone(), ops)
        .note(ASKED, "any annotation change triggers reconciliation; the value has no other meaning");
    vec![
        Fix::new("Reconcile the policies of the APIRule", Risk::MayBreak)
            .costs(
                "Callers who depend on the missing or extra policies get 403 from then on. An APIRule that the controller now refuses keeps its policies, and its status shows the reason.",
            )
            .edit(edit),
    ]
}
