//! The pane of details beside the YAML of an object: opening it, what arrives, and what its rows lead to.

use crate::app::Effect;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::state::details::{DetailRow, Details};
use crate::app::state::pending::Ticket;
use crate::decode::{Reference, references};
use crate::fix::owners;
use crate::model::{Kind, ObjectRef};
use crate::source::inspect::{InspectTarget, Inspection};
use serde_json::Value;

/// The pods whose logs are read at most.
const PODS: usize = 3;
/// The container that runs the code of a Function.
const CONTAINER: &str = "function";
/// Kinds whose parts are named after them.
const WITH_PARTS: [Kind; 7] = [
    Kind::Function,
    Kind::Deployment,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::ReplicaSet,
    Kind::Job,
    Kind::CronJob,
];

/// Begins to read what happens to the object of this screen, and ends it for the one before.
pub fn begin(model: &mut Model) -> Option<Effect> {
    let Place::Object(object) = &model.place else {
        return model.details.take().map(|_| Effect::EndInspection);
    };
    if model.details.as_ref().is_some_and(|details| details.object == *object) {
        return None;
    }
    let object = object.clone();
    let pods = pods(model, &object);
    let ticket = model.tickets.issue();
    model.details = Some(Details::new(object.clone(), ticket, pods.iter().map(|(pod, _)| pod.clone())));
    let has_parts = object.known().is_some_and(|kind| WITH_PARTS.contains(&kind));
    Some(Effect::Inspect { ticket, target: InspectTarget { object, has_parts, pods } })
}

/// Returns the pods of an object, each with the container whose log is read.
fn pods(model: &Model, object: &ObjectRef) -> Vec<(String, Option<String>)> {
    let Some(space) = model.snapshot.space(&object.namespace) else { return Vec::new() };
    if object.kind == Kind::Pod {
        let pod = space.pods.get(object.name.as_str());
        let first = pod.and_then(|pod| pod.template.spec.containers.first());
        return vec![(object.name.to_string(), first.map(|container| container.name.clone()))];
    }
    if object.kind != Kind::Function {
        return Vec::new();
    }
    let own = space.pods.values().filter(|pod| pod.function() == Some(object.name.as_str()));
    let running = own.filter(|pod| !pod.finished()).take(PODS);
    running.map(|pod| (pod.meta.name.to_string(), Some(CONTAINER.to_owned()))).collect()
}

/// Takes what was read of the object itself.
pub fn read(model: &mut Model, value: &Value) {
    let Some(mut details) = model.details.take() else { return };
    details.facts = facts(value);
    details.links = references(&details.object, value);
    details.links.extend(users(model, &details.object));
    details.arrange();
    model.details = Some(details);
}

/// Takes events or lines of a log, unless another object is on screen.
pub fn inspected(model: &mut Model, ticket: Ticket, inspection: Inspection) {
    if let Some(details) = model.details.as_mut().filter(|details| details.ticket == ticket) {
        details.take(inspection);
    }
}

/// Returns the object under the cursor, if the row is a link.
#[must_use]
pub fn link(model: &Model) -> Option<ObjectRef> {
    let row = model.cursor(model.pane).row;
    let DetailRow::Link(_, object) = model.details.as_ref()?.rows().get(row)? else { return None };
    Some(object.clone())
}

fn facts(value: &Value) -> Vec<(&'static str, String)> {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(ToOwned::to_owned);
    let mut facts = Vec::new();
    facts.extend(text("/apiVersion").map(|version| ("version", version)));
    facts.extend(text("/metadata/creationTimestamp").map(|time| ("created", time)));
    facts.extend(owners::gitops(value).map(|tool| ("managed by", tool)));
    let managers = value.pointer("/metadata/managedFields").and_then(Value::as_array).into_iter().flatten();
    let mut names: Vec<&str> =
        managers.filter_map(|entry| entry.get("manager").and_then(Value::as_str)).collect();
    names.dedup();
    if !names.is_empty() {
        facts.push(("field managers", names.join(", ")));
    }
    facts.extend(text("/metadata/deletionTimestamp").map(|time| ("being deleted", time)));
    facts
}

/// Returns the objects that refer to this one, as far as they lead from the internet or from events to it.
fn users(model: &Model, object: &ObjectRef) -> Vec<Reference> {
    let snapshot = &model.snapshot;
    let mut found = Vec::new();
    if matches!(object.known(), Some(Kind::Function | Kind::Service)) {
        for route in snapshot.exposure().routes(&object.namespace, &object.name) {
            let rule = ObjectRef::new(Kind::APIRule, &route.namespace, &route.name);
            found.push(Reference { role: "exposed by", object: rule });
        }
    }
    if object.kind == Kind::Function
        && let Some(space) = snapshot.space(&object.namespace)
    {
        let own = space.pods.values().filter(|pod| pod.function() == Some(object.name.as_str()));
        found.extend(own.map(|pod| Reference {
            role: "pod",
            object: ObjectRef::new(Kind::Pod, &object.namespace, &pod.meta.name),
        }));
    }
    found.dedup();
    found
}
