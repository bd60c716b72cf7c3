//! Inside the cluster any client that knows the name of a Function's Service can call it.

use super::isolation::{PolicyLine, doubted, pods, policy, port, share};
use super::meshed::Guards;
use super::open::{Direction, OpenFunctions, open};
use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "no-ingress-restriction",
    family: Reach,
    severity: High,
    title: "Any pod in the cluster may call the Functions",
    why: "Kyma installs no policy in front of Functions. A single compromised pod in any namespace can call them all, bypassing every APIRule.",
    page: include_str!("no_ingress_restriction.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Kind(Kind::NetworkPolicy),
        Reads::Optional(Kind::AuthorizationPolicy),
        Reads::Hint(Kind::PeerAuthentication),
        Reads::Hint(Kind::MeshConfig),
        Reads::Hint(Kind::Pod),
        Reads::Hint(Kind::Node),
        Reads::OtherPolicies,
        Reads::Platform,
    ],
    find,
    fixes,
};

const UNGUARDED: &str = "unguarded";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions: Vec<&Function> = scope.space.functions.values().map(AsRef::as_ref).collect();
    let guards = Guards::of(scope);
    let unguarded = |open: &OpenFunctions<'_>| -> Vec<String> {
        let own = open.functions.iter().filter(|function| !guards.guard(function));
        own.map(|function| function.meta.name.to_string()).collect()
    };
    let judged = open(scope, &functions, Direction::In);
    judged.iter().filter_map(|open| judge(scope, open, unguarded(open))).collect()
}

fn judge(scope: &Scope<'_>, open: &OpenFunctions<'_>, named: Vec<String>) -> Option<Finding> {
    if named.is_empty() {
        return None;
    }
    let Some(first) = open.by.first() else {
        return Some(bare(scope, named));
    };
    let policies: Vec<&str> = open.by.iter().map(|policy| policy.meta.name.as_str()).collect();
    let who = if open.to_pods { "any pod" } else { "any address outside the cluster" };
    let (called, seen) = match policies.as_slice() {
        [one] => {
            let bare = if first.ingress_open() {
                "a rule that names no caller"
            } else {
                "rules that match every caller"
            };
            (format!("NetworkPolicy {one} allows"), bare)
        }
        all => (
            format!("NetworkPolicies {} together allow", some_of(all)),
            "rules that together match every caller",
        ),
    };
    // The path identifies a policy that does it alone; a group is identified by its members.
    let key = if policies.len() > 1 { format!("with {}", policies.join(" ")) } else { String::new() };
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::NetworkPolicy, scope.name(), &first.meta.name))
        .at("/spec/ingress")
        .with_evidence(seen)
        .says(format!("{called} {who} to call {}", some_of(&named)))
        .sure(Confidence::Likely)
        .about(named)
        .key(key);
    let finding = doubted(scope, finding);
    Some(if open.to_pods {
        finding
    } else {
        finding.graded(
            Low,
            "lowered from high: pods in the cluster are blocked, and only a Service leads here from outside",
        )
    })
}

/// Reports the Functions that no policy isolates.
fn bare(scope: &Scope<'_>, named: Vec<String>) -> Finding {
    // Over files, `absent` completes the sentence with what is missing from them.
    let limit = if scope.is_from_files() { "" } else { ": no policy restricts callers" };
    let message = format!("Any pod in the cluster can call {}{limit}", some_of(&named));
    let finding = Finding::new(&CHECK, namespace_ref(scope)).says(message);
    let finding = finding.with_evidence(share(scope, named.len())).about(named).key(UNGUARDED);
    absent(scope, doubted(scope, finding), "NetworkPolicy")
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.key != UNGUARDED {
        return Vec::new();
    }
    let rule = |from: Value| json!({"from": [from], "ports": [port("TCP", 8080)]});
    let lines = [
        PolicyLine {
            rule: rule(pods("istio-system", "istio", "ingressgateway")),
            why: "calls that APIRules admit arrive from the gateway, on the Function's own port".into(),
        },
        PolicyLine {
            rule: rule(json!({"podSelector": {}})),
            why: "pods of this namespace; select by labels instead if not all of them may call".into(),
        },
        PolicyLine {
            rule: rule(pods("kyma-system", "app.kubernetes.io/name", "eventing-manager")),
            why: "events are delivered from here; remove it if no Subscription leads to these Functions"
                .into(),
        },
    ];
    let fix = Fix::new("Allow only the gateway, this namespace and events", Risk::MayBreak)
        .costs("Callers in other namespaces, and metrics collectors, can no longer connect until the policy names them. Nothing restarts. A network plugin without NetworkPolicy support ignores it.")
        .edit(policy(scope, "functions-ingress", "Ingress", &lines));
    vec![fix]
}
