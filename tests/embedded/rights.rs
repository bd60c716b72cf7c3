//! What users with few rights get to see: what they may, and the server's words for the rest.

use super::{account, all, server};
use crate::conformance::listen::Listener;
use fnsec::model::kind::KindScope;
use fnsec::model::{Feed, Kind};
use fnsec::source::embedded::{Embedded, ServerFault};
use fnsec::source::watches::WatchScope;

/// The rights of an admin of one namespace.
fn confine(embedded: &Embedded, namespace: &str) {
    for kind in Kind::ALL {
        let everywhere = |verb| ServerFault::Forbidden { verb: Some(verb), kind, namespace: String::new() };
        match kind.info().reach {
            // The namespace itself may be looked at, by its name.
            KindScope::Cluster if kind == Kind::Namespace => {
                embedded.fault(ServerFault::OnlyWithin { kind, namespaces: vec![namespace.into()] });
            }
            KindScope::Cluster => {
                ["get", "list", "watch"].map(everywhere).into_iter().for_each(|one| embedded.fault(one));
            }
            KindScope::Only(..) | KindScope::Namespaced => {
                embedded.fault(ServerFault::OnlyWithin { kind, namespaces: vec![namespace.into()] });
            }
        }
    }
}

#[tokio::test]
async fn a_forbidden_kind_says_so_in_the_servers_words() {
    let embedded = server();
    embedded.fault(ServerFault::Forbidden { verb: None, kind: Kind::Secret, namespace: String::new() });
    for scope in [all(), WatchScope::default()] {
        let listener = Listener::settled(embedded.client("own"), scope).await;
        let Feed::Forbidden(why) = listener.feed(Kind::Secret, "") else {
            panic!("{:?}", listener.feed(Kind::Secret, ""))
        };
        assert!(why.starts_with("secrets is forbidden: User \"demo-admin\" cannot "), "{why}");
        assert!(why.ends_with("resource \"secrets\" in API group \"\" at the cluster scope"), "{why}");
        for kind in Kind::watched().into_iter().filter(|kind| *kind != Kind::Secret) {
            let there = if kind.is_others() { Feed::NotServed } else { Feed::Live };
            assert_eq!(listener.feed(kind, kind.info().place()), there, "{kind:?}");
        }
    }
}

#[tokio::test]
async fn a_namespace_admin_gets_the_namespace_without_naming_it() {
    let embedded = server();
    confine(&embedded, "own");
    let mut listener = Listener::settled(embedded.client("own"), all()).await;
    let own = Kind::watched().into_iter().filter(|kind| !kind.is_others());
    for kind in own.filter(|kind| kind.info().reach == KindScope::Namespaced) {
        assert_eq!(listener.feed(kind, "own"), Feed::Live, "{kind:?}");
        assert!(matches!(listener.feed(kind, "other"), Feed::Forbidden(_)), "{kind:?}");
    }
    assert_eq!(listener.feed(Kind::Namespace, "own"), Feed::Live);
    assert!(listener.snapshot.space("own").is_some_and(|space| space.namespace().is_some()));
    assert!(matches!(listener.feed(Kind::ClusterRole, ""), Feed::Forbidden(_)));
    assert!(matches!(listener.feed(Kind::MeshConfig, "istio-system"), Feed::Forbidden(_)));
    assert!(listener.snapshot.space("other").is_none());
    embedded.seed(account("own", "second"));
    listener.until("a change arrives", |now| now.has(Kind::ServiceAccount, "own", "second")).await;
}

fn label(embedded: &Embedded, value: &str) {
    embedded.update(Kind::Namespace, "", "own", |own| own["metadata"]["labels"]["team"] = value.into());
}

fn is_labelled(now: &Listener, value: &str) -> bool {
    let space = now.snapshot.space("own").and_then(|space| space.namespace());
    space.is_some_and(|own| own.meta.labels.is("team", value))
}

#[tokio::test]
async fn a_namespace_admin_sees_the_labels_of_the_namespace_change() {
    let named = WatchScope { named: vec!["own".into()], fallback: "other".into(), ..Default::default() };
    for scope in [all(), named] {
        let embedded = server();
        confine(&embedded, "own");
        let mut listener = Listener::settled(embedded.client("own"), scope).await;
        label(&embedded, "a");
        listener.until("the new label arrives", |now| is_labelled(now, "a")).await;
        assert_eq!(listener.feed(Kind::Namespace, "own"), Feed::Live);
    }
}

