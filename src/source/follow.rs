//! One kind, followed: its objects as changes, its state as a feed, for as long as anybody listens.

use super::trouble::{Sort, Trouble};
use super::wire::{Served, Wire};
use crate::door;
use crate::model::kind::Load;
use crate::model::{Change, Feed, Kind};
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use kube::core::PartialObjectMeta;
use kube::runtime::WatchStreamExt;
use kube::runtime::watcher::{Config, Error, Event, watcher};
use kube::{Api, Client};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::Sender;

/// What is followed, and where.
#[derive(Clone)]
pub struct Target {
    pub client: Client,
    pub served: Served,
    /// `None`: across namespaces.
    pub namespace: Option<String>,
    /// Whether this server has refused streaming lists before.
    pub no_streaming: Arc<AtomicBool>,
}

/// How long a kind that may not be read is left alone.
const FORBIDDEN_PAUSE: Duration = Duration::from_secs(300);
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
        self.namespace.clone().unwrap_or_default()
    }

    fn feed(&self, feed: Feed) -> Change {
        Change::Feed { kind: self.kind(), namespace: self.place(), feed }
    }

    /// Runs until the listener is gone.
    pub async fn follow(self, out: Sender<Vec<Change>>) {
        loop {
            let pause = match self.run(&out).await {
                End::Closed => return,
                End::Again => Duration::ZERO,
                End::Refused => FORBIDDEN_PAUSE,
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = out.closed() => return,
            }
        }
    }

    async fn run(&self, out: &Sender<Vec<Change>>) -> End {
        let mut state = State::default();
        let mut events = self.events().ready_chunks(BATCH);
        while let Some(batch) = events.next().await {
            let mut changes = Vec::with_capacity(batch.len());
            let mut end = None;
            for event in batch {
                match event {
                    Ok(event) => self.take(event, &mut state, &mut changes),
                    Err(error) => end = end.or(self.fail(&error, &mut state, &mut changes)),
                }
            }
            if !changes.is_empty() && out.send(changes).await.is_err() {
                return End::Closed;
            }
            if let Some(end) = end {
                return end;
            }
        }
        End::Again
    }

    fn events(&self) -> BoxStream<'static, Text> {
        let config = if self.no_streaming.load(Ordering::Relaxed) {
            Config::default().page_size(PAGE)
        } else {
            Config::default().streaming_lists()
        };
        match self.kind().info().load {
            Load::Whole => texts(watcher(self.api::<Wire>(), config), |wire: Wire| wire.raw.get().to_owned()),
            Load::Metadata => texts(watcher(self.api::<PartialObjectMeta<Wire>>(), config), |one| {
                json!({"metadata": one.metadata}).to_string()
            }),
        }
    }

    fn api<K: kube::Resource<DynamicType = Served, Scope = k8s_openapi::NamespaceResourceScope>>(
        &self,
    ) -> Api<K> {
        let whole = Api::all_with(self.client.clone(), &self.served);
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

    /// Anything that arrives proves that the watch lives again.
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
        let streaming = !self.no_streaming.load(Ordering::Relaxed);
        let trouble = trouble(error);
        if streaming && matches!(trouble.sort, Sort::Rejected) {
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
}

enum End {
    Closed,
    Again,
    Refused,
}

/// A watch that expired (410) is listed again at once; nobody needs to hear of it.
fn is_routine(error: &Error) -> bool {
    matches!(error, Error::WatchError(status) if status.code == 410)
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
