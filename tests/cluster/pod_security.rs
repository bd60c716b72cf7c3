//! What Pod Security admission says before a label is set.

use kube::client::Body;
use serde_json::{Value, json};

use super::access::ADMIN;
use super::server::Cluster;
use super::shared;

/// Tries the `restricted` label on a namespace without setting it; returns the warnings.
async fn rehearse(cluster: &Cluster, namespace: &str) -> Vec<String> {
    let label = json!({ "metadata": { "labels": { "pod-security.kubernetes.io/enforce": "restricted" } } });
    let request = http::Request::patch(format!("/api/v1/namespaces/{namespace}?dryRun=All"))
        .header("content-type", "application/merge-patch+json")
        .body(Body::from(label.to_string().into_bytes()));
    let answer = cluster.client(ADMIN).send(request.expect("a request")).await;
    let answer = answer.expect("the server answers");
    assert!(answer.status().is_success(), "{}", answer.status());
    let warnings = answer.headers().get_all("warning").iter();
    warnings.map(|line| line.to_str().expect("a header of text").to_owned()).collect()
}

fn restricted() -> Value {
    json!({
        "allowPrivilegeEscalation": false,
        "runAsNonRoot": true,
        "capabilities": { "drop": ["ALL"] },
        "seccompProfile": { "type": "RuntimeDefault" },
    })
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn trying_the_restricted_label_names_the_pods_that_violate_it() {
    let cluster = shared().await;
    let own = cluster.namespace("pss").await;
    cluster.pod(&own, "loud", json!({ "privileged": true })).await;
    cluster.pod(&own, "quiet", restricted()).await;
    let warnings = rehearse(cluster, &own).await.join("\n");
    assert!(warnings.contains("loud"), "{warnings}");
    assert!(warnings.contains("privileged"), "{warnings}");
    assert!(!warnings.contains("quiet"), "{warnings}");
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn trying_the_restricted_label_on_clean_pods_warns_of_nothing() {
    let cluster = shared().await;
    let own = cluster.namespace("pss-clean").await;
    cluster.pod(&own, "quiet", restricted()).await;
    assert_eq!(rehearse(cluster, &own).await, Vec::<String>::new());
}
