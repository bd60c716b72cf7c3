//! One kind, followed: its objects as changes, its state as a feed, for as long as anybody listens.

use super::trouble::{Sort, Trouble};
use super::wire::{Served, Wire};
use crate::door;
use crate::model::kind::Load;
use crate::model::{Change, Feed, Kind};
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use http::Request;
use kube::client::Body;
use kube::core::PartialObjectMeta;
use kube::runtime::WatchStreamExt;
use kube::runtime::watcher::{Config, Error, Event, watcher};
use kube::{Api, Client};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::mpsc::Sender;

/// What is followed, and where.
#[derive(Clone)]
pub struct Target {
    pub client: Client,
    pub served: Served,
    /// `None`: across namespaces.
    pub namespace: Option<String>,
    /// The only object of interest, of a kind without namespaces.
    pub name: Option<String>,
    /// Whether this server has refused streaming lists before.
    pub no_streaming: Arc<AtomicBool>,
}

/// How long a kind that may not be read is left alone.
const FORBIDDEN_PAUSE: Duration = Duration::from_secs(300);
/// How long until a list is tried where even a new watch is told that it comes too late.
const EXPIRED_PAUSE: Duration = Duration::from_secs(1);
/// Objects a page, where lists come in pages.
const PAGE: u32 = 500;
/// Changes handed over at once, at most.
const BATCH: usize = 512;

type Text = Result<Event<(String, String, String)>, Error>;

impl Target {
    fn kind(&self) -> Kind {
        self.served.kind
    }

    fn place(&self) -> String {
        self.namespace.clone().or_else(|| self.name.clone()).unwrap_or_default()
    }

    pub fn feed(&self, feed: Feed) -> Change {
        Change::Feed { kind: self.kind(), namespace: self.place(), feed }
    }

    /// Runs until the listener is gone.
    pub async fn follow(self, out: Sender<Vec<Change>>) {
        let mut state = State::default();
        loop {
            let pause = match self.run(&out, &mut state).await {
                End::Closed => return,
                End::Again => Duration::ZERO,
                End::Expired => EXPIRED_PAUSE,
                End::Refused => FORBIDDEN_PAUSE,
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = out.closed() => return,
            }
        }
    }

    async fn run(&self, out: &Sender<Vec<Change>>, state: &mut State) -> End {
        state.streaming = !self.no_streaming.load(Ordering::Relaxed);
        let opened = Arc::new(Notify::new());
        let mut events = self.events(state.streaming, &opened).ready_chunks(BATCH);
        loop {
            let mut changes = Vec::new();
            let mut end = None;
            tokio::select! {
                biased;
                () = opened.notified() => self.refresh(state, &mut changes),
                batch = events.next() => {
                    let Some(batch) = batch else { return End::Again };
                    for event in batch {
                        match event {
                            Ok(event) => self.take(event, state, &mut changes),
                            Err(error) => end = end.or(self.fail(&error, state, &mut changes)),
                        }
                    }
                }
            }
            if !changes.is_empty() && out.send(changes).await.is_err() {
                return End::Closed;
            }
            if let Some(end) = end {
                return end;
            }
        }
    }

