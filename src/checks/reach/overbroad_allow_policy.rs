//! ALLOW policies add up, so one without a caller undoes all others that name one.

use crate::checks::prelude::*;
use crate::engine::mesh::after_reconcile::is_made;
use crate::model::mesh::{Action, AuthorizationPolicy, AuthorizationRule};

pub static CHECK: Check = Check {
    id: "overbroad-allow-policy",
    family: Reach,
    severity: High,
    title: "Allow-all policy defeats the other policies",
    why: "ALLOW policies are alternatives: one that names no caller admits any client, so the token that an APIRule requires is no longer enforced.",
    page: include_str!("overbroad_allow_policy.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Optional(Kind::AuthorizationPolicy),
        Reads::ExposureHint,
        Reads::Hint(Kind::Service),
        Reads::Hint(Kind::Pod),
    ],
    find,
    fixes,
};

const GATEWAY: &str = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";

/// How far a rule is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RuleOpenness {
    /// To any client, the gateway included.
    Wide,
    /// To any pod in the mesh, but not through the gateway.
    Inside,
}

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let own = scope.space.authorization_policies.values();
    own.filter(|policy| policy.action == Action::Allow && !is_made(&policy.meta.labels))
        .flat_map(|policy| policy.rules.iter().enumerate().map(move |(at, rule)| (policy, at, rule)))
        .filter_map(|(policy, at, rule)| judge(scope, policy, at, open(rule)?))
        .collect()
}

fn open(rule: &AuthorizationRule) -> Option<RuleOpenness> {
    if !rule.when.is_empty() {
        return None;
    }
    if rule.from.is_empty() {
        return Some(RuleOpenness::Wide);
    }
    let inside = rule.from.iter().any(|source| {
        let bare = crate::model::mesh::CallerMatch { not_principals: Vec::new(), ..source.clone() };
        bare == crate::model::mesh::CallerMatch::default()
            && source.not_principals.iter().any(|not_principal| not_principal == GATEWAY)
    });
    inside.then_some(RuleOpenness::Inside)
}

fn judge(scope: &Scope<'_>, policy: &AuthorizationPolicy, at: usize, open: RuleOpenness) -> Option<Finding> {
    let undone: Vec<&Function> = scope
        .space
        .functions
        .values()
        .map(AsRef::as_ref)
        .filter(|function| policy.selects(&function.labels_of_pods()) && is_guarded(scope, function))
        .collect();
    let first = undone.first()?;
    let names: Vec<&str> = undone.iter().map(|function| function.meta.name.as_str()).collect();
    let object =
        ObjectRef::of("security.istio.io/v1", "AuthorizationPolicy", scope.name(), &policy.meta.name);
    let finding = Finding::new(&CHECK, object)
        .at(format!("/spec/rules/{at}"))
        .about(names.iter().copied())
        .key(format!("rule {at}"));
    let name = &policy.meta.name;
    Some(match open {
        RuleOpenness::Wide => finding
            .with_evidence("an ALLOW rule without a caller")
            .says(format!("{name} allows anyone to call {}, bypassing its other policies", some_of(&names)))
            .graded(
                High,
                match way_in(scope, first) {
                    Some(way) => format!("{way} exposes it to the outside: its conditions are bypassed"),
                    None => String::new(),
                },
            ),
        RuleOpenness::Inside => finding
            .with_evidence("every caller except the gateway")
            .says(format!("{name} allows every pod in the mesh to call {}", some_of(&names)))
            .graded(Low, "lowered from high: calls through the gateway still need a token"),
    })
}

/// Returns whether another policy restricts the callers of a Function.
fn is_guarded(scope: &Scope<'_>, function: &Function) -> bool {
    let pod = function.labels_of_pods();
    let mut others = scope.space.authorization_policies.values();
    others.any(|policy| {
        let asks = policy.rules.iter().all(|rule| !rule.from.is_empty() || !rule.when.is_empty());
        policy.action == Action::Allow && !policy.rules.is_empty() && asks && policy.selects(&pod)
    })
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let from = json!([{"source": {"namespaces": [scope.name()]}}]);
    let path = format!("{}/from", finding.path);
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(&*path, from)]).note(
        path,
        "pods of this namespace that are in the mesh; name the callers' service accounts to be stricter",
    );
    vec![
        Fix::new("Allow only callers from this namespace", Risk::MayBreak)
            .costs("Callers from other namespaces, and from outside the mesh, are refused unless another policy admits them. Nothing restarts.")
            .edit(edit),
    ]
}
