//! An API server in the process: the demo and manifests run on it, behind the real `kube::Client`.
//!
//! Requests of the client flow in, answers as from a kube-apiserver flow out. A conformance script runs
//! against both, so that they behave the same.

mod answer;
mod discovery;
mod fault;
mod list;
mod query;
mod recorded;
mod report;
mod review;
mod route;
mod serve;
mod store;
mod warn;
mod watch;
mod write;

pub use fault::ServerFault;
pub use recorded::{RecordedAnswers, RecordedRefusal};
pub use report::Reporter;
pub use store::{Store, StoreEvent};

use kube::client::Body;
use route::ResourcePath;
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use tokio::sync::watch as signal;

/// A handle to the server; clones use the same store.
#[derive(Clone)]
pub struct Embedded {
    inner: Arc<Inner>,
}

/// A weak handle: reaches the server only while another handle exists.
#[derive(Clone)]
pub struct WeakEmbedded(Weak<Inner>);

impl WeakEmbedded {
    #[must_use]
    pub fn upgrade(&self) -> Option<Embedded> {
        self.0.upgrade().map(|inner| Embedded { inner })
    }
}

pub(crate) struct Inner {
    store: Mutex<Store>,
    faults: Mutex<Vec<ServerFault>>,
    /// The newest revision, which watches wait for.
    revision: signal::Sender<u64>,
    /// Raised to end every open watch.
    hangup: signal::Sender<u64>,
    requests: AtomicU64,
    reporter: OnceLock<Reporter>,
    recorded: OnceLock<RecordedAnswers>,
}

impl Default for Embedded {
    fn default() -> Self {
        Self::new()
    }
}

impl Embedded {
    #[must_use]
    pub fn new() -> Self {
        let inner = Inner {
            store: Mutex::new(Store::default()),
            faults: Mutex::new(Vec::new()),
            revision: signal::Sender::new(0),
            hangup: signal::Sender::new(0),
            requests: AtomicU64::new(0),
            reporter: OnceLock::new(),
            recorded: OnceLock::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Adds an object without admission; returns false when it cannot be stored.
    #[expect(clippy::must_use_candidate, reason = "most callers know that the object has a place")]
    pub fn seed(&self, object: Value) -> bool {
        let put = self.inner.store().seed(object);
        self.inner.announce();
        put
    }

    /// Changes an object without a request of a user, as a controller would.
    pub fn update(
        &self,
        kind: crate::model::Kind,
        namespace: &str,
        name: &str,
        change: impl FnOnce(&mut Value),
    ) -> bool {
        let done = self.inner.store().update(kind, namespace, name, change);
        self.inner.announce();
        done
    }

    #[expect(clippy::must_use_candidate, reason = "most callers know that the object is there")]
    pub fn remove(&self, kind: crate::model::Kind, namespace: &str, name: &str) -> bool {
        let gone = self.inner.store().remove(kind, namespace, name).is_some();
        self.inner.announce();
        gone
    }

    #[must_use]
    pub fn object(&self, kind: crate::model::Kind, namespace: &str, name: &str) -> Option<Value> {
        self.inner.store().object(kind, namespace, name)
    }

    #[must_use]
    pub fn objects(&self, kind: crate::model::Kind) -> Vec<Value> {
        self.inner.store().objects(kind, None).map(|(_, text)| store::value(text)).collect()
    }

    /// Returns the objects of a kind, of one namespace or all, whose JSON contains a text that needs no escapes: only
    /// those are parsed.
    #[must_use]
    pub fn objects_with(
        &self,
        kind: crate::model::Kind,
        namespace: Option<&str>,
        contained: &str,
    ) -> Vec<Value> {
        let wanted = memchr::memmem::Finder::new(contained);
        let store = self.inner.store();
        let all = store.objects(kind, namespace).filter(|(_, text)| wanted.find(text).is_some());
        all.map(|(_, text)| store::value(text)).collect()
    }

    /// Drops the history, so that old resource versions are gone (410).
    #[cfg(any(test, feature = "testing"))]
    pub fn compact(&self) {
        self.inner.store().compact();
    }

    /// Receives each new revision; ends when the last handle is dropped.
    #[must_use]
    pub fn revisions(&self) -> signal::Receiver<u64> {
        self.inner.revision.subscribe()
    }

    /// Returns a handle that does not keep the server alive.
    #[must_use]
    pub fn downgrade(&self) -> WeakEmbedded {
        WeakEmbedded(Arc::downgrade(&self.inner))
    }

    /// Ends every open watch, as a load balancer does.
    #[cfg(any(test, feature = "testing"))]
    pub fn drop_watches(&self) {
        self.inner.hangup.send_modify(|count| *count += 1);
    }

    pub fn fault(&self, fault: ServerFault) {
        lock(&self.inner.faults).push(fault);
    }

    #[cfg(any(test, feature = "testing"))]
    pub fn clear_faults(&self) {
        lock(&self.inner.faults).clear();
    }

    /// Serves events and logs; set once.
    pub fn report(&self, reporter: Reporter) {
        let _ = self.inner.reporter.set(reporter);
    }

    /// Answers as a recorded source did; set once.
    pub fn replay(&self, answers: RecordedAnswers) {
        let _ = self.inner.recorded.set(answers);
    }

    /// Returns the number of requests so far.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.inner.requests.load(Ordering::SeqCst)
    }

    /// Returns a client whose every request is answered here. Must be called within a tokio runtime.
    #[must_use]
    pub fn client(&self, namespace: &str) -> kube::Client {
        let inner = Arc::clone(&self.inner);
        let service = tower::service_fn(move |request: http::Request<Body>| {
            let inner = Arc::clone(&inner);
            inner.requests.fetch_add(1, Ordering::SeqCst);
            async move { Ok::<_, std::convert::Infallible>(serve::answer(inner, request).await) }
        });
        kube::Client::new(service, namespace)
    }
}

impl Inner {
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        lock(&self.store)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Vec<ServerFault>> {
        lock(&self.faults)
    }

    pub(crate) fn reporter(&self) -> Option<Reporter> {
        self.reporter.get().copied()
    }

    pub(crate) fn recorded(&self) -> Option<&RecordedAnswers> {
        self.recorded.get()
    }

    pub(crate) fn announce(&self) {
        let revision = self.store().revision();
        self.revision.send_replace(revision);
    }
}

/// Returns what a path of the API is about, if it leads to objects.
pub(super) fn object_path(path: &str) -> Option<ResourcePath> {
    if let route::ApiRoute::Objects(place) = route::parse(path) { Some(place) } else { None }
}

/// Locks a mutex, poisoned or not: every change is applied at once under it, so the store is always
/// consistent.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
