//! Watching: changes after a revision as they occur, bookmarks, streaming lists, and 410 when history is
//! gone.

use super::Inner;
use super::answer::{HttpAnswer, ServerRefusal};
use super::list::{matches_fields, shown};
use super::query::Query;
use super::route::ResourcePath;
use super::store::StoreEvent;
use bytes::Bytes;
use futures::stream;
use http::{Response, header::HeaderValue};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch::Receiver;
use tokio::time::Instant;

struct Watch {
    inner: Arc<Inner>,
    place: ResourcePath,
    fields: Option<String>,
    metadata_only: bool,
    bookmarks: bool,
    last: u64,
    waiting: VecDeque<(&'static str, Bytes)>,
    revision: Receiver<u64>,
    hangup: Receiver<u64>,
    until: Instant,
    over: bool,
}

/// How long a watch stays open when the client sets no timeout.
const DEFAULT_SECONDS: u64 = 300;

pub fn watch(inner: &Arc<Inner>, place: ResourcePath, query: &Query, metadata_only: bool) -> HttpAnswer {
    let seconds = query.number("timeoutSeconds").unwrap_or(DEFAULT_SECONDS);
    let (mut revision, mut hangup) = (inner.revision.subscribe(), inner.hangup.subscribe());
    revision.mark_unchanged();
    hangup.mark_unchanged();
    let named = place.name.as_ref().map(|name| format!("metadata.name={name}"));
    let mut state = Watch {
        inner: Arc::clone(inner),
        fields: named.or_else(|| query.text("fieldSelector").map(Into::into)),
        bookmarks: query.flag("allowWatchBookmarks"),
        last: query.number("resourceVersion").unwrap_or(0),
        waiting: VecDeque::new(),
        until: Instant::now() + Duration::from_secs(seconds),
        over: false,
        place,
        metadata_only,
        revision,
        hangup,
    };
    state.open(query.flag("sendInitialEvents") || state.last == 0);
    let body = StreamBody::new(stream::unfold(state, |mut state| async move {
        let line = state.next().await?;
        Some((Ok(Frame::data(line)), state))
    }));
    let mut answer = Response::new(body.boxed_unsync());
    answer.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
    answer
}

impl Watch {
    /// Sends all current objects first, if requested; then a bookmark that marks the end of them.
    fn open(&mut self, initial: bool) {
        if !initial {
            return;
        }
        let inner = Arc::clone(&self.inner);
        let store = inner.store();
        self.last = store.revision();
        let namespace = self.place.namespace.clone();
        for (key, object) in store.objects(self.place.kind, namespace.as_deref()) {
            self.push("ADDED", key, object);
        }
        drop(store);
        if self.bookmarks {
            self.bookmark(json!({"k8s.io/initial-events-end": "true"}));
        }
    }

    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some((verb, object)) = self.waiting.pop_front() {
                return Some(self.line(verb, &object));
            }
            if self.over {
                return None;
            }
            self.catch_up();
            if self.waiting.is_empty() {
                self.wait().await;
            }
        }
    }

    async fn wait(&mut self) {
        tokio::select! {
            changed = self.revision.changed() => self.over |= changed.is_err(),
            _ = self.hangup.changed() => self.over = true,
            () = tokio::time::sleep_until(self.until) => self.over = true,
        }
    }

    fn catch_up(&mut self) {
        let inner = Arc::clone(&self.inner);
        let store = inner.store();
        let Some(events) = store.since(self.last, self.place.kind, self.place.namespace.as_deref()) else {
            let gone = ServerRefusal::new(
                410,
                "Expired",
                format!("too old resource version: {} ({})", self.last, store.revision()),
            );
            self.waiting.push_back(("ERROR", gone.status().to_string().into()));
            self.over = true;
            return;
        };
        self.last = store.revision();
        drop(store);
        for StoreEvent { verb, namespace, name, object, .. } in events {
            self.push(verb, (&namespace, &name), &object);
        }
    }

    fn push(&mut self, verb: &'static str, key: (&str, &str), object: &Bytes) {
        if matches_fields(key, self.fields.as_deref()) {
            self.waiting.push_back((verb, object.clone()));
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
    fn bookmark(&mut self, annotations: Value) {
        let info = self.place.kind.info();
        let (kind, api) = if self.metadata_only {
            ("PartialObjectMetadata", "meta.k8s.io/v1".to_owned())
        } else {
            (info.name, info.api_version_of(&self.place.version))
        };
        let meta = json!({"resourceVersion": self.last.to_string(), "annotations": annotations});
        let mark = json!({"kind": kind, "apiVersion": api, "metadata": meta});
        self.waiting.push_back(("BOOKMARK", mark.to_string().into()));
    }

    /// The type comes first, as from the API server: clients depend on it to decode in one pass.
    fn line(&self, verb: &str, object: &Bytes) -> Bytes {
        let is_object = !matches!(verb, "ERROR" | "BOOKMARK");
        let object = shown(object, self.metadata_only && is_object);
        format!("{{\"type\":\"{verb}\",\"object\":{object}}}\n").into()
    }
}
