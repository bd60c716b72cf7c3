//! The names that almost every check uses.

pub use super::fix::{Edit, Fix, Risk};
pub use super::in_effect::{in_effect, is_as_seen};
pub use super::{Check, Confidence, Family::*, Finding, Severity, Severity::*};
pub use crate::model::apirule::{Access, ApiRule, Jwt, RouteRule};
pub use crate::model::function::{Function, LABEL_RESOURCE};
pub use crate::model::pod::Pod;
pub use crate::model::reads::Reads;
pub use crate::model::service::Service;
pub use crate::model::{Kind, Meta, ObjectRef, Scope};
pub use crate::yaml::pointer::Op;
pub use serde_json::{Value, json};

use crate::engine::mesh::{GeneratedObjects, GenerationContext, derive};
use crate::model::memo::MemoTable;
use crate::model::namespace::is_system;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a pass cannot be concluded from files.
pub const ABSENT: &str = "files may leave some out";

/// Escapes `~` and `/` in a JSON pointer segment.
#[must_use]
pub fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// What a check that calls [`made_of`] reads, consulted where it can be read.
pub const DERIVED: Reads = Reads::Hints(GenerationContext::READS);

/// Returns what the API gateway generates from an `APIRule` that is in force.
#[must_use]
pub fn made_of(scope: &Scope<'_>, rule: &ApiRule) -> Arc<GeneratedObjects> {
    let make = || derive(rule, &GenerationContext::in_force(scope.whole()));
    match scope.memo().filter(|_| is_as_seen(scope, rule)) {
        Some(memo) => memo.of::<GeneratedByRule>().0.get(&rule.meta.name, make),
        None => Arc::new(make()),
    }
}

/// The objects generated from each `APIRule` of a namespace.
#[derive(Default)]
struct GeneratedByRule(MemoTable<GeneratedObjects>);

/// Returns a reference to the Function in the version it was read in.
#[must_use]
pub fn function_ref(function: &Function) -> ObjectRef {
    function.reference()
}

/// Returns the path of a Function's dependencies, or of the repository that contains them.
#[must_use]
pub fn dependency_text(function: &Function) -> &'static str {
    match (&*function.version, function.is_git()) {
        (_, true) => function.pointers_of_files().1,
        ("v1alpha1", false) => "/spec/deps",
        (_, false) => "/spec/source/inline/dependencies",
    }
}

/// Returns a reference to the APIRule in the version it was read in.
#[must_use]
pub fn rule_ref(rule: &ApiRule) -> ObjectRef {
    rule.reference()
}

/// Returns the Namespace of a scope, as an object that can be named and changed.
#[must_use]
pub fn namespace_ref(scope: &Scope<'_>) -> ObjectRef {
    ObjectRef::new(Kind::Namespace, "", scope.name())
}

/// Returns what exposes a Function: an `APIRule`, another route, or a Service with an external address.
/// Reads `ExposureHint` and `Hint(Service)`.
#[must_use]
pub fn way_in(scope: &Scope<'_>, function: &Function) -> Option<String> {
    if let Some(route) = scope.exposure().routes(scope.name(), &function.meta.name).next() {
        let elsewhere = route.namespace != scope.name();
        let place = if elsewhere { format!(" in {}", route.namespace) } else { String::new() };
        return Some(format!("APIRule {}{place}", route.name));
    }
    if let Some(way) = scope.ways().to(scope.name(), &function.meta.name).next() {
        return Some(format!("{} {}", way.kind.info().name, way.name));
    }
    let pod = function.labels_of_pods();
    let selecting = scope.space.services_by_selector().matching(&pod).filter(|one| one.leads_outside());
    let found = selecting.min_by_key(|one| &one.meta.name);
    found.map(|service| format!("Service {} ({})", service.meta.name, service.kind))
}

/// Returns the pods that serve Functions now: neither finished nor terminating, and not the build pods.
pub fn serving<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a Pod> {
    let pods = scope.space.pods.values().map(AsRef::as_ref);
    pods.filter(|pod| {
        let runs = pod.function().is_some() && pod.meta.labels.is(LABEL_RESOURCE, "deployment");
        runs && !pod.finished() && !pod.meta.deleting
    })
}

/// Returns the same pods, grouped by the Function they serve.
#[must_use]
pub fn serving_each<'a>(scope: &Scope<'a>) -> BTreeMap<&'a str, Vec<&'a Pod>> {
    let mut each: BTreeMap<&str, Vec<&Pod>> = BTreeMap::new();
    for pod in serving(scope) {
        each.entry(pod.function().unwrap_or_default()).or_default().push(pod);
    }
    each
}

/// Returns `GET,POST /orders`, the methods and path of a rule, for evidence and fingerprints.
#[must_use]
pub fn route_key(rule: &RouteRule) -> String {
    format!("{} {}", rule.methods.join(","), rule.path)
}

/// Returns `host/path`, as a caller would write it.
#[must_use]
pub fn address(rule: &ApiRule, route: &RouteRule) -> String {
    format!("{}{}", if rule.host.is_empty() { "*" } else { &rule.host }, route.path)
}

