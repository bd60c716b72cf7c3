//! What an `APIRule` asks for is enforced by the sidecar; a pod without one asks for nothing.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "exposed-without-sidecar",
    family: Reach,
    severity: High,
    title: "An exposed Function runs without a sidecar",
    why: "Tokens and mesh policies are checked in the sidecar of the pod: without it an APIRule only routes, and callers inside the cluster arrive unchecked and unencrypted.",
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
    let finding = Finding::new(&CHECK, function_ref(function)).at(PATH).seen(format!(
        "{bare} of {} pod{} without istio-proxy",
        pods.len(),
        plural(pods.len())
    ));
    let open = open_rules(scope, name);
    if scope.space.injects(&function.pod_labels) {
        let message = format!("{name} still runs without the sidecar that is asked for: restart its pods");
        let note = "lowered from high: injection is on, but these pods were made without it";
        let severity = match open {
            None => Medium,
            Some(rules) if refused(&rules).is_some() => Low,
            Some(_) => Info,
        };
        return Some(finding.says(message).graded(severity, note).key(RESTART));
    }
    let finding = finding.key("sidecar");
    if let Some(rules) = open {
        return Some(unguarded(finding, name, &rules));
    }
    let message = format!(
        "No sidecar stands before {name}: nothing enforces what APIRule {} asks of callers",
        rule.name
    );
    Some(finding.says(message))
}

/// What leads to a Function, if all of it is seen here and asks nothing of callers.
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

/// There is nothing to enforce; the gateway's controller wants a sidecar all the same.
fn unguarded(finding: Finding, name: &str, rules: &[&ApiRule]) -> Finding {
    if let Some(rule) = refused(rules) {
        let message = format!("No sidecar stands before {name}, so APIRule {} is refused", rule.meta.name);
        return finding.says(message).graded(Medium, "lowered from high: the rules ask nothing of callers");
    }
    let message =
        format!("No sidecar stands before {name}: callers inside the cluster reach it in the clear");
    finding.says(message).graded(Low, "lowered from high: its APIRules ask nothing that it could enforce")
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
    Fix::new("Give this Function a sidecar", Risk::Restarts)
        .costs("The pods must restart to get it: the controller replaces them at once, and they install their dependencies again. Callers inside the cluster that have no sidecar are refused from then on.")
        .edit(edit)
}

fn label_namespace(scope: &Scope<'_>) -> Fix {
    let edit = Edit::modify(namespace_ref(scope), vec![Op::set(NAMESPACE_PATH, json!("enabled"))])
        .note(NAMESPACE_PATH, "every pod that is made here from now on gets a sidecar");
    Fix::new("Give every pod of the namespace a sidecar", Risk::MayBreak)
        .costs("It takes rights on the Namespace itself. Pods must restart to get the sidecar, which you do afterwards (kubectl rollout restart deployment); until then nothing changes. It holds for all workloads here, not only Functions.")
        .edit(edit)
}
