//! An API server in the process: the demo and manifests run behind the real `kube::Client` on it.
//!
//! Requests of the client flow in, answers as a kube-apiserver would give them flow out. What it
//! promises is held to the real server by one script that runs against both.

mod answer;
mod discovery;
mod fault;
mod list;
mod query;
mod review;
mod route;
mod serve;
mod store;
mod warn;
mod watch;
mod write;

pub use fault::Fault;
pub use store::{Event, Store};

use kube::client::Body;
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::watch as signal;

/// A handle on the server; clones talk to the same store.
#[derive(Clone)]
pub struct Embedded {
    inner: Arc<Inner>,
}

/// Reaches the server for as long as somebody else holds it.
#[derive(Clone)]
pub struct Faint(Weak<Inner>);

impl Faint {
    pub fn upgrade(&self) -> Option<Embedded> {
        self.0.upgrade().map(|inner| Embedded { inner })
    }
}

pub(crate) struct Inner {
    store: Mutex<Store>,
    faults: Mutex<Vec<Fault>>,
    /// The newest revision; watches wait on it.
    revision: signal::Sender<u64>,
    /// Raised to end every open watch.
    hangup: signal::Sender<u64>,
    requests: AtomicU64,
}

impl Default for Embedded {
    fn default() -> Self {
        Self::new()
    }
}

impl Embedded {
    pub fn new() -> Self {
        let inner = Inner {
            store: Mutex::new(Store::default()),
            faults: Mutex::new(Vec::new()),
            revision: signal::Sender::new(0),
            hangup: signal::Sender::new(0),
            requests: AtomicU64::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Puts an object in as it is, without admission; false when it has no place here.
    pub fn seed(&self, object: Value) -> bool {
        let put = self.inner.store().seed(object);
        self.inner.announce();
        put
    }

    /// Changes an object behind the users' backs, as a controller would.
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

    pub fn remove(&self, kind: crate::model::Kind, namespace: &str, name: &str) -> bool {
        let gone = self.inner.store().remove(kind, namespace, name).is_some();
        self.inner.announce();
        gone
    }

    pub fn object(&self, kind: crate::model::Kind, namespace: &str, name: &str) -> Option<Value> {
        self.inner.store().object(kind, namespace, name)
    }

    pub fn objects(&self, kind: crate::model::Kind) -> Vec<Value> {
        self.inner.store().objects(kind, None).map(|(_, text)| store::value(text)).collect()
    }

    /// Forgets the history, so that old resource versions are gone (410).
    pub fn compact(&self) {
        self.inner.store().compact();
    }

    /// Tells of each new revision; it ends when the last handle is gone.
    pub fn revisions(&self) -> signal::Receiver<u64> {
        self.inner.revision.subscribe()
    }

    /// A handle that does not keep the server alive.
    pub fn downgrade(&self) -> Faint {
        Faint(Arc::downgrade(&self.inner))
    }

    /// Ends every open watch, as a load balancer does.
    pub fn drop_watches(&self) {
        self.inner.hangup.send_modify(|count| *count += 1);
    }

    pub fn fault(&self, fault: Fault) {
        lock(&self.inner.faults).push(fault);
    }

    pub fn clear_faults(&self) {
        lock(&self.inner.faults).clear();
    }

    /// How many requests there have been.
    pub fn requests(&self) -> u64 {
        self.inner.requests.load(Ordering::SeqCst)
    }

    /// A client whose every request is answered here. Must be called within a tokio runtime.
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

    pub(crate) fn faults(&self) -> MutexGuard<'_, Vec<Fault>> {
        lock(&self.faults)
    }

    pub(crate) fn announce(&self) {
        let revision = self.store().revision();
        self.revision.send_replace(revision);
    }
}

/// A poisoned lock still holds a whole store: every change is applied under it at once.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
