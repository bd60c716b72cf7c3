//! Any client may call without a rate limit.

use super::super::auth::open;
use crate::checks::prelude::*;
use crate::model::function::LABEL_NAME;
use crate::model::module::RateLimit;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "no-rate-limit",
    family: Exposure,
    severity: Low,
    title: "No rate limit on an open Function",
    why: "A single caller can keep a Function busy and lock other callers out; the systems that it calls receive the same load.",
    page: include_str!("no_rate_limit.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Optional(Kind::APIRule),
        Reads::Optional(Kind::RateLimit),
        Reads::Hint(Kind::Service),
        DERIVED,
    ],
    find,
    fixes,
};

const OFF: &str = "off";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let gateway = scope.mesh().into_iter().flat_map(|mesh| mesh.rate_limits.values());
    let at_gateway = |limit: &RateLimit| {
        limit.enforced && limit.selector.iter().any(|(_, value)| value.ends_with("ingressgateway"))
    };
    if gateway.map(AsRef::as_ref).any(at_gateway) {
        return Vec::new();
    }
    let open: BTreeSet<String> =
        open::routes(scope).into_iter().filter_map(|open| open.functions).flatten().collect();
    let functions = open.iter().filter_map(|name| scope.space.functions.get(name.as_str()));
    let reported: BTreeSet<String> =
        open::judged(scope, |_| true).into_iter().filter_map(|open| open.functions).flatten().collect();
    functions.filter_map(|function| judge(scope, function, &reported)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function, reported: &BTreeSet<String>) -> Option<Finding> {
    let name = &function.meta.name;
    let pod = function.labels_of_pods();
    let selects = |limit: &&RateLimit| {
        !limit.selector.is_empty() && limit.selector.iter().all(|(key, value)| pod.is(key, value))
    };
    let limits: Vec<&RateLimit> =
        scope.space.rate_limits.values().map(AsRef::as_ref).filter(selects).collect();
    if limits.iter().any(|limit| limit.enforced) {
        return None;
    }
    // A limit at the gateway is enough, but it may not be visible.
    let seen = scope.missing(&[Reads::Everywhere(Kind::RateLimit)]).is_empty();
    let sure = if seen { Confidence::Certain } else { Confidence::Likely };
    let Some(off) = limits.first() else {
        let message = "Any client can call it without limit: no RateLimit selects its pods";
        let finding =
            Finding::new(&CHECK, function_ref(function)).with_evidence("no RateLimit").says(message);
        let finding = finding.sure(sure).key("none");
        // One cause, one alarm: requiring a token on the route comes first.
        let note = "lowered from low: the open route itself is reported";
        return Some(if reported.contains(name.as_str()) { finding.graded(Info, note) } else { finding });
    };
    let message = format!("Counts the calls of {name} but refuses none");
    let object = ObjectRef::new(Kind::RateLimit, scope.name(), &off.meta.name);
    let finding =
        Finding::new(&CHECK, object).at("/spec/enforce").with_evidence("enforce: false").says(message);
    Some(finding.sure(sure).about([name.as_str()]).key(OFF))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let cost = "Callers over the limit get 429. The pods need a sidecar, which enforces the limit; each replica counts separately.";
    if finding.key == OFF {
        let edit = Edit::modify(finding.object.clone(), vec![Op::set("/spec/enforce", json!(true))])
            .note("/spec/enforce", "calls over the limit are refused, not only counted");
        return vec![Fix::new("Enforce the rate limit", Risk::MayBreak).costs(cost).edit(edit)];
    }
    // Without the kind in the cluster there is nothing to create.
    if !scope.missing(&[Reads::Kind(Kind::RateLimit)]).is_empty() {
        return Vec::new();
    }
    let function = finding.object.name.as_str();
    let name = free_name(function, |name| scope.space.rate_limits.contains_key(name));
    let value = json!({
        "apiVersion": Kind::RateLimit.info().api_version(),
        "kind": "RateLimit",
        "metadata": {"name": name, "namespace": scope.name()},
        "spec": {
            "selectorLabels": {LABEL_NAME: function},
            "local": {"defaultBucket": {"maxTokens": 60, "tokensPerFill": 60, "fillInterval": "60s"}},
            "enforce": true,
        },
    });
    let edit = Edit::create(ObjectRef::new(Kind::RateLimit, scope.name(), &name), value)
        .note("/spec/selectorLabels", "the pods of this Function; only one RateLimit may select a pod")
        .note("/spec/local/defaultBucket", "60 calls per minute for each pod; adjust it to your callers");
    vec![Fix::new("Limit calls to 60 per minute", Risk::MayBreak).costs(cost).edit(edit)]
}
