//! Inside the cluster a Function's Service answers whoever knows its name.

use super::isolation::{Line, names, pods, policy, port, share};
use crate::checks::prelude::*;
use crate::model::mesh::{Action, AuthorizationPolicy};
use crate::model::network_policy::NetworkPolicy;

pub static CHECK: Check = Check {
    id: "no-ingress-restriction",
    family: Reach,
    severity: High,
    title: "Every pod of the cluster may call the Functions",
    why: "Kyma puts no policy in front of Functions: a single foothold in any namespace is enough to call them all, past every APIRule.",
    page: include_str!("no_ingress_restriction.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Kind(Kind::NetworkPolicy),
        Reads::Optional(Kind::AuthorizationPolicy),
        Reads::Hint(Kind::Pod),
        Reads::Platform,
    ],
    find,
    fixes,
};

const UNGUARDED: &str = "unguarded";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let open: Vec<&Function> = scope
        .space
        .functions
        .values()
        .map(AsRef::as_ref)
        .filter(|function| !meshed_in(scope, function))
        .collect();
    let isolated = |function: &&&Function| isolating(scope, function).next().is_some();
    let bare: Vec<&Function> = open.iter().filter(|function| !isolated(function)).copied().collect();
    let mut found = opened(scope, &open);
    if !bare.is_empty() {
        let named = names(&bare);
        let message =
            format!("Any pod of the cluster can call {}: no policy in force limits who may", some_of(&named));
        let finding = Finding::new(&CHECK, namespace_ref(scope)).seen(share(scope, &bare)).says(message);
        found.push(finding.about(named).key(UNGUARDED));
    }
    found
}

fn isolating<'a>(scope: &Scope<'a>, function: &Function) -> impl Iterator<Item = &'a NetworkPolicy> {
    let pod = function.labels_of_pods();
    let policies = scope.space.network_policies.values().map(AsRef::as_ref);
    policies.filter(move |policy: &&NetworkPolicy| policy.isolates_ingress(&pod))
}

/// Policies that select Functions and then admit everybody: rules add up, so they undo all others.
fn opened(scope: &Scope<'_>, open: &[&Function]) -> Vec<Finding> {
    let policies = scope.space.network_policies.values().filter(|policy| policy.ingress_open());
    let judge = |policy: &NetworkPolicy| {
        let reached: Vec<&Function> =
            open.iter().filter(|one| policy.isolates_ingress(&one.labels_of_pods())).copied().collect();
        let named = names(&reached);
        (!named.is_empty()).then(|| {
            let object = ObjectRef::new(Kind::NetworkPolicy, scope.name(), &policy.meta.name);
            let message = format!("NetworkPolicy {} lets any pod call {}", policy.meta.name, some_of(&named));
            Finding::new(&CHECK, object)
                .at("/spec/ingress")
                .seen("a rule that names no caller")
                .says(message)
                .sure(Confidence::Likely)
                .about(named)
        })
    };
    policies.filter_map(|policy| judge(policy)).collect()
}

/// Whether a mesh policy decides who calls, and sidecars are there to hold to it.
fn meshed_in(scope: &Scope<'_>, function: &Function) -> bool {
    if serving(scope).any(|pod| pod.function() == Some(&function.meta.name) && !pod.sidecar) {
        return false;
    }
    let pod = function.labels_of_pods();
    let own = scope.space.authorization_policies.values();
    let root = scope.mesh().into_iter().flat_map(|mesh| mesh.authorization_policies.values());
    let selecting: Vec<&AuthorizationPolicy> =
        own.chain(root).map(AsRef::as_ref).filter(|policy| policy.selects(&pod)).collect();
    decides(&selecting)
}

/// ALLOW policies add up, so one that admits everybody undoes the others; DENY and CUSTOM hold on their own.
fn decides(policies: &[&AuthorizationPolicy]) -> bool {
    let (allow, other): (Vec<&AuthorizationPolicy>, Vec<&AuthorizationPolicy>) =
        policies.iter().partition(|policy| policy.allows());
    let closed = !allow.is_empty() && allow.iter().all(|policy| !policy.has_open_rule());
    closed
        || other
            .iter()
            .any(|policy| matches!(policy.action, Action::Deny | Action::Custom) && !policy.rules.is_empty())
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.key != UNGUARDED {
        return Vec::new();
    }
    let rule = |from: Value| json!({"from": [from], "ports": [port("TCP", 8080)]});
    let lines = [
        Line {
            rule: rule(pods("istio-system", "istio", "ingressgateway")),
            why: "what APIRules admit arrives from the gateway, at the port of the Function itself",
        },
        Line {
            rule: rule(json!({"podSelector": {}})),
            why: "pods of this namespace; name labels instead if not all of them should call",
        },
        Line {
            rule: rule(pods("kyma-system", "app.kubernetes.io/name", "eventing-manager")),
            why: "events are delivered from here; take it out if no Subscription leads to these Functions",
        },
    ];
    let fix = Fix::new("Admit the gateway, this namespace and events only", Risk::MayBreak)
        .costs("Callers in other namespaces, and metrics collectors, get no connection any more until the policy names them. Nothing restarts. A network plugin without NetworkPolicy support ignores it.")
        .edit(policy(scope, "functions-ingress", "Ingress", &lines));
    vec![fix]
}
