//! Callers need no client certificate, and their requests may be readable in transit.

use crate::checks::prelude::*;
use crate::model::mesh::PeerAuthentication;

pub static CHECK: Check = Check {
    id: "mtls-relaxed",
    family: Reach,
    severity: Medium,
    title: "mTLS is not required for incoming calls",
    why: "Kyma requires mTLS between all pods. Where that is relaxed, callers may use plaintext, and identity-based policies cannot recognise them.",
    page: include_str!("mtls_relaxed.md"),
    reads: &[
        Reads::Optional(Kind::PeerAuthentication),
        Reads::Optional(Kind::Function),
        Reads::Hint(Kind::APIRule),
        Reads::Hint(Kind::Service),
    ],
    find,
    fixes,
};

/// Where the runtimes listen.
const PORT: u16 = 8080;
const ROOT: &str = "istio-system";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope
        .space
        .peer_authentications
        .values()
        .filter_map(|authentication| judge(scope, authentication))
        .collect()
}

fn judge(scope: &Scope<'_>, one: &PeerAuthentication) -> Option<Finding> {
    let (path, mode) = relaxed(one)?;
    let name = &one.meta.name;
    let object = ObjectRef::new(Kind::PeerAuthentication, scope.name(), name);
    let finding = Finding::new(&CHECK, object).at(path).with_evidence(mode).key("mode");
    if scope.name() == ROOT && one.attached.is_wide() {
        let message = format!("PeerAuthentication {name} allows plaintext traffic to every pod in the mesh");
        return Some(finding.says(message).sure(Confidence::Likely));
    }
    let functions = scope.space.functions.values().map(AsRef::as_ref);
    let reached: Vec<&Function> = functions.filter(|function| decides(scope, one, function)).collect();
    if reached.is_empty() {
        return None;
    }
    let named: Vec<&str> = reached.iter().map(|function| function.meta.name.as_str()).collect();
    let message = format!("PeerAuthentication {name} allows plaintext traffic to {}", some_of(&named));
    let finding = finding.says(message).about(named);
    if reached.iter().all(|function| is_pinned(scope, function)) {
        let note =
            "lowered from medium: their APIRules admit only the gateway, which must present a certificate";
        return Some(finding.graded(Low, note));
    }
    Some(finding)
}

/// Returns the field that permits plaintext, and its mode.
fn relaxed(one: &PeerAuthentication) -> Option<(String, &str)> {
    let loose = |mode: &str| matches!(mode, "PERMISSIVE" | "DISABLE");
    // Settings of ports need a selector; without one the mesh ignores them.
    let port = one.ports.get(&PORT).filter(|_| !one.attached.is_wide());
    match port.map(String::as_str).filter(|mode| !matches!(*mode, "UNSET" | "")) {
        Some(mode) => loose(mode).then(|| (format!("/spec/portLevelMtls/{PORT}/mode"), mode)),
        None => one.mode.as_deref().filter(|mode| loose(mode)).map(|mode| ("/spec/mtls/mode".into(), mode)),
    }
}

/// Returns whether it is the one in force for a Function: a selector takes precedence over the namespace.
fn decides(scope: &Scope<'_>, one: &PeerAuthentication, function: &Function) -> bool {
    let pod = function.labels_of_pods();
    let narrower = |other: &PeerAuthentication| {
        let speaks =
            other.mode.as_deref().is_some_and(|mode| mode != "UNSET") || other.ports.contains_key(&PORT);
        speaks && !other.attached.is_wide() && other.attached.selects(&pod)
    };
    let overruled = scope.space.peer_authentications.values().any(|other| narrower(other));
    one.attached.selects(&pod) && (!one.attached.is_wide() || !overruled)
}

/// Returns whether policies of an `APIRule` protect it that only the gateway satisfies.
fn is_pinned(scope: &Scope<'_>, function: &Function) -> bool {
    let rules = scope.space.api_rules.values().filter(|rule| !rule.is_legacy() && rule.state != "Error");
    let mut routes = rules.flat_map(|rule| rule.rules.iter().map(move |route| (rule, route)));
    routes.any(|(rule, route)| {
        functions_reached(scope, rule, route)
            .is_some_and(|found| found.iter().any(|name| *name == function.meta.name))
    })
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(&*finding.path, json!("STRICT"))])
        .note(&*finding.path, "only callers with a mesh certificate are accepted");
    vec![
        Fix::new("Require mTLS from all callers", Risk::MayBreak)
            .costs("Callers without a sidecar are refused from then on, at all selected pods.")
            .edit(edit),
    ]
}
