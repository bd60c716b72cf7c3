//! Servers that are away, slow, old or forgetful: nothing is lost, and nobody hears of what mends itself.

use super::{account, all, server};
use crate::conformance::listen::Listener;
use fnsec::model::{Feed, Kind};
use fnsec::source::embedded::{Embedded, ServerFault};
use fnsec::source::trouble::TroubleKind;
use std::time::Duration;

async fn settled(embedded: &Embedded) -> Listener {
    Listener::settled(embedded.client("own"), all()).await
}

#[tokio::test]
async fn a_server_that_is_away_is_lost_and_then_found() {
    for (code, sort) in [(503, TroubleKind::Unreachable), (401, TroubleKind::Unauthenticated)] {
        let embedded = server();
        embedded.fault(ServerFault::Refuse(code));
        let mut listener = Listener::start(embedded.client("own"), all());
        listener.until("the server is lost", |now| !now.lost.is_empty()).await;
        assert_eq!((listener.lost[0].kind, listener.found), (sort, 0));
        assert!(listener.told.is_empty());
        embedded.clear_faults();
        listener.until("everything arrives", Listener::all_live).await;
        assert_eq!(listener.found, 1);
    }
}

#[tokio::test]
async fn an_old_server_is_asked_group_by_group() {
    let embedded = server();
    embedded.fault(ServerFault::NoAggregatedDiscovery);
    let listener = settled(&embedded).await;
    for kind in Kind::watched().into_iter().filter(|kind| !kind.is_others()) {
        assert_eq!(listener.feed(kind, kind.info().place()), Feed::Live, "{kind:?}");
    }
}

#[tokio::test]
async fn a_server_that_goes_away_leaves_what_is_known_and_comes_back() {
    let embedded = server();
    let mut listener = settled(&embedded).await;
    for (code, words) in [(503, "an error on the server"), (401, "Unauthorized")] {
        embedded.fault(ServerFault::Refuse(code));
        embedded.drop_watches();
        let stale =
            |now: &Listener| matches!(now.feed(Kind::Pod, ""), Feed::Stale(_, why) if why.contains(words));
        listener.pauses = 0;
        listener.until("pods are stale", stale).await;
        listener.until("the next try is told", |now| now.pauses > 0).await;
        assert!(listener.has(Kind::ServiceAccount, "own", "first"));
        embedded.seed(account("own", words.split(' ').next().expect("a word").to_lowercase().as_str()));
        embedded.clear_faults();
        listener.until("every feed lives again, though nothing happens in most", Listener::all_live).await;
    }
    listener
        .until("what was missed arrives", |now| now.has(Kind::ServiceAccount, "own", "unauthorized"))
        .await;
    assert!(listener.has(Kind::ServiceAccount, "own", "an"));
}

#[tokio::test]
async fn dropped_watches_lose_nothing_and_nobody_hears_of_them() {
    let embedded = server();
    let mut listener = settled(&embedded).await;
    listener.told.clear();
    for round in 0..20 {
        embedded.seed(account("own", &format!("before-{round}")));
        embedded.drop_watches();
        embedded.seed(account("own", &format!("after-{round}")));
        embedded.remove(Kind::ServiceAccount, "own", &format!("before-{round}"));
        tokio::task::yield_now().await;
    }
    let here = |now: &Listener| {
        let space = now.snapshot.space("own").expect("it is there");
        let names = space.names(Kind::ServiceAccount);
        names.len() == 21 && !names.iter().any(|name| name.starts_with("before"))
    };
    listener.until("the last state of everything", here).await;
    assert_eq!(listener.told, []);
}

#[tokio::test]
async fn history_that_is_gone_is_invisible() {
    let embedded = server();
    let mut listener = settled(&embedded).await;
    listener.told.clear();
    embedded.drop_watches();
    embedded.remove(Kind::ServiceAccount, "own", "first");
    embedded.seed(account("own", "second"));
    embedded.compact();
    let caught_up = |now: &Listener| {
        now.has(Kind::ServiceAccount, "own", "second") && !now.has(Kind::ServiceAccount, "own", "first")
    };
    listener.until("what was missed is found by listing again", caught_up).await;
    assert!(listener.told.iter().all(|(_, _, feed)| *feed == Feed::Live), "{:?}", listener.told);
}

#[tokio::test]
async fn a_server_without_streaming_lists_is_listed_in_pages() {
    let embedded = server();
    embedded.fault(ServerFault::NoStreamingLists);
    for number in 0..1_100 {
        embedded.seed(account("own", &format!("many-{number}")));
    }
    let mut listener = settled(&embedded).await;
    let count = |now: &Listener| now.snapshot.space("own").map(|own| own.names(Kind::ServiceAccount).len());
    assert_eq!(count(&listener), Some(1_101));
    assert!(listener.all_live(), "{:?}", listener.told);
    let doubts =
        listener.told.iter().filter(|(_, _, feed)| matches!(feed, Feed::Failed(_) | Feed::Stale(..)));
    assert_eq!(doubts.count(), 0, "{:?}", listener.told);
    embedded.seed(account("own", "late"));
    listener.until("a change arrives", |now| now.has(Kind::ServiceAccount, "own", "late")).await;
}

#[tokio::test]
async fn a_slow_server_is_waited_for() {
    let embedded = server();
    embedded.fault(ServerFault::Slow(Duration::from_millis(120)));
    let listener = settled(&embedded).await;
    assert!(listener.all_live() && listener.lost.is_empty());
}

#[tokio::test]
async fn a_server_that_calls_every_version_too_old_is_asked_calmly() {
    let embedded = server();
    let mut listener = settled(&embedded).await;
    embedded.fault(ServerFault::Refuse(410));
    let asked = embedded.requests();
    embedded.drop_watches();
    assert!(listener.silent(Duration::from_secs(2)).await, "{:?}", listener.told.last());
    assert!(embedded.requests() - asked < 200, "{} requests", embedded.requests() - asked);
    embedded.clear_faults();
    embedded.seed(account("own", "second"));
    listener.until("a change arrives", |now| now.has(Kind::ServiceAccount, "own", "second")).await;
}
