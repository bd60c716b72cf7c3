//! Watches across an outage of the API server: what is known stays, what was missed arrives.

use fnsec::model::{Feed, Kind};
use fnsec::source::watches::WatchScope;
use serde_json::json;

use super::access::ADMIN;
use super::objects::{function, put};
use super::server::Cluster;
use crate::conformance::listen::Listener;

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn watches_outlive_an_outage_of_the_server() {
    let mut cluster = Cluster::start().await;
    cluster.apply_crds().await;
    let own = cluster.namespace("outage").await;
    let admin = cluster.client(ADMIN);
    put(&admin, &function(&own, "before", &json!([]))).await.expect("made");
    let mut listener = Listener::settled(cluster.client(ADMIN), WatchScope::default()).await;
    assert!(listener.has(Kind::Function, &own, "before") && listener.all_live());
    cluster.stop_api();
    let stale = |now: &Listener| {
        let watched = Kind::watched().into_iter();
        let feeds = watched.map(|kind| now.snapshot.feeds().iter().find(|(of, _, _)| *of == kind));
        feeds.flatten().all(|(_, _, feed)| matches!(feed, Feed::Stale(..)))
    };
    listener.until("every feed is stale", stale).await;
    assert!(listener.has(Kind::Function, &own, "before"), "what is known stays");
    cluster.start_api().await;
    put(&cluster.client(ADMIN), &function(&own, "after", &json!([]))).await.expect("made");
    listener.until("what was made after the restart", |now| now.has(Kind::Function, &own, "after")).await;
    listener.until("every feed lives again", Listener::all_live).await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_server_that_is_not_there_yet_is_waited_for() {
    let mut cluster = Cluster::start().await;
    let client = cluster.client(ADMIN);
    cluster.stop_api();
    let mut listener = Listener::start(client, WatchScope::default());
    listener.until("the server is lost", |now| !now.lost.is_empty()).await;
    cluster.start_api().await;
    listener.until("the server is found", |now| now.found == 1).await;
    listener.until("everything arrives", Listener::is_settled).await;
    assert_eq!(listener.feed(Kind::Pod, ""), Feed::Live);
    assert_eq!(listener.feed(Kind::Function, ""), Feed::NotServed);
}