#[tokio::test]
async fn a_namespace_that_may_be_read_and_not_watched_is_there_all_the_same() {
    let embedded = server();
    confine(&embedded, "own");
    let kind = Kind::Namespace;
    embedded.fault(ServerFault::Forbidden { verb: Some("watch"), kind, namespace: String::new() });
    let listener = Listener::settled(embedded.client("own"), all()).await;
    assert_eq!(listener.feed(kind, "own"), Feed::Live);
    assert!(listener.snapshot.space("own").is_some_and(|space| space.namespace().is_some()));
}

#[tokio::test]
async fn a_namespace_that_is_not_there_says_so() {
    let embedded = server();
    confine(&embedded, "nowhere");
    let fallback = WatchScope { named: Vec::new(), fallback: "nowhere".into(), ..Default::default() };
    let listener = Listener::settled(embedded.client("nowhere"), fallback).await;
    let feed = listener.feed(Kind::Namespace, "nowhere");
    assert_eq!(feed, Feed::Absent);
}

#[tokio::test]
async fn a_stranger_sees_nothing_and_knows_why() {
    let embedded = server();
    for kind in Kind::ALL {
        embedded.fault(ServerFault::Forbidden { verb: None, kind, namespace: String::new() });
    }
    let named = WatchScope { named: vec!["own".into()], fallback: "own".into(), ..Default::default() };
    for scope in [all(), WatchScope::default(), named] {
        let listener = Listener::settled(embedded.client("own"), scope).await;
        assert!(listener.lost.is_empty());
        let feeds: Vec<_> =
            listener.snapshot.feeds().iter().filter(|(kind, _, _)| !kind.is_others()).collect();
        assert!(
            feeds.iter().all(|(_, _, feed)| matches!(feed, Feed::Forbidden(_) | Feed::NotAsked)),
            "{feeds:?}"
        );
        assert!(listener.snapshot.spaces().next().is_none());
    }
}

#[tokio::test]
async fn named_namespaces_are_followed_alone() {
    let embedded = server();
    let named = WatchScope { named: vec!["own".into()], fallback: "other".into(), ..Default::default() };
    let mut listener = Listener::settled(embedded.client("other"), named).await;
    assert_eq!(listener.feed(Kind::Pod, "own"), Feed::Live);
    assert!(listener.snapshot.space("other").is_none());
    label(&embedded, "a");
    listener.until("the namespace's new label arrives", |now| is_labelled(now, "a")).await;
}

#[tokio::test]
async fn a_kind_that_is_not_served_is_told_from_one_that_is_forbidden() {
    let embedded = server();
    embedded.fault(ServerFault::NotServed(Kind::AuthorizationPolicy));
    embedded.fault(ServerFault::NotServed(Kind::Function));
    let listener = Listener::settled(embedded.client("own"), all()).await;
    assert_eq!(listener.feed(Kind::AuthorizationPolicy, ""), Feed::NotServed);
    assert_eq!(listener.feed(Kind::Function, ""), Feed::NotServed);
    assert_eq!(listener.feed(Kind::Pod, ""), Feed::Live);
    assert_eq!(listener.snapshot.schema(), None);
}

#[tokio::test]
async fn what_others_bring_is_served_where_it_is_there() {
    let embedded = server();
    let policy = serde_json::json!({"apiVersion": "kyverno.io/v1", "kind": "ClusterPolicy", "metadata": {"name": "a"}});
    assert!(embedded.seed(policy));
    let listener = Listener::settled(embedded.client("own"), all()).await;
    assert_eq!(listener.feed(Kind::KyvernoClusterPolicy, ""), Feed::Live);
    assert!(listener.has(Kind::KyvernoClusterPolicy, "", "a"));
    assert_eq!(listener.feed(Kind::KyvernoPolicy, ""), Feed::NotServed);
    assert_eq!(listener.feed(Kind::VulnerabilityReport, ""), Feed::NotServed);
}
