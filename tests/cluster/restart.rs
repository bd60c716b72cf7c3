//! An API server that goes away and comes back.

use k8s_openapi::api::core::v1::Namespace;
use kube::Api;

use super::access::ADMIN;
use super::server::Cluster;

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_restarted_api_server_keeps_its_address_and_its_objects() {
    let mut cluster = Cluster::start().await;
    let own = cluster.namespace("before").await;
    let spaces: Api<Namespace> = Api::all(cluster.client(ADMIN));
    cluster.stop_api();
    assert!(spaces.get(&own).await.is_err());
    cluster.start_api().await;
    let found = spaces.get(&own).await.expect("it is still there");
    assert_eq!(found.metadata.name, Some(own));
}