/// Returns the names of the Functions of this scope a route leads to (its Service has the Function's name).
#[must_use]
pub fn functions_behind(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Vec<String> {
    let target = rule.target(route).filter(|(namespace, _)| *namespace == scope.name());
    let found = target.and_then(|(_, name)| scope.space.functions.get(name));
    found.map(|function| function.meta.name.to_string()).into_iter().collect()
}

/// Returns the Functions of this scope a route's Service leads to. `None` if that cannot be seen from here:
/// the Service is in another namespace, or not in the files. The platform's own namespaces contain no Functions.
pub fn functions_reached(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Option<Vec<String>> {
    match rule.target(route) {
        None => Some(Vec::new()),
        Some((namespace, service)) if namespace == scope.name() => {
            let found = functions_of(scope, service);
            (!found.is_empty() || !is_unseen(scope, service)).then_some(found)
        }
        Some((namespace, _)) => is_system(namespace).then(Vec::new),
    }
}

/// Returns whether only files were read and the Service is not in them: it may still be a Function's.
fn is_unseen(scope: &Scope<'_>, service: &str) -> bool {
    scope.is_from_files() && !scope.space.services.contains_key(service)
}

/// Returns where a route leads if its Functions cannot be seen, as the end of a sentence; empty if they can.
#[must_use]
pub fn leads_to(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> String {
    let Some((namespace, service)) = rule.target(route) else { return String::new() };
    if functions_reached(scope, rule, route).is_some() {
        return String::new();
    }
    if namespace == scope.name() {
        return format!("; Service {service} was not seen");
    }
    format!("; it leads to service {service} in namespace {namespace}")
}

/// Marks a finding that depends on an absent object: for files it is only possible, and the message says so.
/// If the files have no Namespace object either, the finding is put on the first of its Functions.
#[must_use]
pub fn absent(scope: &Scope<'_>, finding: Finding, what: &str) -> Finding {
    if !scope.is_from_files() {
        return finding;
    }
    let (message, seen) = (format!("{}: no {what} in the files", finding.message), finding.evidence.clone());
    let seen =
        if seen.is_empty() { "only files were read".into() } else { format!("{seen}; only files were read") };
    let finding = finding.says(message).with_evidence(seen).sure(Confidence::Possible);
    in_a_file(scope, finding)
}

/// Moves a finding about a Namespace that no file declares to an object that is in a file.
#[must_use]
pub fn in_a_file(scope: &Scope<'_>, finding: Finding) -> Finding {
    let undeclared = finding.object.kind == Kind::Namespace && scope.space.namespace().is_none();
    let first = finding.functions.iter().find_map(|name| scope.space.functions.get(name.as_str()));
    match first.filter(|_| scope.is_from_files() && undeclared) {
        Some(function) => Finding { object: function_ref(function), path: String::new().into(), ..finding },
        None => finding,
    }
}

/// Returns the Functions of this scope that a Service leads to.
#[must_use]
pub fn functions_of(scope: &Scope<'_>, service: &str) -> Vec<String> {
    scope.space.functions_of(service)
}

/// Returns whether an `APIRule` may concern a Function: some route leads to one, or leaves the namespace.
#[must_use]
pub fn concerns_functions(scope: &Scope<'_>, rule: &ApiRule) -> bool {
    rule.rules.iter().any(|route| functions_reached(scope, rule, route).is_none_or(|found| !found.is_empty()))
}

/// Returns the path of a route's field in the object as it was read: rules that exist only in an
/// annotation are text there.
#[must_use]
pub fn place(rule: &ApiRule, route: &RouteRule, field: &str) -> String {
    if rule.hidden {
        return "/metadata/annotations/gateway.kyma-project.io~1v1beta1-spec".into();
    }
    let converted = rule.is_legacy() && !["v1beta1", "v1alpha1"].contains(&&*rule.version);
    if converted { route.pointer.clone() } else { format!("{}{field}", route.pointer) }
}

/// Returns the confidence of an accepted `APIRule`; while it is refused, its previous version stays in force.
#[must_use]
pub fn in_force(rule: &ApiRule) -> Confidence {
    if rule.is_refused() { Confidence::Likely } else { Confidence::Certain }
}

/// Lists at most two names: `one`, `one and another`, `one, another and 3 more`.
pub fn some_of<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => "none".into(),
        [one] => one.as_ref().into(),
        [one, two] => format!("{} and {}", one.as_ref(), two.as_ref()),
        [one, two, rest @ ..] => format!("{}, {} and {} more", one.as_ref(), two.as_ref(), rest.len()),
    }
}

/// Returns the name itself, or the name with a number if it is taken.
pub fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..100).map(|number| format!("{name}-{number}"));
    let mut all = std::iter::once(name.to_owned()).chain(numbered);
    all.find(|name| !taken(name)).unwrap_or_else(|| name.to_owned())
}

/// For checks without a fix that this tool could propose.
#[must_use]
pub fn no_fix(_: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    Vec::new()
}

/// Returns `s` unless the count is exactly one.
#[must_use]
pub fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
