//! What the watches show to people with the real aggregated roles, kind by kind.

use fnsec::model::kind::KindScope;
use fnsec::model::{Feed, Kind, ObjectRef, Space};
use fnsec::source::access::may;
use fnsec::source::watches::WatchScope;
use serde_json::json;
use std::collections::BTreeSet;

use super::access::{ADMIN, DEV, NOBODY};
use super::objects::{merge, put};
use super::server::Cluster;
use super::shared;
use super::wait::until;
use crate::conformance::listen::Listener;

/// Lets the aggregated `view` read the kinds of Kyma and Istio, as their modules do.
async fn teach_view(cluster: &Cluster, namespace: &str) {
    let groups: BTreeSet<&str> =
        Kind::ALL.map(|kind| kind.info().group).into_iter().filter(|group| group.contains('.')).collect();
    let groups = groups.into_iter().filter(|group| *group != "rbac.authorization.k8s.io").collect::<Vec<_>>();
    let role = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
        "metadata": {"name": "kyma-view", "labels": {"rbac.authorization.k8s.io/aggregate-to-view": "true"}},
        "rules": [{
            "apiGroups": groups,
            "resources": ["*"],
            "verbs": ["get", "list", "watch"],
        }],
    });
    // The first test to come here makes it.
    let _ = put(&cluster.client(ADMIN), &role).await;
    let dev = cluster.client(DEV);
    let learnt = until(async || {
        may(&dev, "list", Kind::AuthorizationPolicy, namespace, "").await.is_ok_and(|allowed| allowed)
    });
    assert!(learnt.await, "the aggregated role is not filled");
}

async fn look(role: &str, hidden: &[Kind]) {
    let cluster = shared().await;
    if !cluster.controllers {
        return eprintln!("skipped: aggregated roles need a controller manager");
    }
    let own = cluster.namespace(&format!("sees-{role}")).await;
    cluster.bind(&own, DEV, role).await;
    teach_view(cluster, &own).await;
    for named in [vec![], vec![own.clone()]] {
        let scope = WatchScope { named, fallback: own.clone(), ..Default::default() };
        let mut listener = Listener::settled(cluster.client(DEV), scope).await;
        for kind in Kind::watched() {
            let place = match kind.info().reach {
                KindScope::Only(place, _) => place,
                KindScope::Cluster if kind != Kind::Namespace => "",
                KindScope::Cluster | KindScope::Namespaced => own.as_str(),
            };
            match listener.feed(kind, place) {
                Feed::Live => assert!(!hidden.contains(&kind), "{role} sees {kind:?}"),
                Feed::Forbidden(why) => {
                    assert!(hidden.contains(&kind), "{role} does not see {kind:?}: {why}");
                    assert!(why.contains("User \"dev\" cannot"), "{why}");
                }
                other => panic!("{role}: {kind:?} is {other:?}"),
            }
        }
        assert!(listener.snapshot.space(&own).is_some_and(|space| space.namespace().is_some()));
        assert!(listener.lost.is_empty());
        sees_labels_change(cluster, &mut listener, &own).await;
    }
}

/// The labels of a namespace decide what is safe in it, and others write them.
async fn sees_labels_change(cluster: &Cluster, listener: &mut Listener, own: &str) {
    let label = |space: &Space| space.namespace().map(|one| one.meta.labels.is("team", "a"));
    let now = listener.snapshot.space(own).and_then(label);
    let (wanted, value) = if now == Some(true) { (false, "b") } else { (true, "a") };
    let target = ObjectRef::new(Kind::Namespace, "", own);
    let patch = json!({"metadata": {"labels": {"team": value}}});
    merge(&cluster.client(ADMIN), &target, &patch).await.expect("labelled");
    let seen = |now: &Listener| now.snapshot.space(own).and_then(label) == Some(wanted);
    listener.until("the new label is seen", seen).await;
}

/// Nobody bound in one namespace sees what belongs to the cluster, or to the platform's namespaces.
fn wide(also: &[Kind]) -> Vec<Kind> {
    let wide = |kind: &Kind| match kind.info().reach {
        KindScope::Cluster => *kind != Kind::Namespace,
        KindScope::Only(..) => true,
        KindScope::Namespaced => false,
    };
    Kind::watched().into_iter().filter(wide).chain(also.iter().copied()).collect()
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_viewer_sees_all_but_secrets_and_roles() {
    look("view", &wide(&[Kind::Secret, Kind::Role, Kind::RoleBinding])).await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn an_editor_sees_all_but_roles() {
    look("edit", &wide(&[Kind::Role, Kind::RoleBinding])).await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_namespace_admin_sees_all_of_the_namespace() {
    look("admin", &wide(&[])).await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_user_without_rights_is_told_no_for_every_kind() {
    let cluster = shared().await;
    let own = cluster.namespace("sees-nothing").await;
    for named in [vec![], vec![own.clone()]] {
        for fallback in ["", own.as_str()] {
            let scope = WatchScope { named: named.clone(), fallback: fallback.into(), ..Default::default() };
            let listener = Listener::settled(cluster.client(NOBODY), scope).await;
            for (kind, namespace, feed) in listener.snapshot.feeds().iter() {
                let refused = matches!(feed, Feed::Forbidden(_) | Feed::NotAsked);
                assert!(refused, "{kind:?} in {namespace:?}: {feed:?}");
            }
            assert!(listener.snapshot.spaces().next().is_none());
            assert!(listener.lost.is_empty());
        }
    }
}