    fn events(&self, streaming: bool, opened: &Arc<Notify>) -> BoxStream<'static, Text> {
        let mut config =
            if streaming { Config::default().streaming_lists() } else { Config::default().page_size(PAGE) };
        if let Some(name) = &self.name {
            config = config.fields(&format!("metadata.name={name}"));
        }
        let client = overheard(self.client.clone(), Arc::clone(opened));
        match self.kind().info().load {
            Load::Whole => {
                texts(watcher(self.api::<Wire>(client), config), |wire: Wire| wire.raw.get().to_owned())
            }
            Load::Metadata => texts(watcher(self.api::<PartialObjectMeta<Wire>>(client), config), |one| {
                json!({"metadata": one.metadata}).to_string()
            }),
        }
    }

    fn api<K: kube::Resource<DynamicType = Served, Scope = k8s_openapi::NamespaceResourceScope>>(
        &self,
        client: Client,
    ) -> Api<K> {
        let whole = Api::all_with(client, &self.served);
        match &self.namespace {
            Some(namespace) => whole.constrain(namespace),
            None => whole,
        }
    }

    fn take(&self, event: Event<(String, String, String)>, state: &mut State, changes: &mut Vec<Change>) {
        match event {
            Event::Init => {
                state.seen = BTreeSet::new();
                if !state.live {
                    changes.push(self.feed(Feed::Opening(0)));
                }
            }
            Event::InitApply((namespace, name, text)) => {
                changes.push(self.read(&text));
                state.seen.insert((namespace, name));
            }
            Event::InitDone => {
                let names = std::mem::take(&mut state.seen);
                changes.push(Change::Listed { kind: self.kind(), namespace: self.place(), names });
                changes.push(self.feed(Feed::Live));
                state.live = true;
                state.stale = false;
            }
            Event::Apply((_, _, text)) => {
                self.refresh(state, changes);
                changes.push(self.read(&text));
            }
            Event::Delete((namespace, name, _)) => {
                self.refresh(state, changes);
                changes.push(Change::Gone { kind: self.kind(), namespace, name });
            }
        }
    }

    /// A watch that is answered, and anything that arrives, proves that it lives again.
    fn refresh(&self, state: &mut State, changes: &mut Vec<Change>) {
        if std::mem::take(&mut state.stale) {
            changes.push(self.feed(Feed::Live));
        }
    }

    fn read(&self, text: &str) -> Change {
        match door::decode(self.kind(), text) {
            Ok(object) => Change::Put(object),
            Err(broken) => Change::Unreadable {
                kind: self.kind(),
                namespace: broken.namespace,
                name: broken.name,
                why: broken.why,
            },
        }
    }

    fn fail(&self, error: &Error, state: &mut State, changes: &mut Vec<Change>) -> Option<End> {
        let trouble = trouble(error);
        // Other kinds may have found out meanwhile; what counts is how this one asked.
        if state.streaming && matches!(trouble.sort, Sort::Rejected) {
            self.no_streaming.store(true, Ordering::Relaxed);
            return Some(End::Again);
        }
        match trouble.sort {
            Sort::Forbidden => {
                changes.push(self.feed(Feed::Forbidden(trouble.why)));
                Some(End::Refused)
            }
            Sort::NotFound => {
                changes.push(self.feed(Feed::NotServed));
                Some(End::Refused)
            }
            _ if is_routine(error) => None,
            _ if is_gone(error) => Some(End::Expired),
            _ => {
                let feed = if state.live { Feed::Stale(trouble.why) } else { Feed::Failed(trouble.why) };
                state.stale = state.live;
                changes.push(self.feed(feed));
                None
            }
        }
    }
}

#[derive(Default)]
struct State {
    seen: BTreeSet<(String, String)>,
    live: bool,
    stale: bool,
    /// Whether this run asks for streaming lists.
    streaming: bool,
}

enum End {
    Closed,
    Again,
    Expired,
    Refused,
}

/// A client that tells whenever a watch is answered: the watcher itself is silent about
/// watches it could open again until something happens in them.
fn overheard(client: Client, opened: Arc<Notify>) -> Client {
    let namespace = client.default_namespace().to_owned();
    let service = tower::service_fn(move |request: Request<Body>| {
        let (client, opened) = (client.clone(), Arc::clone(&opened));
        async move {
            let watch = request.uri().query().is_some_and(|query| query.contains("watch=true"));
            let answer = client.send(request).await?;
            if watch && answer.status().is_success() {
                opened.notify_one();
            }
            Ok::<_, kube::Error>(answer)
        }
    });
    Client::new(service, namespace)
}

/// What needs no telling: history that expired (410) is listed again at once, and a watch that
/// was cut off is opened again; only if that fails there is news.
fn is_routine(error: &Error) -> bool {
    match error {
        Error::WatchError(status) => status.code == 410,
        Error::InitialListFailed(why) => expired(why),
        Error::WatchFailed(why) => matches!(why, kube::Error::ReadEvents(_)),
        Error::WatchStartFailed(_) | Error::NoResourceVersion => false,
    }
}

/// The watcher would ask for the same expired version for ever.
fn is_gone(error: &Error) -> bool {
    matches!(error, Error::WatchStartFailed(why) if expired(why))
}

fn expired(why: &kube::Error) -> bool {
    matches!(why, kube::Error::Api(status) if status.code == 410)
}

fn trouble(error: &Error) -> Trouble {
    match error {
        Error::InitialListFailed(why) | Error::WatchStartFailed(why) | Error::WatchFailed(why) => {
            Trouble::of("Watching", why)
        }
        Error::WatchError(status) => {
            Trouble::status("Watching", status.code, &status.reason, &status.message)
        }
        Error::NoResourceVersion => Trouble::new(Sort::Other, "Watching", error.to_string(), ""),
    }
}

fn texts<K>(
    stream: impl Stream<Item = Result<Event<K>, Error>> + Send + 'static,
    text: impl Fn(K) -> String + Send + Clone + 'static,
) -> BoxStream<'static, Text>
where
    K: kube::Resource + Send + 'static,
{
    let named = move |one: K| {
        let meta = one.meta();
        let (namespace, name) =
            (meta.namespace.clone().unwrap_or_default(), meta.name.clone().unwrap_or_default());
        (namespace, name, text(one))
    };
    let each = move |event: Event<K>| match event {
        Event::Init => Event::Init,
        Event::InitDone => Event::InitDone,
        Event::InitApply(one) => Event::InitApply(named(one)),
        Event::Apply(one) => Event::Apply(named(one)),
        Event::Delete(one) => Event::Delete(named(one)),
    };
    stream.default_backoff().map_ok(each).boxed()
}
