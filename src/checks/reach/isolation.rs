//! `NetworkPolicies` that deny by default: the parts that both directions share.

use crate::checks::prelude::*;
use crate::engine::network::Network;
use crate::model::function::LABEL_MANAGED;
use crate::model::platform::Era;
use crate::yaml::Put;

/// One line of a policy and the reason for it.
pub struct PolicyLine {
    pub rule: Value,
    pub why: std::borrow::Cow<'static, str>,
}

pub fn names(functions: &[&Function]) -> Vec<String> {
    functions.iter().map(|function| function.meta.name.to_string()).collect()
}

/// `2 of 3 Functions`
pub fn share(scope: &Scope<'_>, count: usize) -> String {
    let all = scope.space.functions.len();
    format!("{count} of {all} Function{}", plural(all))
}

/// Lowers the confidence to possible where policies of other vendors may block what no `NetworkPolicy` does.
pub fn doubted(scope: &Scope<'_>, finding: Finding) -> Finding {
    let Some(why) = Network::doubt(scope.whole(), scope.space) else {
        return finding;
    };
    let seen = format!("{}; {why}", finding.evidence);
    finding.with_evidence(seen).sure(Confidence::Possible)
}

/// Pods with these labels in that namespace.
pub fn pods(namespace: &str, label: &str, value: &str) -> Value {
    json!({
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
        "podSelector": {"matchLabels": {label: value}},
    })
}

pub fn port(protocol: &str, number: u16) -> Value {
    json!({"protocol": protocol, "port": number})
}

/// Creates a policy for all Functions of a namespace that admits only its lines.
pub fn policy(scope: &Scope<'_>, name: &str, direction: &str, lines: &[PolicyLine]) -> Edit {
    let name = free_name(name, |name| scope.space.network_policies.contains_key(name));
    let field = direction.to_lowercase();
    let rules: Vec<&Value> = lines.iter().map(|line| &line.rule).collect();
    let value = json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": scope.name()},
        "spec": {
            "podSelector": {"matchLabels": selector(scope)},
            "policyTypes": [direction],
            &*field: rules,
        },
    });
    let target = ObjectRef::new(Kind::NetworkPolicy, scope.name(), &name);
    let edit = Edit::create(target, value)
        .note("/spec/podSelector", "all Functions of this namespace, including future ones");
    lines
        .iter()
        .enumerate()
        .fold(edit, |edit, (at, line)| edit.note(format!("/spec/{field}/{at}"), line.why.clone()))
}

/// Selects the pods that run Functions; with image builds, not the pods that build them.
fn selector(scope: &Scope<'_>) -> Value {
    let mut labels = json!({LABEL_MANAGED: "function-controller"});
    if scope.platform().era != Era::Buildless {
        labels.put([LABEL_RESOURCE], json!("deployment"));
    }
    labels
}
