//! What people bound to the real aggregated roles may do.

use k8s_openapi::api::core::v1::{Namespace, Pod, Secret};
use kube::Api;
use kube::api::{ListParams, Patch, PatchParams};
use serde_json::json;

use super::access::{DEV, NOBODY};
use super::grants::may;
use super::shared;

fn refused<T>(outcome: kube::Result<T>) -> bool {
    matches!(outcome, Err(kube::Error::Api(status)) if status.code == 403)
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_namespace_admin_lists_pods_there_and_no_namespaces() {
    let cluster = shared().await;
    if !cluster.controllers {
        return eprintln!("skipped: aggregated roles need a controller manager");
    }
    let own = cluster.namespace("admin-own").await;
    let other = cluster.namespace("admin-other").await;
    cluster.bind(&own, DEV, "admin").await;
    let dev = cluster.client(DEV);
    let pods: Api<Pod> = Api::namespaced(dev.clone(), &own);
    assert!(pods.list(&ListParams::default()).await.is_ok());
    assert!(!may(&dev, ("list", "pods", Some(&other))).await);
    assert!(!may(&dev, ("list", "namespaces", None)).await);
    let spaces: Api<Namespace> = Api::all(dev);
    assert!(refused(spaces.list(&ListParams::default()).await));
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_namespace_admin_may_not_label_the_namespace() {
    let cluster = shared().await;
    if !cluster.controllers {
        return eprintln!("skipped: aggregated roles need a controller manager");
    }
    let own = cluster.namespace("admin-label").await;
    cluster.bind(&own, DEV, "admin").await;
    let spaces: Api<Namespace> = Api::all(cluster.client(DEV));
    assert!(spaces.get(&own).await.is_ok());
    let label = Patch::Merge(json!({ "metadata": { "labels": { "team": "a" } } }));
    let outcome = spaces.patch(&own, &PatchParams::default(), &label).await;
    assert!(refused(outcome));
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_viewer_may_not_list_secrets() {
    let cluster = shared().await;
    if !cluster.controllers {
        return eprintln!("skipped: aggregated roles need a controller manager");
    }
    let own = cluster.namespace("view").await;
    cluster.bind(&own, DEV, "view").await;
    let dev = cluster.client(DEV);
    assert!(may(&dev, ("list", "configmaps", Some(&own))).await);
    let secrets: Api<Secret> = Api::namespaced(dev, &own);
    assert!(refused(secrets.list(&ListParams::default()).await));
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_stranger_may_list_nothing() {
    let cluster = shared().await;
    let own = cluster.namespace("stranger").await;
    let pods: Api<Pod> = Api::namespaced(cluster.client(NOBODY), &own);
    assert!(refused(pods.list(&ListParams::default()).await));
}
