//! A namespace of its own for each test.
//! In: a telling stem; out: the name of a namespace Pods can be made in.

use k8s_openapi::api::core::v1::{Namespace, Pod, ServiceAccount};
use kube::Api;
use kube::api::PostParams;
use serde_json::json;

use super::access::ADMIN;
use super::server::Cluster;
use super::wait::until;

impl Cluster {
    /// Makes a fresh namespace named after `stem`, with its default account in place.
    pub async fn namespace(&self, stem: &str) -> String {
        let spaces: Api<Namespace> = Api::all(self.client(ADMIN));
        let space = json!({ "metadata": { "generateName": format!("{stem}-") } });
        let space = serde_json::from_value(space).expect("a namespace");
        let made = spaces.create(&PostParams::default(), &space).await;
        let name = made.expect("the namespace is made").metadata.name;
        let name = name.expect("the server names it");
        if self.controllers {
            self.await_account(&name).await;
        }
        name
    }

    /// Makes a Pod with one container of the given security context.
    pub async fn pod(&self, namespace: &str, name: &str, security: serde_json::Value) {
        let pods: Api<Pod> = Api::namespaced(self.client(ADMIN), namespace);
        let container = json!({ "name": "main", "image": "example.test/app:1", "securityContext": security });
        let pod = json!({ "metadata": { "name": name }, "spec": { "containers": [container] } });
        let pod = serde_json::from_value(pod).expect("a Pod");
        let made = pods.create(&PostParams::default(), &pod).await;
        made.expect("the Pod is made");
    }

    async fn await_account(&self, namespace: &str) {
        let accounts: Api<ServiceAccount> = Api::namespaced(self.client(ADMIN), namespace);
        let there = until(async || accounts.get("default").await.is_ok());
        assert!(there.await, "no default ServiceAccount in {namespace}");
    }
}
