//! What almost every check names.

pub use super::fix::{Edit, Fix, Risk};
pub use super::{Check, Confidence, Family::*, Finding, Severity, Severity::*};
pub use crate::model::apirule::{Access, ApiRule, Jwt, RouteRule};
pub use crate::model::function::{Function, LABEL_RESOURCE};
pub use crate::model::pod::Pod;
pub use crate::model::scope::Reads;
pub use crate::model::service::Service;
pub use crate::model::{Kind, Meta, ObjectRef, Scope};
pub use crate::yaml::pointer::Op;
pub use serde_json::{Value, json};

use super::exposure::apirule_refused::takes_effect;
use crate::engine::mesh::{Generated, World, derive};
use crate::model::memo::Table;
use crate::model::namespace::is_system;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A JSON pointer segment with `~` and `/` escaped.
pub fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// What a check reads that asks [`made_of`], consulted where it can be seen.
pub const DERIVED: Reads = Reads::Hints(World::READS);

/// What the API gateway makes of an `APIRule` that is in force.
pub fn made_of(scope: &Scope<'_>, rule: &ApiRule) -> Arc<Generated> {
    let make = || derive(rule, &World::in_force(scope.whole()));
    match scope.memo().filter(|_| is_as_seen(scope, rule)) {
        Some(memo) => memo.of::<Made>().0.get(&rule.meta.name, make),
        None => Arc::new(make()),
    }
}

/// What is made of each `APIRule` of a namespace.
#[derive(Default)]
struct Made(Table<Generated>);

/// Whether it is the very `APIRule` of this scope, rather than a proposal for it.
pub fn is_as_seen(scope: &Scope<'_>, rule: &ApiRule) -> bool {
    let seen = scope.space.api_rules.get(rule.meta.name.as_str());
    seen.is_some_and(|seen| std::ptr::eq(Arc::as_ptr(seen), rule))
}

/// The Function as it was read, in its own version.
pub fn function_ref(function: &Function) -> ObjectRef {
    let version = if function.version.is_empty() { "v1alpha2" } else { &function.version };
    let api = Kind::Function.info().api_version_of(version);
    ObjectRef::of(&api, "Function", &function.meta.namespace, &function.meta.name)
}

/// Where a Function names its packages.
pub fn dependency_text(function: &Function) -> &'static str {
    if function.version == "v1alpha1" { "/spec/deps" } else { "/spec/source/inline/dependencies" }
}

/// The APIRule as it was read, in its own version.
pub fn rule_ref(rule: &ApiRule) -> ObjectRef {
    let version = if rule.version.is_empty() { "v2" } else { &rule.version };
    let api = Kind::APIRule.info().api_version_of(version);
    ObjectRef::of(&api, "APIRule", &rule.meta.namespace, &rule.meta.name)
}

/// The Namespace of a scope, as an object that can be named and changed.
pub fn namespace_ref(scope: &Scope<'_>) -> ObjectRef {
    ObjectRef::new(Kind::Namespace, "", scope.name())
}

/// What leads to a Function from outside: an `APIRule`, another route, or a Service with a way in of its own.
/// Reads `ExposureHint` and `Hint(Service)`.
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

/// The pods that serve Functions now: neither finished nor leaving, and not the pods that build images.
pub fn serving<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a Pod> {
    let pods = scope.space.pods.values().map(AsRef::as_ref);
    pods.filter(|pod| {
        let runs = pod.function().is_some() && pod.meta.labels.is(LABEL_RESOURCE, "deployment");
        runs && !pod.finished() && !pod.meta.deleting
    })
}

/// The same, by the Function they serve.
pub fn serving_each<'a>(scope: &Scope<'a>) -> BTreeMap<&'a str, Vec<&'a Pod>> {
    let mut each: BTreeMap<&str, Vec<&Pod>> = BTreeMap::new();
    for pod in serving(scope) {
        each.entry(pod.function().unwrap_or_default()).or_default().push(pod);
    }
    each
}

/// `GET,POST /orders`, what a rule is about, for evidence and fingerprints.
pub fn route_key(rule: &RouteRule) -> String {
    format!("{} {}", rule.methods.join(","), rule.path)
}

/// `host/path`, as a caller would write it.
pub fn address(rule: &ApiRule, route: &RouteRule) -> String {
    format!("{}{}", if rule.host.is_empty() { "*" } else { &rule.host }, route.path)
}

