//! The current user on this cluster and its permissions: always queried, never guessed.

use super::Trouble;
use super::path::segment;
use super::rights::OwnRights;
use crate::model::Kind;
use kube::{Client, Error};
use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// The user as the API server sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnIdentity {
    pub user: String,
    pub groups: Vec<String>,
}

/// Returns the user and groups, as the API server knows them.
///
/// # Errors
/// If the review fails.
pub async fn identity(client: &Client) -> Result<OwnIdentity, Trouble> {
    let what = "Asking the cluster for the current user";
    let body = json!({"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1"});
    let answer = post(client, what, "/apis/authentication.k8s.io/v1/selfsubjectreviews", &body).await?;
    let user = answer.pointer("/status/userInfo/username").and_then(Value::as_str).unwrap_or_default();
    let groups = answer.pointer("/status/userInfo/groups").and_then(Value::as_array).into_iter().flatten();
    Ok(OwnIdentity { user: user.into(), groups: groups.filter_map(Value::as_str).map(Into::into).collect() })
}

/// Returns whether an action is allowed; cluster-wide kinds are reviewed without a namespace, because with
/// one the answer is wrong.
///
/// # Errors
/// If the review fails.
pub async fn may(
    client: &Client,
    verb: &str,
    kind: Kind,
    namespace: &str,
    name: &str,
) -> Result<bool, Trouble> {
    let info = kind.info();
    let namespace = if info.namespaced() { namespace } else { "" };
    let attributes = json!({"verb": verb, "group": info.group, "resource": info.plural, "namespace": namespace, "name": name});
    let body = json!({
        "kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "spec": {"resourceAttributes": attributes},
    });
    let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    let answer = post(client, "Asking the cluster for permissions", path, &body).await?;
    Ok(answer.pointer("/status/allowed").and_then(Value::as_bool).unwrap_or(false))
}

/// Returns what the user may do in a namespace.
///
/// # Errors
/// If the review fails.
pub async fn rights(client: &Client, namespace: &str) -> Result<OwnRights, Trouble> {
    let body = json!({
        "kind": "SelfSubjectRulesReview", "apiVersion": "authorization.k8s.io/v1", "spec": {"namespace": namespace},
    });
    let path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    Ok(OwnRights::of(&post(client, "Asking the cluster for permissions", path, &body).await?))
}

/// Returns whether a namespace can be read by its name. It is really read: permissions within the namespace
/// cover it, and a review of a cluster-wide kind would not consider them.
///
/// # Errors
/// If the namespace cannot be read for another reason than missing permissions.
pub async fn may_read_namespace(client: &Client, name: &str) -> Result<bool, Trouble> {
    let what = "Reading the namespace";
    let request = http::Request::get(format!("/api/v1/namespaces/{}", segment(name))).body(Vec::new());
    let request = request.map_err(|_| {
        Trouble::configuration(what, "the request is not valid", "Check the name of the namespace.")
    })?;
    match client.request::<IgnoredAny>(request).await {
        Ok(_) => Ok(true),
        Err(Error::Api(status)) if status.code == 403 => Ok(false),
        Err(why) => Err(Trouble::of(what, &why)),
    }
}

async fn post(client: &Client, what: &str, path: &str, body: &Value) -> Result<Value, Trouble> {
    let request = http::Request::post(path).header("content-type", "application/json");
    let request = request.body(body.to_string().into_bytes());
    let request = request.map_err(|_| {
        Trouble::configuration(what, "the request is not valid", "This is a bug; please report it.")
    })?;
    client.request(request).await.map_err(|why| Trouble::of(what, &why))
}
