//! The events about an object and its parts: listed, then watched.

use super::lines::LineBuffer;
use super::{InspectTarget, Inspection, PAUSE};
use crate::source::follow::{body, in_time};
use crate::source::path::segment;
use crate::source::{Trouble, message};
use futures::StreamExt;
use http::Request;
use kube::Client;
use kube::client::Body;
use serde::Deserialize;
use serde_json::Value;
use std::pin::pin;
use tokio::sync::mpsc::Sender;

const WHAT: &str = "Reading events";
/// Events on one page, and the pages that are read: a namespace has at most a few thousand.
const PAGE: usize = 500;
const PAGES: usize = 10;

/// An event about an object, masked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventRecord {
    /// The name of the event, which a later record of the same event has too.
    pub name: String,
    /// When it happened last, as the server writes it.
    pub time: String,
    pub warning: bool,
    pub reason: String,
    pub message: String,
    /// How often it happened.
    pub count: u64,
    /// Kind and name of the object, such as `Pod/orders-1`.
    pub about: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct List {
    metadata: ListMeta,
    items: Vec<Value>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ListMeta {
    resource_version: String,
    #[serde(rename = "continue")]
    next: String,
}

/// Lists and watches, again and again, until the receiver is closed.
pub(super) async fn follow(client: &Client, target: &InspectTarget, out: &Sender<Inspection>) {
    loop {
        if let Err(trouble) = once(client, target, out).await
            && out.send(Inspection::EventsLost(trouble)).await.is_err()
        {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = out.closed() => return,
        }
    }
}

async fn once(client: &Client, target: &InspectTarget, out: &Sender<Inspection>) -> Result<(), Trouble> {
    let (records, version, more) = list(client, target).await?;
    if out.send(Inspection::Events { records, more }).await.is_err() {
        return Ok(());
    }
    let path = format!("{}?watch=true&resourceVersion={}", path(target), segment(&version));
    let mut stream = pin!(stream(client, WHAT, &path).await?);
    let mut lines = LineBuffer::default();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        let changed: Vec<EventRecord> = lines
            .push(&chunk)
            .iter()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|change| change.get("type").and_then(Value::as_str) != Some("DELETED"))
            .filter_map(|change| record(change.get("object")?, target))
            .collect();
        if !changed.is_empty() && out.send(Inspection::Changed(changed)).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// Returns the events, the version of the list, and whether there are more pages than are read.
async fn list(client: &Client, target: &InspectTarget) -> Result<(Vec<EventRecord>, String, bool), Trouble> {
    let mut records = Vec::new();
    let mut next = String::new();
    for _ in 0..PAGES {
        let from = if next.is_empty() { String::new() } else { format!("&continue={}", segment(&next)) };
        let request = Request::get(format!("{}?limit={PAGE}{from}", path(target))).body(Vec::new());
        let request = request.map_err(|_| invalid())?;
        let answer = in_time(WHAT, client.request::<List>(request)).await?;
        let page = answer.map_err(|why| Trouble::of(WHAT, &why))?;
        records.extend(page.items.iter().filter_map(|event| record(event, target)));
        next = page.metadata.next;
        if next.is_empty() {
            records.sort_by(|one, other| one.time.cmp(&other.time));
            return Ok((records, page.metadata.resource_version, false));
        }
    }
    records.sort_by(|one, other| one.time.cmp(&other.time));
    Ok((records, String::new(), true))
}

/// Returns the path of the events: those about cluster-wide objects are in the namespace `default`.
fn path(target: &InspectTarget) -> String {
    let namespace = if target.object.namespace.is_empty() { "default" } else { &target.object.namespace };
    format!("/api/v1/namespaces/{}/events", segment(namespace))
}

/// Opens a stream; a refusal is trouble.
pub(super) async fn stream(
    client: &Client,
    what: &'static str,
    path: &str,
) -> Result<impl futures::Stream<Item = Result<bytes::Bytes, Trouble>> + use<>, Trouble> {
    let request = Request::get(path).body(Body::from(Vec::new())).map_err(|_| invalid())?;
    body(client, what, request).await
}

fn invalid() -> Trouble {
    Trouble::configuration(WHAT, "a name contains an invalid character", "Check the name of the object.")
}

/// Returns an event if it is about the object or one of its parts.
fn record(event: &Value, target: &InspectTarget) -> Option<EventRecord> {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let (kind, name) = (text("/involvedObject/kind"), text("/involvedObject/name"));
    if !is_about(target, kind, name) {
        return None;
    }
    let times = ["/series/lastObservedTime", "/lastTimestamp", "/eventTime", "/metadata/creationTimestamp"];
    let time = times.into_iter().map(text).find(|time| !time.is_empty()).unwrap_or_default();
    let count = ["/series/count", "/count"].iter().find_map(|at| event.pointer(at).and_then(Value::as_u64));
    Some(EventRecord {
        name: text("/metadata/name").to_owned(),
        time: message::line(time),
        warning: text("/type") == "Warning",
        reason: message::line(text("/reason")),
        message: message::line(text("/message")),
        count: count.unwrap_or(1).max(1),
        about: message::line(&format!("{kind}/{name}")),
    })
}

/// Parts are named after their owner: Deployment `orders-x`, `ReplicaSet` `orders-x-1`, Pod `orders-x-1-y`.
const PARTS: [&str; 6] = ["Pod", "ReplicaSet", "Deployment", "Job", "Service", "HorizontalPodAutoscaler"];

fn is_about(target: &InspectTarget, kind: &str, name: &str) -> bool {
    if *target.object.kind == *kind && target.object.name == name {
        return true;
    }
    let part = name.strip_prefix(target.object.name.as_str());
    target.has_parts
        && PARTS.contains(&kind)
        && part.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
