//! A listener on running watches: what it was told, and the picture it has now.

use fnsec::model::kind::KindScope;
use fnsec::model::{Change, Dirty, Feed, Kind, Snapshot};
use fnsec::source::watches::WatchScope;
use fnsec::source::{News, Trouble, Watches};
use kube::Client;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;

pub struct Listener {
    pub snapshot: Snapshot,
    pub lost: Vec<Trouble>,
    pub found: usize,
    /// Every feed as it was told, in order.
    pub told: Vec<(Kind, String, Feed)>,
    /// How often the time of the next try was told.
    pub pauses: usize,
    /// What must be looked at again since the last look.
    pub dirty: Dirty,
    scope: WatchScope,
    news: Receiver<News>,
    _watches: Watches,
}

const PATIENCE: Duration = Duration::from_secs(60);

impl Listener {
    pub fn start(client: Client, scope: WatchScope) -> Self {
        let (watches, news) = Watches::start(client, scope.clone(), &Kind::watched());
        let (snapshot, lost, told) = (Snapshot::default(), Vec::new(), Vec::new());
        Self {
            snapshot,
            lost,
            found: 0,
            told,
            pauses: 0,
            dirty: Dirty::default(),
            scope,
            news,
            _watches: watches,
        }
    }

    /// As `start`, and everything there is has arrived.
    pub async fn settled(client: Client, scope: WatchScope) -> Self {
        let mut listener = Self::start(client, scope);
        listener.until("everything arrived", Self::is_settled).await;
        listener
    }

    /// Listens until the claim holds.
    pub async fn until(&mut self, claim: &str, holds: impl Fn(&Self) -> bool) {
        let wait = async {
            while !holds(self) {
                let Some(news) = self.news.recv().await else { panic!("the watches ended by themselves") };
                self.hear(news);
            }
        };
        let came = tokio::time::timeout(PATIENCE, wait).await.is_ok();
        assert!(came, "never: {claim}; feeds: {:?}; lost: {:?}", self.snapshot.feeds(), self.lost);
    }

    /// Whether nothing at all is heard for that long.
    pub async fn silent(&mut self, time: Duration) -> bool {
        match tokio::time::timeout(time, self.news.recv()).await {
            Ok(Some(news)) => self.hear(news),
            Ok(None) => {}
            Err(_) => return true,
        }
        false
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Lost(trouble) => self.lost.push(trouble),
            News::Found => self.found += 1,
            News::Changes(changes) => {
                for change in changes {
                    if let Change::Feed { kind, namespace, feed } = &change {
                        self.told.push((*kind, namespace.clone(), feed.clone()));
                    }
                    self.pauses += usize::from(matches!(change, Change::Pause(_)));
                    self.snapshot.apply(change, &mut self.dirty);
                }
            }
        }
    }

    pub fn feed(&self, kind: Kind, namespace: &str) -> Feed {
        self.snapshot.feeds().of(kind, namespace).clone()
    }

    /// Whether every kind has said how it stands, in every named namespace.
    pub fn is_settled(&self) -> bool {
        let feeds = self.snapshot.feeds();
        let said = |kind| feeds.iter().any(|(of, _, _)| of == kind);
        let here = |kind, name: &String| !matches!(feeds.of(kind, name), Feed::Opening(_));
        let named = |kind: Kind| match kind.info().reach {
            KindScope::Cluster if kind != Kind::Namespace => true,
            KindScope::Only(..) => true,
            KindScope::Cluster | KindScope::Namespaced => {
                self.scope.named.iter().all(|name| here(kind, name))
            }
        };
        Kind::watched().into_iter().all(|kind| said(kind) && named(kind)) && feeds.all_settled()
    }

    pub fn has(&self, kind: Kind, namespace: &str, name: &str) -> bool {
        let space = self.snapshot.space(namespace);
        space.is_some_and(|space| space.names(kind).iter().any(|one| **one == *name))
    }

    pub fn all_live(&self) -> bool {
        let absent = |kind: Kind, feed: &Feed| kind.is_others() && *feed == Feed::NotServed;
        let mut feeds = self.snapshot.feeds().iter();
        self.is_settled() && feeds.all(|(kind, _, feed)| *feed == Feed::Live || absent(kind, feed))
    }
}
