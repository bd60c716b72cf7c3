//! Events and logs, which a source derives from its objects; without a reporter they are not served.

use super::Inner;
use super::answer::{HttpAnswer, ServerRefusal, json_answer};
use super::query::Query;
use crate::model::Kind;
use bytes::Bytes;
use futures::stream;
use http::Response;
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;

/// Derives what happened to an object.
#[derive(Debug, Clone, Copy)]
pub struct Reporter {
    /// The events about an object.
    pub events: fn(&Value) -> Vec<Value>,
    /// The log of a pod.
    pub log: fn(&Value) -> String,
}

/// The kinds that events are about.
const REPORTED: [Kind; 3] = [Kind::Function, Kind::APIRule, Kind::Pod];

pub fn events(inner: &Arc<Inner>, namespace: &str, query: &Query) -> HttpAnswer {
    let Some(reporter) = inner.reporter() else { return unserved() };
    if query.flag("watch") {
        return open(inner, String::new(), true);
    }
    let store = inner.store();
    let items: Vec<Value> = REPORTED
        .iter()
        .flat_map(|kind| store.objects(*kind, Some(namespace)))
        .flat_map(|(_, text)| (reporter.events)(&super::store::value(text)))
        .collect();
    let version = store.revision().to_string();
    json_answer(
        200,
        &json!({"kind": "EventList", "apiVersion": "v1", "metadata": {"resourceVersion": version}, "items": items}),
    )
}

pub fn log(inner: &Arc<Inner>, namespace: &str, pod: &str, query: &Query) -> HttpAnswer {
    let Some(reporter) = inner.reporter() else { return unserved() };
    match inner.store().object(Kind::Pod, namespace, pod) {
        Some(object) => open(inner, (reporter.log)(&object), query.flag("follow")),
        None => ServerRefusal::not_found("pods", "", pod).answer(),
    }
}

fn unserved() -> HttpAnswer {
    ServerRefusal::new(404, "NotFound", "this source has no events and no logs").answer()
}

/// Answers with a text, and stays open if wanted, until watches are dropped.
fn open(inner: &Inner, text: String, stays: bool) -> HttpAnswer {
    let mut hangup = inner.hangup.subscribe();
    hangup.mark_unchanged();
    let state = (Some(text).filter(|text| !text.is_empty()), stays, hangup);
    let body = stream::unfold(state, |(text, stays, mut hangup)| async move {
        if let Some(text) = text {
            let frame = Ok::<_, Infallible>(Frame::data(Bytes::from(text)));
            return Some((frame, (None, stays, hangup)));
        }
        if stays {
            let _ = hangup.changed().await;
        }
        None
    });
    Response::new(StreamBody::new(body).boxed_unsync())
}
