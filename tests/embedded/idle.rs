//! Nothing happens while nothing happens.

use super::{account, all, server};
use crate::conformance::listen::Listener;
use fnsec::model::Kind;
use fnsec::source::watches::WatchScope;
use std::time::Duration;

#[tokio::test]
async fn idle_watches_ask_for_nothing_and_tell_nothing() {
    let named = WatchScope {
        named: vec!["own".into(), "other".into()],
        fallback: String::new(),
        ..Default::default()
    };
    for scope in [all(), named] {
        let embedded = server();
        let mut listener = Listener::settled(embedded.client("own"), scope).await;
        listener.until("the schema is read", |now| now.snapshot.schema().is_some()).await;
        let asked = embedded.requests();
        listener.told.clear();
        assert!(listener.silent(Duration::from_secs(2)).await, "{:?}", listener.told);
        embedded.seed(account("own", "second"));
        listener.until("a change arrives", |now| now.has(Kind::ServiceAccount, "own", "second")).await;
        assert_eq!(embedded.requests(), asked);
    }
}

#[tokio::test]
async fn a_small_cluster_is_read_in_few_requests() {
    let embedded = server();
    let mut listener = Listener::settled(embedded.client("own"), all()).await;
    listener.until("the schema is read", |now| now.snapshot.schema().is_some()).await;
    // The groups, the resources of each version, the schema, and for each kind a list and a watch.
    let kinds = Kind::watched().len() as u64;
    assert!(embedded.requests() <= 2 * kinds + 40, "{} requests", embedded.requests());
}

#[tokio::test]
async fn watches_that_nobody_hears_end() {
    let embedded = server();
    let listener = Listener::settled(embedded.client("own"), all()).await;
    drop(listener);
    tokio::task::yield_now().await;
    let asked = embedded.requests();
    embedded.drop_watches();
    embedded.seed(account("own", "second"));
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    assert_eq!(embedded.requests(), asked);
}
