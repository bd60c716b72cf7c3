//! Whether the mesh restricts who calls a Function. The engine evaluates one unknown caller inside the mesh and
//! one outside. A scope and a Function flow in; whether the Function is guarded flows out.

use crate::checks::prelude::*;
use crate::engine::mesh::{Decision, Mesh, MeshAnswer, Request, Workload};
use crate::model::mesh::{Action, AuthorizationPolicy, Operation};
use std::collections::{BTreeMap, BTreeSet};

const STRANGERS: &str = "a-namespace-to-come";
const PORT: u16 = 8080;

/// The mesh around a namespace.
pub struct Guards<'a> {
    policies: Vec<&'a AuthorizationPolicy>,
    /// Functions with a pod that has no sidecar.
    bare: BTreeSet<&'a str>,
    mesh: Option<Mesh>,
}

impl<'a> Guards<'a> {
    pub fn of(scope: &Scope<'a>) -> Self {
        let own = scope.space.authorization_policies.values();
        let root = scope.mesh().filter(|mesh| mesh.name != scope.space.name);
        let root = root.into_iter().flat_map(|mesh| mesh.authorization_policies.values());
        let policies: Vec<&AuthorizationPolicy> = own.chain(root).map(AsRef::as_ref).collect();
        let any = !policies.is_empty() && !scope.space.functions.is_empty();
        let bare =
            serving(scope).filter(|pod| any && !pod.sidecar).filter_map(|pod| pod.function()).collect();
        let mesh = any.then(|| Mesh::near(scope.whole(), scope.name()));
        Self { policies, bare, mesh }
    }

    /// Returns whether a call by an unknown client is refused or sent to an external authorizer.
    pub fn guard(&self, function: &Function) -> bool {
        let Some(mesh) = self.mesh.as_ref().filter(|_| !self.bare.contains(function.meta.name.as_str()))
        else {
            return false;
        };
        let pod = Workload::of_function(function);
        let selecting: Vec<&AuthorizationPolicy> =
            self.policies.iter().filter(|policy| policy.selects(&pod.labels)).copied().collect();
        if selecting.is_empty() {
            return false;
        }
        let ask = |request: &Request| strangers(request, mesh).map(|stranger| mesh.evaluate(&pod, &stranger));
        let plain = ask(&called("GET", "/"));
        if plain.iter().any(|answer| !is_guarded(answer, &selecting)) {
            return false;
        }
        // A denial or an external authorizer applies whatever ALLOW policies add.
        let held = |answer: &MeshAnswer| answer.verdict == Decision::Unknown || self.by_deny(answer);
        if plain.iter().all(held) {
            return true;
        }
        let allowing = selecting.iter().filter(|policy| policy.allows());
        let mut rules = allowing.flat_map(|policy| &policy.rules);
        // A rule without callers opens its own operations, which may differ from the request above.
        !rules.any(|rule| {
            rule.from.is_empty() || rule.to.iter().any(|to| ask(&sample(to)).iter().any(MeshAnswer::allowed))
        })
    }

    fn by_deny(&self, answer: &MeshAnswer) -> bool {
        let deny = |policy: &&&AuthorizationPolicy| policy.action == Action::Deny;
        self.policies.iter().filter(deny).any(|policy| {
            let named = |object: &ObjectRef| {
                object.name == policy.meta.name && object.namespace == policy.meta.namespace
            };
            answer.by.iter().any(named)
        })
    }
}

/// An external authorizer counts as a guard; a policy that could not be read does not.
fn is_guarded(answer: &MeshAnswer, selecting: &[&AuthorizationPolicy]) -> bool {
    match answer.verdict {
        Decision::Denied => true,
        Decision::Allowed => false,
        Decision::Unknown => selecting.iter().any(|policy| policy.action == Action::Custom),
    }
}

/// The same request by a pod inside the mesh, and by one outside.
fn strangers(request: &Request, mesh: &Mesh) -> [Request; 2] {
    [request.clone().by(STRANGERS, "default", mesh.trust_domain()), request.clone()]
}

fn called(method: &str, path: &str) -> Request {
    Request {
        host: "function".into(),
        port: Some(PORT),
        method: method.into(),
        path: path.into(),
        headers: Some(BTreeMap::new()),
        ..Request::default()
    }
}

/// Returns a request that an operation matches.
fn sample(to: &Operation) -> Request {
    let text = |list: &[String], usual: &str| {
        let first = list.first().map_or(usual, String::as_str);
        first.replace("{**}", "x").replace("{*}", "x").replace('*', "x")
    };
    let mut request = called(&text(&to.methods, "GET"), &text(&to.paths, "/"));
    request.host = text(&to.hosts, "function");
    request.port = to.ports.first().and_then(|port| port.parse().ok()).or(Some(PORT));
    request
}
