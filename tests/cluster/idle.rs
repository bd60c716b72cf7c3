//! What an idle explorer asks of a real server: nothing beyond its open watches.

use fnsec::model::Kind;
use fnsec::source::watches::WatchScope;
use serde_json::json;
use std::time::{Duration, Instant};

use super::access::{ADMIN, COUNTED};
use super::objects::{function, put};
use super::shared;
use crate::conformance::listen::Listener;

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn while_nothing_happens_a_real_server_is_asked_for_nothing() {
    let cluster = shared().await;
    let own = cluster.namespace("idle").await;
    let scope = WatchScope { named: vec![own.clone()], fallback: own.clone(), ..Default::default() };
    let mut listener = Listener::settled(cluster.client(COUNTED), scope).await;
    listener.until("the schema is read", |now| now.snapshot.schema().is_some()).await;
    // Watches follow their lists; whoever is in flight arrives within this.
    while !listener.silent(Duration::from_secs(1)).await {}
    let asked = cluster.counted();
    assert!(asked > Kind::watched().len(), "{asked} requests are noted down");
    // What others do meanwhile arrives through open watches.
    let end = Instant::now() + Duration::from_secs(10);
    while Instant::now() < end {
        listener.silent(end.saturating_duration_since(Instant::now())).await;
    }
    put(&cluster.client(ADMIN), &function(&own, "late", &json!([]))).await.expect("made");
    listener.until("a change arrives", |now| now.has(Kind::Function, &own, "late")).await;
    assert_eq!(cluster.counted(), asked, "ten seconds, and a change: not one request");
}
