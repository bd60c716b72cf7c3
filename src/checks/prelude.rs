//! What almost every check names.

pub use super::fix::{Edit, Fix, Risk};
pub use super::{Check, Confidence, Family::*, Finding, Severity, Severity::*};
pub use crate::model::apirule::{Access, ApiRule, Jwt, RouteRule};
pub use crate::model::function::Function;
pub use crate::model::scope::Reads;
pub use crate::model::{Kind, Meta, ObjectRef, Scope};
pub use crate::yaml::pointer::Op;
pub use serde_json::{Value, json};

/// A JSON pointer segment with `~` and `/` escaped.
pub fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// The Function as it was read, in its own version.
pub fn function_ref(function: &Function) -> ObjectRef {
    let version = if function.version.is_empty() { "v1alpha2" } else { &function.version };
    let api = Kind::Function.info().api_version_of(version);
    ObjectRef::of(&api, "Function", &function.meta.namespace, &function.meta.name)
}

/// The APIRule as it was read, in its own version.
pub fn rule_ref(rule: &ApiRule) -> ObjectRef {
    let version = if rule.version.is_empty() { "v2" } else { &rule.version };
    let api = Kind::APIRule.info().api_version_of(version);
    ObjectRef::of(&api, "APIRule", &rule.meta.namespace, &rule.meta.name)
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
    found.map(|function| function.meta.name.clone()).into_iter().collect()
}

/// The Functions of this scope a route's Service leads to: it bears their name, or selects their pods.
/// `None` when the Service stands in another namespace, where nothing can be told from here.
pub fn functions_reached(scope: &Scope<'_>, rule: &ApiRule, route: &RouteRule) -> Option<Vec<String>> {
    let Some((namespace, service)) = rule.target(route) else {
        return Some(Vec::new());
    };
    if namespace != scope.name() {
        return None;
    }
    let selector = scope.space.services.get(service).map(|service| &service.selector);
    let selects = |function: &Function| {
        let labels = function.labels_of_pods();
        selector.is_some_and(|all| !all.is_empty() && all.iter().all(|(key, value)| labels.is(key, value)))
    };
    let found = scope.space.functions.values();
    let found = found.filter(|function| function.meta.name == service || selects(function));
    Some(found.map(|function| function.meta.name.clone()).collect())
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
    if rule.is_legacy() { route.pointer.clone() } else { format!("{}{field}", route.pointer) }
}

/// What an `APIRule` says holds once it was accepted; while it is refused, what it said before does.
pub fn in_force(rule: &ApiRule) -> Confidence {
    let refused = matches!(rule.state.as_str(), "Error" | "ERROR") && !rule.is_legacy();
    if refused { Confidence::Likely } else { Confidence::Certain }
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

/// For checks whose problem has no change that this tool could propose.
pub fn no_fix(_: &Scope<'_>, _: &Finding) -> Vec<Fix> {
    Vec::new()
}

/// `s` unless there is exactly one.
pub fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
