//! Gives the users of a test their rights.
//! In: a user, a role, a namespace; out: a binding the server already heeds.

use k8s_openapi::api::authorization::v1::{ResourceAttributes, SelfSubjectAccessReview};
use k8s_openapi::api::rbac::v1::RoleBinding;
use kube::api::PostParams;
use kube::{Api, Client};
use serde_json::json;

use super::access::ADMIN;
use super::server::Cluster;
use super::wait::until;

impl Cluster {
    /// Binds `user` to the cluster role `role`, which lets it list Pods, inside `namespace`;
    /// waits until that holds.
    pub async fn bind(&self, namespace: &str, user: &str, role: &str) {
        let bindings: Api<RoleBinding> = Api::namespaced(self.client(ADMIN), namespace);
        let group = "rbac.authorization.k8s.io";
        let binding = json!({
            "metadata": { "name": format!("{user}-{role}") },
            "roleRef": { "apiGroup": group, "kind": "ClusterRole", "name": role },
            "subjects": [{ "apiGroup": group, "kind": "User", "name": user }],
        });
        let binding = serde_json::from_value(binding).expect("a binding");
        let made = bindings.create(&PostParams::default(), &binding).await;
        made.expect("the binding is made");
        let client = self.client(user);
        // The authorizer learns of a binding through a watch.
        let pods = ("list", "pods", Some(namespace));
        let learnt = until(async || may(&client, pods).await);
        assert!(learnt.await, "the binding takes no hold");
    }
}

/// Whether `client` may do `(verb, plural, namespace)`, as the server itself tells.
pub async fn may(client: &Client, (verb, plural, namespace): (&str, &str, Option<&str>)) -> bool {
    let mut review = SelfSubjectAccessReview::default();
    review.spec.resource_attributes = Some(ResourceAttributes {
        verb: Some(verb.into()),
        resource: Some(plural.into()),
        namespace: namespace.map(Into::into),
        ..ResourceAttributes::default()
    });
    let api: Api<SelfSubjectAccessReview> = Api::all(client.clone());
    let answer = api.create(&PostParams::default(), &review).await;
    answer.expect("everyone may ask").status.is_some_and(|status| status.allowed)
}
