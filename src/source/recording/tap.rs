//! A client that keeps a copy of what it reads: the objects of complete answers, and refusals.
//!
//! The program reads through it as always, so that a recording contains exactly what the checks read.

use super::entry::{RecordedKey, RefusedRead};
use crate::model::Kind;
use crate::source::embedded::object_path;
use bytes::Bytes;
use http::Request;
use http_body::{Body as HttpBody, Frame};
use kube::client::Body;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

/// The place of a request: the kind of its path, the namespace, the only object of interest.
type ListPlace = (Kind, String, String);

/// What was read through the client.
#[derive(Default)]
pub struct RecordedReads {
    lists: BTreeMap<ListPlace, Vec<(RecordedKey, Object)>>,
    refused: BTreeMap<ListPlace, RefusedRead>,
}

struct Object {
    text: Arc<RawValue>,
    whole: bool,
}

/// Keeps a copy of what is read.
#[derive(Clone, Default)]
pub struct Tap(Arc<Mutex<RecordedReads>>);

impl Tap {
    /// Returns a client that sends through another one. Must be called within a tokio runtime.
    #[must_use]
    pub fn client(&self, client: kube::Client, namespace: &str) -> kube::Client {
        let tap = self.clone();
        let service = tower::service_fn(move |request: Request<Body>| {
            let (client, tap) = (client.clone(), tap.clone());
            let query = Query::of(&request);
            async move {
                let answer = client.send(request).await?;
                let code = answer.status().as_u16();
                let copy = query.map(|query| Copy { tap, query, code, bytes: Vec::new() });
                Ok::<_, kube::Error>(answer.map(|inner| RecordedBody { inner, copy }))
            }
        });
        kube::Client::new(service, namespace)
    }

    /// Returns every object that was read. Where an object was read twice, the whole one counts.
    #[must_use]
    pub fn objects(&self) -> BTreeMap<RecordedKey, Arc<RawValue>> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: BTreeMap<RecordedKey, Arc<RawValue>> = BTreeMap::new();
        for whole in [false, true] {
            let objects = taken.lists.values().flatten().filter(|(_, object)| object.whole == whole);
            all.extend(objects.map(|(key, object)| (key.clone(), Arc::clone(&object.text))));
        }
        all
    }

    /// Returns the server's refusal of a request, if that was its last answer.
    #[must_use]
    pub fn refusal(&self, kind: Kind, namespace: &str, name: &str) -> Option<RefusedRead> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        taken.refused.get(&(kind, namespace.to_owned(), name.to_owned())).cloned()
    }

    fn take(&self, query: &Query, code: u16, bytes: &[u8]) {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = query.place.clone();
        if (200..300).contains(&code) {
            taken.refused.remove(&place);
            taken.lists.insert(place, query.objects(bytes));
        } else if code != 404 && code != 410 {
            taken.refused.insert(place, query.refused(code, bytes));
        }
    }
}

/// A request whose answer is kept.
struct Query {
    place: ListPlace,
    version: String,
    whole: bool,
}

impl Query {
    /// Returns the query of a request for objects; nothing for a watch and everything else.
    fn of(request: &Request<Body>) -> Option<Self> {
        if request.method() != http::Method::GET {
            return None;
        }
        let path = object_path(request.uri().path())?;
        let query = request.uri().query().unwrap_or_default();
        let mut selected = String::new();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match (&*key, &*value) {
                ("watch", _) => return None,
                ("fieldSelector", value) => {
                    value.strip_prefix("metadata.name=").unwrap_or_default().clone_into(&mut selected);
                }
                _ => {}
            }
        }
        if path.watched || path.subresource.is_some() {
            return None;
        }
        let accept = request.headers().get("accept").and_then(|value| value.to_str().ok());
        let whole = !accept.unwrap_or_default().contains("as=PartialObjectMetadata");
        let name = path.name.unwrap_or(selected);
        let place = (path.kind, path.namespace.unwrap_or_default(), name);
        Some(Self { place, version: path.version, whole })
    }

    fn objects(&self, bytes: &[u8]) -> Vec<(RecordedKey, Object)> {
        #[derive(Deserialize)]
        struct List {
            items: Option<Vec<Map<String, Value>>>,
        }
        let list = serde_json::from_slice::<List>(bytes).ok().and_then(|list| list.items);
        let one = || serde_json::from_slice::<Map<String, Value>>(bytes).ok().into_iter().collect();
        list.unwrap_or_else(one).into_iter().filter_map(|object| self.object(object)).collect()
    }

    /// Returns an object of a list with the fields that say what it is, which lists leave out.
    fn object(&self, mut object: Map<String, Value>) -> Option<(RecordedKey, Object)> {
        let info = self.place.0.info();
        let is_named = object.get("kind").and_then(Value::as_str) == Some(info.name);
        if !is_named || !object.contains_key("apiVersion") {
            object.insert("apiVersion".into(), json!(info.api_version_of(&self.version)));
            object.insert("kind".into(), json!(info.name));
        }
        let meta = object.get("metadata")?;
        let text = |key: &str| meta.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let namespace = if info.namespaced() { text("namespace") } else { String::new() };
        let key = RecordedKey { resource: info.resource(), namespace, name: text("name") };
        let text = serde_json::value::to_raw_value(&object).ok()?;
        Some((key, Object { text: text.into(), whole: self.whole }))
    }

    fn refused(&self, code: u16, bytes: &[u8]) -> RefusedRead {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Status {
            reason: String,
            message: String,
        }
        let status: Status = serde_json::from_slice(bytes).unwrap_or_default();
        let (kind, namespace, name) = self.place.clone();
        let resource = kind.info().resource();
        RefusedRead { resource, namespace, name, code, reason: status.reason, message: status.message }
    }
}

/// The copy of one answer.
struct Copy {
    tap: Tap,
    query: Query,
    code: u16,
    bytes: Vec<u8>,
}

/// A body that is copied while it is read; the copy counts once the body is complete.
struct RecordedBody {
    inner: Body,
    copy: Option<Copy>,
}

impl HttpBody for RecordedBody {
    type Data = Bytes;
    type Error = <Body as HttpBody>::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.inner).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                if let (Some(copy), Some(data)) = (&mut this.copy, frame.data_ref()) {
                    copy.bytes.extend_from_slice(data);
                }
            }
            Poll::Ready(Some(Err(_))) => this.copy = None,
            Poll::Ready(None) => {
                if let Some(Copy { tap, query, code, bytes }) = this.copy.take() {
                    tap.take(&query, code, &bytes);
                }
            }
            Poll::Pending => {}
        }
        polled
    }
}
