//! The script that the embedded server follows, asked of a real one: the real one is right.

use super::access::ADMIN;
use super::shared;
use crate::conformance;

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn the_real_server_answers_as_the_script_says() {
    let cluster = shared().await;
    let own = cluster.namespace("conformance").await;
    conformance::run(cluster.client(ADMIN), &own, &|| {}).await;
}
