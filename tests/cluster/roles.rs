//! What people bound to the real aggregated roles may do.

use k8s_openapi::api::authorization::v1::{ResourceAttributes, SelfSubjectAccessReview};
use k8s_openapi::api::core::v1::{Namespace, Pod, Secret};
use k8s_openapi::api::rbac::v1::RoleBinding;
use kube::api::{ListParams, Patch, PatchParams, PostParams};
use kube::{Api, Client};
use serde_json::json;

use super::access::{ADMIN, DEV, NOBODY};
use super::server::Cluster;
use super::shared;
use super::wait::until;

/// Binds `user` to the cluster role `role` inside `namespace` and waits until it holds.
async fn bind(cluster: &Cluster, namespace: &str, user: &str, role: &str) {
    let bindings: Api<RoleBinding> = Api::namespaced(cluster.client(ADMIN), namespace);
    let group = "rbac.authorization.k8s.io";
    let binding = json!({
        "metadata": { "name": format!("{user}-{role}") },
        "roleRef": { "apiGroup": group, "kind": "ClusterRole", "name": role },
        "subjects": [{ "apiGroup": group, "kind": "User", "name": user }],
    });
    let binding = serde_json::from_value(binding).expect("a binding");
    let made = bindings.create(&PostParams::default(), &binding).await;
    made.expect("the binding is made");
    let client = cluster.client(user);
    // The authorizer learns of a binding through a watch.
    let pods = ("list", "pods", Some(namespace));
    let learnt = until(async || may(&client, pods).await);
    assert!(learnt.await, "the binding takes no hold");
}

async fn may(client: &Client, (verb, plural, namespace): (&str, &str, Option<&str>)) -> bool {
    let mut review = SelfSubjectAccessReview::default();
    review.spec.resource_attributes = Some(ResourceAttributes {
        verb: Some(verb.into()),
        resource: Some(plural.into()),
        namespace: namespace.map(Into::into),
        ..ResourceAttributes::default()
    });
    let api: Api<SelfSubjectAccessReview> = Api::all(client.clone());
    let answer = api.create(&PostParams::default(), &review).await;
    answer
        .expect("everyone may ask")
        .status
        .is_some_and(|status| status.allowed)
}

fn refused<T>(outcome: kube::Result<T>) -> bool {
    matches!(outcome, Err(kube::Error::Api(status)) if status.code == 403)
}

#[tokio::test]
async fn a_namespace_admin_lists_pods_there_and_no_namespaces() {
    let cluster = shared().await;
    if !cluster.controllers {
        return eprintln!("skipped: aggregated roles need a controller manager");
    }
    let own = cluster.namespace("admin-own").await;
    let other = cluster.namespace("admin-other").await;
    bind(cluster, &own, DEV, "admin").await;
    let dev = cluster.client(DEV);
    let pods: Api<Pod> = Api::namespaced(dev.clone(), &own);
    assert!(pods.list(&ListParams::default()).await.is_ok());
    assert!(!may(&dev, ("list", "pods", Some(&other))).await);
    assert!(!may(&dev, ("list", "namespaces", None)).await);
    let spaces: Api<Namespace> = Api::all(dev);
    assert!(refused(spaces.list(&ListParams::default()).await));
}

#[tokio::test]
async fn a_namespace_admin_may_not_label_the_namespace() {
    let cluster = shared().await;
    if !cluster.controllers {
        return eprintln!("skipped: aggregated roles need a controller manager");
    }
    let own = cluster.namespace("admin-label").await;
    bind(cluster, &own, DEV, "admin").await;
    let spaces: Api<Namespace> = Api::all(cluster.client(DEV));
    assert!(spaces.get(&own).await.is_ok());
    let label = Patch::Merge(json!({ "metadata": { "labels": { "team": "a" } } }));
    let outcome = spaces.patch(&own, &PatchParams::default(), &label).await;
    assert!(refused(outcome));
}

#[tokio::test]
async fn a_viewer_may_not_list_secrets() {
    let cluster = shared().await;
    if !cluster.controllers {
        return eprintln!("skipped: aggregated roles need a controller manager");
    }
    let own = cluster.namespace("view").await;
    bind(cluster, &own, DEV, "view").await;
    let dev = cluster.client(DEV);
    assert!(may(&dev, ("list", "configmaps", Some(&own))).await);
    let secrets: Api<Secret> = Api::namespaced(dev, &own);
    assert!(refused(secrets.list(&ListParams::default()).await));
}

#[tokio::test]
async fn a_stranger_may_list_nothing() {
    let cluster = shared().await;
    let own = cluster.namespace("stranger").await;
    let pods: Api<Pod> = Api::namespaced(cluster.client(NOBODY), &own);
    assert!(refused(pods.list(&ListParams::default()).await));
}
