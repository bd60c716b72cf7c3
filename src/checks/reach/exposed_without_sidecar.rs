//! The sidecar enforces what an `APIRule` requires; a pod without a sidecar enforces nothing.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "exposed-without-sidecar",
    family: Reach,
    severity: High,
    title: "Exposed Function runs without a sidecar",
    why: "The sidecar of the pod checks tokens and mesh policies. Without it an APIRule only routes, and callers inside the cluster arrive unchecked and unencrypted.",
    page: include_str!("exposed_without_sidecar.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Kind(Kind::Pod),
        Reads::Exposure,
        Reads::Hint(Kind::APIRule),
        Reads::Hint(Kind::Namespace),
    ],
    find,
    fixes,
};

const INJECT: &str = "sidecar.istio.io/inject";
const PATH: &str = "/spec/labels/sidecar.istio.io~1inject";
const NAMESPACE_PATH: &str = "/metadata/labels/istio-injection";
const RESTART: &str = "restart";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let serving = serving_each(scope);
    let each = scope.space.functions.values();
    each.filter_map(|function| judge(scope, function, serving.get(function.meta.name.as_str())?)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function, pods: &[&Pod]) -> Option<Finding> {
    let name = &function.meta.name;
    let rule = scope.exposure().routes(scope.name(), name).next()?;
    let pods: Vec<&Pod> = pods.iter().copied().filter(|pod| pod.phase != "Pending").collect();
    let bare = pods.iter().filter(|pod| !pod.sidecar).count();
    if bare == 0 {
        return None;
    }
    let finding = Finding::new(&CHECK, function_ref(function)).at(PATH).with_evidence(format!(
        "{bare} of {} pod{} without istio-proxy",
        pods.len(),
        plural(pods.len())
    ));
    let open = open_rules(scope, name);
    if scope.space.injects(&function.pod_labels) {
        let message = "Injection is enabled, but running pods have no sidecar: restart them";
        let note = "lowered from high: injection is enabled, but these pods were created without it";
        let severity = match open {
            None => Medium,
            Some(rules) if refused(&rules).is_some() => Low,
            Some(_) => Info,
        };
        return Some(finding.says(message).graded(severity, note).key(RESTART));
    }
    let finding = finding.key("sidecar");
    if let Some(rules) = open {
        return Some(unguarded(finding, &rules));
    }
    let message = format!("Without a sidecar, nothing enforces the access rules of APIRule {}", rule.name);
    Some(finding.says(message))
}

/// Returns the APIRules of a Function if all of them are visible here and none restricts callers.
fn open_rules<'a>(scope: &Scope<'a>, name: &str) -> Option<Vec<&'a ApiRule>> {
    let routes = scope.exposure().routes(scope.name(), name);
    let seen = routes.map(|route| {
        let here = scope.space.api_rules.get(route.name.as_str()).filter(|_| route.namespace == scope.name());
        here.map(AsRef::as_ref).filter(|rule| is_open(rule, (scope.name(), name)))
    });
    seen.collect()
}

fn is_open(rule: &ApiRule, service: (&str, &str)) -> bool {
    let mut routes = rule.rules.iter().filter(|route| rule.target(route) == Some(service));
    routes.all(|route| matches!(route.access, Access::Open(_)))
}

fn refused<'a>(rules: &[&'a ApiRule]) -> Option<&'a ApiRule> {
    rules.iter().copied().find(|rule| in_force(rule) != Confidence::Certain)
}

/// Grades a Function whose rules need no enforcement; the gateway's controller requires a sidecar anyway.
fn unguarded(finding: Finding, rules: &[&ApiRule]) -> Finding {
    if let Some(rule) = refused(rules) {
        let message = format!("APIRule {} is refused because the pods have no sidecar", rule.meta.name);
        return finding.says(message).graded(Medium, "lowered from high: the rules do not restrict callers");
    }
    let message = "Without a sidecar, calls inside the cluster arrive in plaintext";
    finding.says(message).graded(Low, "lowered from high: its APIRules do not restrict callers")
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    if finding.key == RESTART {
        return Vec::new();
    }
    let mut fixes = vec![label_function(function)];
    let own = function.pod_labels.get(INJECT).is_some();
    if scope.space.namespace().is_some() && !own {
        fixes.push(label_namespace(scope));
    }
    fixes
}

fn label_function(function: &Function) -> Fix {
    let edit = Edit::modify(function_ref(function), vec![Op::set(PATH, json!("true"))])
        .note(PATH, "only labels under spec reach the pods; the Function's own labels do not");
    Fix::new("Enable the sidecar for this Function", Risk::Restarts)
        .costs("The controller replaces the pods at once, and they reinstall their dependencies. Callers inside the cluster without a sidecar are refused from then on.")
        .edit(edit)
}

fn label_namespace(scope: &Scope<'_>) -> Fix {
    let edit = Edit::modify(namespace_ref(scope), vec![Op::set(NAMESPACE_PATH, json!("enabled"))])
        .note(NAMESPACE_PATH, "every pod created here from now on gets a sidecar");
    Fix::new("Enable sidecars for the whole namespace", Risk::MayBreak)
        .costs("This needs rights on the Namespace itself and applies to all workloads in it, not only Functions. Restart the pods afterwards (kubectl rollout restart deployment); until then nothing changes.")
        .edit(edit)
}
