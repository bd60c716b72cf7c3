//! A policy that selects no pod looks like protection and has no effect.

use crate::checks::prelude::*;
use crate::model::Space;
use crate::model::function::LABEL_NAME;
use crate::model::network_policy::NetworkPolicy;

pub static CHECK: Check = Check {
    id: "ineffective-network-policy",
    family: Reach,
    severity: Medium,
    title: "NetworkPolicy for a Function selects no pod",
    why: "Function pods have the labels of their controller, not those of the author. A policy that does not match them protects nothing, while its author relies on it.",
    page: include_str!("ineffective_network_policy.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Kind(Kind::NetworkPolicy),
        Reads::Kind(Kind::Pod),
        Reads::Hint(Kind::Deployment),
        Reads::Hint(Kind::StatefulSet),
        Reads::Hint(Kind::DaemonSet),
    ],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let policies = scope.space.network_policies.values();
    policies.filter_map(|policy| judge(scope, policy)).collect()
}

fn judge(scope: &Scope<'_>, policy: &NetworkPolicy) -> Option<Finding> {
    if policy.pods.selects_all() || selects_something(scope.space, policy) {
        return None;
    }
    let function = named_function(scope, policy)?;
    let selector: Vec<String> =
        policy.pods.match_labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::NetworkPolicy, scope.name(), &policy.meta.name))
        .at("/spec/podSelector")
        .with_evidence(selector.join(", "))
        .says(format!(
            "NetworkPolicy {} selects no pod, but appears to target {}",
            policy.meta.name, function.meta.name
        ))
        .sure(Confidence::Likely)
        .about([function.meta.name.as_str()])
        .key("selects nothing");
    Some(finding)
}

/// Considers existing pods, future pods of Functions, and workloads scaled to zero.
fn selects_something(space: &Space, policy: &NetworkPolicy) -> bool {
    space.pods_by_labels().selected(&policy.pods).next().is_some()
        || space.functions_by_pod_labels().selected(&policy.pods).next().is_some()
        || space.workloads_by_pod_labels().selected(&policy.pods).next().is_some()
}

/// Returns the Function that a value of the selector names.
fn named_function<'a>(scope: &Scope<'a>, policy: &NetworkPolicy) -> Option<&'a Function> {
    let mut values = policy.pods.match_labels.iter().map(|(_, value)| value);
    values.find_map(|value| scope.space.functions.get(value)).map(AsRef::as_ref)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let policy = scope.space.network_policies.get(finding.object.name.as_str());
    let Some(function) = policy.and_then(|policy| named_function(scope, policy)) else {
        return Vec::new();
    };
    let selector = json!({"matchLabels": {LABEL_NAME: function.meta.name}});
    let edit = Edit::modify(finding.object.clone(), vec![Op::set("/spec/podSelector", selector)])
        .note("/spec/podSelector", "the label that the controller puts on every pod of this Function");
    vec![
        Fix::new("Select the pods of the Function", Risk::MayBreak)
            .costs("The policy takes effect for the first time: traffic that its rules do not admit is refused from then on. Review them first.")
            .edit(edit),
    ]
}
