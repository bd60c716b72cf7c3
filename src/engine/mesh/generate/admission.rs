//! Whether an `APIRule` comes to be at all: what the API server refuses by its schema, what the controller refuses,
//! and two that claim one host. A rule that no server has judged yet flows in; the reason flows out, if there is one.

use super::host;
use super::{Generated, World, derive};
use crate::model::apirule::{ApiRule, field_path};
use crate::model::index::Claimant;
use crate::model::{Extent, Snapshot};

/// Why an `APIRule` opens nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// JSON pointer of what is refused, within the object.
    pub pointer: String,
    /// The reason, with the field in front.
    pub why: String,
    /// Whether the API server refuses it, rather than the controller.
    pub by_server: bool,
    /// Whether it is refused whatever else the cluster holds.
    pub certain: bool,
}

/// Why nothing is generated from an `APIRule` that was read from files or is only proposed: it opens nothing, and nothing else
/// needs to be said of it. One that a server stores was accepted by the API server, and what its controller said
/// is in its status. What is not known counts as accepted.
pub fn refusal(rule: &ApiRule, snapshot: &Snapshot) -> Option<Refusal> {
    if let Some(fault) = rule.faults.first().filter(|_| is_to_be_judged(rule, snapshot)) {
        let dropped = rule.unknown.first().map(|one| format!("; unknown field {}", field_path(one)));
        let why = format!("{}: {}{}", fault.path(), fault.why, dropped.unwrap_or_default());
        return Some(Refusal { pointer: fault.pointer.clone(), why, by_server: true, certain: true });
    }
    // Of a legacy rule another check says what becomes of it.
    if rule.is_legacy() || !is_new(rule, snapshot) {
        return None;
    }
    // Whether pods have a sidecar is a matter of the pods, and what is not there may come.
    let world = World { snapshot, whole: false, taken: false };
    let made = derive(rule, &world);
    let is_of_pods =
        |error: &&String| error.contains("sidecar") || error.contains("selectors are not defined");
    let why = made.errors.iter().find(|error| !is_of_pods(error))?;
    let (place, words) =
        why.strip_prefix("Attribute '.").and_then(|rest| rest.split_once("': ")).unwrap_or(("spec", why));
    Some(Refusal {
        pointer: pointer(place),
        why: format!("{place}: {words}"),
        by_server: false,
        certain: !words.contains("Istio ConfigMap") && !words.contains("occupied"),
    })
}

/// Why another object may keep it from taking effect, though nothing is wrong with it.
pub fn contested(rule: &ApiRule, snapshot: &Snapshot) -> Option<Refusal> {
    let world = World { snapshot, whole: false, taken: false };
    is_new(rule, snapshot).then(|| derive(rule, &world).contested).flatten()
}

/// A place as the controller writes it, as far as the object has it.
fn pointer(place: &str) -> String {
    let known = place
        .split_once(".extAuth.externalAuthorizers")
        .map_or_else(|| place.to_owned(), |(rule, _)| format!("{rule}.extAuth.authorizers"));
    format!("/{}", known.replace('[', "/").replace(']', "").replace('.', "/"))
}

/// Whether no API server is known to have taken it as it is written.
pub fn is_to_be_judged(rule: &ApiRule, snapshot: &Snapshot) -> bool {
    snapshot.extent() == Extent::Files || rule.is_unstored()
}

/// Whether no controller has said anything of it either.
fn is_new(rule: &ApiRule, snapshot: &Snapshot) -> bool {
    is_to_be_judged(rule, snapshot) && rule.state.is_empty()
}

/// What is known of one that the API server refuses: that nothing comes of it.
pub fn by_server(rule: &ApiRule, snapshot: &Snapshot) -> Option<Generated> {
    if rule.faults.is_empty() || !is_to_be_judged(rule, snapshot) {
        return None;
    }
    let errors = rule.faults.iter().map(|fault| format!("{}: {}", fault.path(), fault.why)).collect();
    let notes = dropped(rule).collect();
    Some(Generated { valid: Some(false), errors, notes, rule: rule.clone(), ..Generated::default() })
}

/// Fields that do not come to be.
pub fn dropped(rule: &ApiRule) -> impl Iterator<Item = String> + '_ {
    let words = |pointer: &String| {
        format!("unknown field {}: kubectl refuses it, and the API server drops it", field_path(pointer))
    };
    rule.unknown.iter().map(words)
}

/// Another `APIRule` that claims the same host and was not applied yet either: the controller serves the one it
/// sees first, and refuses the other.
pub fn rival(host: &str, rule: &ApiRule, world: &World<'_>) -> Option<String> {
    if !is_new(rule, world.snapshot) {
        return None;
    }
    let is_other =
        |(namespace, name): &&Claimant| *namespace != rule.meta.namespace || *name != rule.meta.name;
    let hosts = world.snapshot.hosts();
    let whole = hosts.rules(host).find(is_other);
    // A short one is the same where the gateway's domain makes it so.
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

/// The domain of the gateway of another rule, where it is known.
fn domain<'a>(rule: &ApiRule, world: &World<'a>) -> Option<&'a str> {
    host::find(&rule.gateway, world)?.servers.first()?.hosts.first()?.strip_prefix("*.")
}