/// The names of the Functions of this scope a route leads to (its Service bears the Function's name).
pub fn functions_behind(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Vec<String> {
    let target = rule.target(route).filter(|(namespace, _)| *namespace == scope.name());
    let found = target.and_then(|(_, name)| scope.space.functions.get(name));
    found.map(|function| function.meta.name.to_string()).into_iter().collect()
}

/// The Functions of this scope a route's Service leads to. `None` when that cannot be seen from here: the Service
/// is in another namespace, or not among the files. The platform's own namespaces contain no Functions.
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

/// Whether only files were seen and the Service is not among them: it may be a Function's all the same.
fn is_unseen(scope: &Scope<'_>, service: &str) -> bool {
    scope.is_from_files() && !scope.space.services.contains_key(service)
}

/// Where a route leads when its Functions cannot be seen, as the end of a sentence; empty when they can.
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

/// A finding that rests on what is absent: over files that is only possible, and it says so. Where the files
/// have no Namespace object either, it is put on the first of its Functions, which is in a file.
pub fn absent(scope: &Scope<'_>, finding: Finding, what: &str) -> Finding {
    if !scope.is_from_files() {
        return finding;
    }
    let (message, seen) =
        (format!("{}: no {what} among the files", finding.message), finding.evidence.clone());
    let seen =
        if seen.is_empty() { "only files were seen".into() } else { format!("{seen}; only files were seen") };
    let finding = finding.says(message).seen(seen).sure(Confidence::Possible);
    in_a_file(scope, finding)
}

/// The finding on an object that is in a file, where it is about a Namespace that no file declares.
pub fn in_a_file(scope: &Scope<'_>, finding: Finding) -> Finding {
    let undeclared = finding.object.kind == "Namespace" && scope.space.namespace().is_none();
    let first = finding.functions.iter().find_map(|name| scope.space.functions.get(name.as_str()));
    match first.filter(|_| scope.is_from_files() && undeclared) {
        Some(function) => Finding { object: function_ref(function), path: String::new().into(), ..finding },
        None => finding,
    }
}

/// The Functions of this scope that a Service is about.
pub fn functions_of(scope: &Scope<'_>, service: &str) -> Vec<String> {
    scope.space.functions_of(service)
}

/// The APIRules of a scope that something comes of: not those of eventing, and not those that are refused.
pub fn in_effect<'a>(scope: &Scope<'a>) -> impl Iterator<Item = &'a ApiRule> {
    let scope = *scope;
    let rules = scope.space.api_rules.values().map(AsRef::as_ref);
    rules.filter(move |rule: &&ApiRule| !rule.is_webhook() && takes_effect(&scope, rule))
}

/// Whether an `APIRule` may be about a Function: some route leads to one, or leaves the namespace.
pub fn concerns_functions(scope: &Scope<'_>, rule: &ApiRule) -> bool {
    rule.rules.iter().any(|route| functions_reached(scope, rule, route).is_none_or(|found| !found.is_empty()))
}

/// Where a field of a route stands in the object as it was read: rules that only live on in an
/// annotation are text there.
pub fn place(rule: &ApiRule, route: &RouteRule, field: &str) -> String {
    if rule.hidden {
        return "/metadata/annotations/gateway.kyma-project.io~1v1beta1-spec".into();
    }
    let converted = rule.is_legacy() && !["v1beta1", "v1alpha1"].contains(&&*rule.version);
    if converted { route.pointer.clone() } else { format!("{}{field}", route.pointer) }
}

/// What an `APIRule` says holds once it was accepted; while it is refused, what it said before does.
pub fn in_force(rule: &ApiRule) -> Confidence {
    if rule.is_refused() { Confidence::Likely } else { Confidence::Certain }
}

/// `one`, `one and another`, `one, another and 3 more`: never a list that grows without end.
pub fn some_of<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => "none".into(),
        [one] => one.as_ref().into(),
        [one, two] => format!("{} and {}", one.as_ref(), two.as_ref()),
        [one, two, rest @ ..] => format!("{}, {} and {} more", one.as_ref(), two.as_ref(), rest.len()),
    }
}

/// The name itself, or with a number behind it when it is taken.
pub fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..100).map(|number| format!("{name}-{number}"));
    let mut all = std::iter::once(name.to_owned()).chain(numbered);
    all.find(|name| !taken(name)).unwrap_or_else(|| name.to_owned())
}

/// For checks whose problem has no change that this tool could propose.
pub fn no_fix(_: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    Vec::new()
}

/// `s` unless there is exactly one.
pub fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
