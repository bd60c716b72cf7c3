//! Which clients each route from outside the cluster admits.

use super::{GeneratedObjects, GenerationContext, RuleAdmission, caller_words, generate};
use crate::model::apirule::{Access, RouteRule};
use crate::model::{Kind, ObjectRef, Snapshot, Space};

/// A route to a Service, and the clients it admits.
#[derive(Debug, Clone)]
pub struct Route {
    /// `GET orders.example.com/orders`.
    pub shown: String,
    /// Namespace and name of the Service.
    pub service: (String, String),
    pub object: ObjectRef,
    pub callers: Callers,
}

/// The clients that a route admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callers {
    /// No client.
    None,
    /// Those that show a token, or that another component accepts.
    Some(String),
    Anyone,
    /// Not known, and why.
    Unknown(String),
}

/// Returns every route into the cluster; `whole` as in [`GenerationContext`].
#[must_use]
pub fn routes(snapshot: &Snapshot, whole: bool) -> Vec<Route> {
    let world = GenerationContext { snapshot, whole, taken: false };
    let rules = snapshot.spaces().flat_map(|space| space.api_rules.values());
    let mut routes: Vec<Route> = rules.flat_map(|rule| of_apirule(&generate(rule, &world))).collect();
    routes.extend(snapshot.spaces().flat_map(|space| beside(snapshot, space)));
    routes
}

fn of_apirule(made: &GeneratedObjects) -> Vec<Route> {
    let admitted = RuleAdmission::of(made);
    let host = if made.host.is_empty() { &made.rule.host } else { &made.host };
    let route = |(at, rule): (usize, &RouteRule)| {
        let (namespace, name) = made.rule.target(rule)?;
        Some(Route {
            shown: format!("{} {host}{}", rule.methods.join(","), rule.path),
            service: (namespace.to_owned(), name.to_owned()),
            object: made.rule.reference(),
            callers: callers(made, admitted.as_ref(), at),
        })
    };
    made.rule.rules.iter().enumerate().filter_map(route).collect()
}

fn callers(made: &GeneratedObjects, admitted: Option<&RuleAdmission<'_>>, at: usize) -> Callers {
    let words = caller_words(made, at);
    if let Some(contested) = &made.contested {
        return Callers::Unknown(contested.why.clone());
    }
    if made.valid == Some(false) || made.is_dead(at) {
        return Callers::None;
    }
    match made.rule.rules.get(at).map(|rule| &rule.access) {
        // The engine does not evaluate external authorizers and handlers of Oathkeeper.
        Some(Access::Other(handler)) if handler == "unauthorized" => Callers::None,
        Some(Access::External { .. } | Access::Other(_)) => Callers::Some(words),
        Some(Access::Open(_)) if !made.is_judged_by_mesh() => Callers::Anyone,
        Some(Access::Jwt(_)) if !made.is_judged_by_mesh() => Callers::Some(words),
        Some(Access::Nothing) | None => Callers::None,
        Some(Access::Open(_) | Access::Jwt(_)) => match admitted.and_then(|one| one.by(at, None)) {
            Some(true) => Callers::Anyone,
            Some(false) if words.starts_with("no one") || words == "anyone" => Callers::None,
            Some(false) => Callers::Some(words),
            None => Callers::Unknown(
                made.notes.first().cloned().unwrap_or_else(|| format!("written as: {words}")),
            ),
        },
    }
}

/// Returns entry points that no APIRule guards.
fn beside(snapshot: &Snapshot, space: &Space) -> Vec<Route> {
    let mut routes = Vec::new();
    for (name, service) in &space.services {
        let target = (space.name.to_string(), name.to_string());
        for way in snapshot.ways().to(&space.name, name) {
            let host = if way.host.is_empty() { "every host" } else { &way.host };
            routes.push(Route {
                shown: format!("{host} through {} {}/{}", way.kind.info().name, way.namespace, way.name),
                service: target.clone(),
                object: ObjectRef::new(way.kind, &way.namespace, &way.name),
                callers: Callers::Anyone,
            });
        }
        if service.leads_outside() {
            routes.push(Route {
                shown: format!("the {} address of Service {}/{name}", service.kind, space.name),
                service: target,
                object: ObjectRef::new(Kind::Service, &space.name, name),
                callers: Callers::Anyone,
            });
        }
    }
    routes
}
