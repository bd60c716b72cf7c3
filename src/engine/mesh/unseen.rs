//! What makes an answer about APIRules unknown: rules that were not read, hosts whose domain is not known,
//! and policies that cannot be derived. Snapshots and generated `APIRule`s flow in; reasons flow out.

use super::generate::GeneratedObjects;
use super::request::Workload;
use crate::model::apirule::ApiRule;
use crate::model::{Feed, Kind, Labels, Snapshot};

/// Why there may be more APIRules than were read; empty where there are not.
#[must_use]
pub fn rules(snapshot: &Snapshot) -> Vec<String> {
    objects(snapshot, Kind::APIRule)
}

/// The same for objects of any kind.
#[must_use]
pub fn objects(snapshot: &Snapshot, kind: Kind) -> Vec<String> {
    let name = kind.info().name;
    let mut why = Vec::new();
    let partly =
        snapshot.feeds().iter().any(|(of, place, feed)| of == kind && !place.is_empty() && feed.known());
    match snapshot.feeds().everywhere(kind) {
        Feed::Live | Feed::Stale(..) => {}
        Feed::Opening(_) if partly => why.push(format!("{name}s of other namespaces were not read")),
        feed => why.push(format!("{name}s could not be read ({})", feed.why().trim_end_matches('.'))),
    }
    for (_, place, feed) in snapshot.feeds().iter().filter(|(of, place, _)| *of == kind && !place.is_empty())
    {
        if !feed.known() {
            why.push(format!("{name}s of {place} could not be read ({})", feed.why().trim_end_matches('.')));
        }
    }
    for space in snapshot.spaces() {
        let broken = space.unreadable.iter().filter(|((of, _), _)| *of == kind);
        why.extend(broken.map(|((_, object), reason)| {
            let reason = reason.trim_end_matches('.');
            format!("the {name} {}/{object} could not be read ({reason})", space.name)
        }));
    }
    why
}

/// The rule with a one-label host that may be the requested one, where its domain is not known.
#[must_use]
pub fn short<'a>(all: &'a [GeneratedObjects], asked: &str) -> Option<&'a ApiRule> {
    let label = asked.split('.').next().unwrap_or_default();
    let is_short = |made: &&GeneratedObjects| {
        let host = made.rule.host.as_str();
        !host.contains('.') && host.eq_ignore_ascii_case(label) && !made.host.contains('.')
    };
    all.iter().find(is_short).map(|made| &made.rule)
}

/// Namespace and name, for display.
#[must_use]
pub fn name(rule: &ApiRule) -> String {
    format!("{}/{}", rule.meta.namespace, rule.meta.name)
}

/// Pods about which underivable policies may decide.
#[derive(Debug, Clone, Default)]
pub struct Unsure(Vec<(String, Labels, String)>);

impl Unsure {
    /// For `APIRule`s in files. In a cluster the policies exist, whichever controller wrote them.
    #[must_use]
    pub fn of(snapshot: &Snapshot, all: &[GeneratedObjects]) -> Self {
        let mut found = Vec::new();
        for made in all {
            let Some(why) = why(made) else { continue };
            for route in &made.rule.rules {
                let Some((namespace, service)) = made.rule.target(route) else { continue };
                let Some(selector) = selector(snapshot, namespace, service) else { continue };
                found.push((namespace.to_owned(), selector, why.clone()));
            }
        }
        Self(found)
    }

    /// Returns the labels by which it selects pods of a namespace.
    pub(super) fn labels<'a>(&'a self, namespace: &'a str) -> impl Iterator<Item = &'a str> {
        let own = self.0.iter().filter(move |(home, ..)| home == namespace);
        own.flat_map(|(_, selector, _)| selector.iter().map(|(key, _)| key))
    }

    #[must_use]
    pub fn about(&self, pod: &Workload) -> Option<&str> {
        let reaches = |(namespace, selector, _): &&(String, Labels, String)| {
            *namespace == pod.namespace && selector.iter().all(|(key, value)| pod.labels.is(key, value))
        };
        self.0.iter().find(reaches).map(|(_, _, why)| why.as_str())
    }
}

fn why(made: &GeneratedObjects) -> Option<String> {
    let name = name(&made.rule);
    // An APIRule that the API server refuses was never applied in this form.
    let old = made.rule.is_legacy() && !made.is_derived() && made.rule.faults.is_empty();
    if old {
        let version = &made.rule.origin;
        return Some(format!("the policies of the {version} APIRule {name} are unknown"));
    }
    let contested = made.contested.as_ref()?;
    Some(format!("whether the APIRule {name} takes effect is unknown: {}", contested.why))
}

fn selector(snapshot: &Snapshot, namespace: &str, service: &str) -> Option<Labels> {
    let space = snapshot.space(namespace)?;
    if let Some(service) = space.services.get(service) {
        return Some(service.selector.clone()).filter(|selector| !selector.is_empty());
    }
    space.functions.get(service).map(|function| function.labels_of_pods())
}
