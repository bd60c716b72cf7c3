//! What the controller made for an `APIRule` is not there any more, or not as it made it.

use super::derived::is_judged;
use super::orphans;
use crate::checks::prelude::*;
use crate::engine::mesh::drift::{Actual, drift};
use crate::engine::mesh::generate::owned;

pub static CHECK: Check = Check {
    id: "generated-policies-drifted",
    family: Exposure,
    severity: High,
    title: "The policies of an APIRule are not what it says",
    why: "Policies are objects that editors of the namespace may delete or change: then the APIRule still says Ready and asks for a token, and nobody is asked.",
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
    // Before the controller said that it is done, its policies may be on their way.
    let done = |rule: &&ApiRule| rule.state == "Ready" && is_judged(scope, rule) && stays_here(scope, rule);
    let rules = scope.space.api_rules.values().map(AsRef::as_ref).filter(done);
    rules.filter_map(|rule| judge(scope, rule)).chain(orphans::find(scope)).collect()
}

/// Policies lie where the Service is; of other namespaces nothing is told from here.
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
        requests: requests.filter(|one| owned(&one.meta.labels, rule)).cloned().collect(),
    };
    let differences = drift(&made, &actual);
    let first = differences.first()?;
    let short: String = first.split(':').next().unwrap_or_default().chars().take(80).collect();
    let name = &rule.meta.name;
    let functions: Vec<String> =
        rule.rules.iter().filter_map(|route| functions_reached(scope, rule, route)).flatten().collect();
    let finding = Finding::new(&CHECK, rule_ref(rule))
        .at("/spec/rules")
        .seen(format!("{short}; {} difference{}", differences.len(), plural(differences.len())))
        .says(format!(
            "What guards {name} is not what its rules say: fnsec apirule {name} lists the differences"
        ))
        .about(functions)
        .sure(Confidence::Likely)
        .key("drift");
    let opened = differences.iter().any(|one| one.starts_with("missing"));
    Some(if opened {
        finding
    } else {
        finding.graded(Medium, "lowered from high: nothing is missing, there is more than there should be")
    })
}

/// What its value was does not matter, only that it changes; `fnsec/` is where our annotations are.
const ASKED: &str = "/metadata/annotations/fnsec~1reconcile";

/// The controller looks again when an annotation changes. Rules born as v1beta1 it leaves alone.
fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.object.known() != Some(Kind::APIRule) {
        return orphans::fixes(scope, finding);
    }
    let rule = scope.space.api_rules.get(finding.object.name.as_str()).filter(|rule| !rule.is_legacy());
    let Some(rule) = rule else { return Vec::new() };
    // Another value than the last time, and the same for the same object.
    let version = Some(rule.meta.resource_version.as_str()).filter(|version| !version.is_empty());
    let ops = vec![Op::set(ASKED, json!(version.unwrap_or("first")))];
    let edit = Edit::modify(finding.object.clone(), ops)
        .note(ASKED, "any change of an annotation makes the controller look; this one says nothing else");
    vec![
        Fix::new("Make the policies again", Risk::MayBreak)
            .costs(
                "Who gets in by what is missing or was added gets 403 from then on. A rule that the controller refuses by now keeps what it has, and its status says why.",
            )
            .edit(edit),
    ]
}
