//! Whether an `APIRule` is accepted: refusals of the API server's schema, refusals of the controller, and two
//! APIRules with the same host. A rule that no server has validated yet flows in; the reason of a refusal
//! flows out, if there is one.

use super::gateways;
use super::{GeneratedObjects, GenerationContext, derive};
use crate::model::apirule::{ApiRule, field_path};
use crate::model::index::Claimant;
use crate::model::{Extent, Snapshot};

/// Why an `APIRule` exposes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdmissionRefusal {
    /// JSON pointer of the refused field, within the object.
    pub pointer: String,
    /// The reason, after the field's name.
    pub why: String,
    /// Whether the API server refuses it, rather than the controller.
    pub by_server: bool,
    /// Whether it is refused regardless of what else the cluster contains.
    pub certain: bool,
}

/// Why nothing is generated from an `APIRule` that was read from files or is only proposed: it exposes
/// nothing, and nothing else needs to be reported for it. An APIRule that a server stores was accepted by the
/// API server, and its status contains the controller's result. Unknown counts as accepted.
#[must_use]
pub fn refusal(rule: &ApiRule, snapshot: &Snapshot) -> Option<AdmissionRefusal> {
    if let Some(fault) = rule.faults.first().filter(|_| is_to_be_judged(rule, snapshot)) {
        let dropped = rule.unknown.first().map(|one| format!("; unknown field {}", field_path(one)));
        let why = format!("{}: {}{}", fault.path(), fault.why, dropped.unwrap_or_default());
        return Some(AdmissionRefusal {
            pointer: fault.pointer.clone(),
            why,
            by_server: true,
            certain: true,
        });
    }
    // Another check reports what happens to a legacy rule.
    if rule.is_legacy() || !is_new(rule, snapshot) {
        return None;
    }
    // Whether pods have a sidecar is decided by the pods, and a missing object may still be created.
    let world = GenerationContext { snapshot, whole: false, taken: false };
    let made = derive(rule, &world);
    let is_of_pods =
        |error: &&String| error.contains("sidecar") || error.contains("selectors are not defined");
    let why = made.errors.iter().find(|error| !is_of_pods(error))?;
    let (place, words) =
        why.strip_prefix("Attribute '.").and_then(|rest| rest.split_once("': ")).unwrap_or(("spec", why));
    Some(AdmissionRefusal {
        pointer: pointer(place),
        why: format!("{place}: {words}"),
        by_server: false,
        certain: !words.contains("Istio ConfigMap") && !words.contains("occupied"),
    })
}

/// Why another object may keep it from taking effect, although it is valid.
#[must_use]
pub fn contested(rule: &ApiRule, snapshot: &Snapshot) -> Option<AdmissionRefusal> {
    let world = GenerationContext { snapshot, whole: false, taken: false };
    is_new(rule, snapshot).then(|| derive(rule, &world).contested).flatten()
}

/// A field's address as the controller writes it, as far as the object has that field.
fn pointer(place: &str) -> String {
    let known = place
        .split_once(".extAuth.externalAuthorizers")
        .map_or_else(|| place.to_owned(), |(rule, _)| format!("{rule}.extAuth.authorizers"));
    format!("/{}", known.replace('[', "/").replace(']', "").replace('.', "/"))
}

/// Whether no API server is known to have accepted it as written.
pub fn is_to_be_judged(rule: &ApiRule, snapshot: &Snapshot) -> bool {
    snapshot.extent() == Extent::Files || rule.is_unstored()
}

/// Whether no controller has reported on it either.
fn is_new(rule: &ApiRule, snapshot: &Snapshot) -> bool {
    is_to_be_judged(rule, snapshot) && rule.state.is_empty()
}

/// The result for an APIRule that the API server refuses: nothing is generated.
pub fn by_server(rule: &ApiRule, snapshot: &Snapshot) -> Option<GeneratedObjects> {
    if rule.faults.is_empty() || !is_to_be_judged(rule, snapshot) {
        return None;
    }
    let errors = rule.faults.iter().map(|fault| format!("{}: {}", fault.path(), fault.why)).collect();
    let notes = dropped(rule).collect();
    Some(GeneratedObjects {
        valid: Some(false),
        errors,
        notes,
        rule: rule.clone(),
        ..GeneratedObjects::default()
    })
}

/// Fields that the API server drops.
pub fn dropped(rule: &ApiRule) -> impl Iterator<Item = String> + '_ {
    let words = |pointer: &String| {
        format!("unknown field {}: kubectl refuses it, and the API server drops it", field_path(pointer))
    };
    rule.unknown.iter().map(words)
}

/// Another `APIRule` that claims the same host and was not applied yet either: the controller applies the one
/// it sees first, and refuses the other.
pub fn rival(host: &str, rule: &ApiRule, world: &GenerationContext<'_>) -> Option<String> {
    if !is_new(rule, world.snapshot) {
        return None;
    }
    let is_other =
        |(namespace, name): &&Claimant| *namespace != rule.meta.namespace || *name != rule.meta.name;
    let hosts = world.snapshot.hosts();
    let whole = hosts.rules(host).find(is_other);
    // A short host may be the same, depending on the gateway's domain.
    let short = || {
        let all = hosts.rules(host.split_once('.')?.0).filter(is_other);
        all.filter_map(|(namespace, name)| world.snapshot.space(namespace)?.api_rules.get(name.as_str()))
            .find(|other| {
                domain(other, world).is_some_and(|domain| format!("{}.{domain}", other.host) == host)
            })
    };
    let short = short().map(|other| (other.meta.namespace.to_string(), other.meta.name.to_string()));
    let (namespace, other) = whole.cloned().into_iter().chain(short).min()?;
    let name = format!("{namespace}/{other}");
    Some(format!("APIRule {name} claims the host {host} too: the controller applies only the first of them"))
}

/// The domain of another rule's gateway, where it is known.
fn domain<'a>(rule: &ApiRule, world: &GenerationContext<'a>) -> Option<&'a str> {
    gateways::find(&rule.gateway, world)?.servers.first()?.hosts.first()?.strip_prefix("*.")
}
