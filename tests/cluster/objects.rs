//! Objects as plain JSON, put into a cluster and read back.
//! In: a manifest with its namespace; out: the object as the server has it.

use fnsec::model::{Kind, ObjectRef};
use http::{Method, Request};
use kube::Client;
use serde_json::{Value, json};

fn text(object: &Value, pointer: &str) -> String {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What an object names itself.
pub fn reference(object: &Value) -> ObjectRef {
    ObjectRef::of(
        &text(object, "/apiVersion"),
        &text(object, "/kind"),
        &text(object, "/metadata/namespace"),
        &text(object, "/metadata/name"),
    )
}

/// The path of a collection.
pub fn path(kind: Kind, api: &str, namespace: &str) -> String {
    let info = kind.info();
    let root = if info.group.is_empty() { "api" } else { "apis" };
    let whole = namespace.is_empty() || !info.namespaced();
    let place = if whole { String::new() } else { format!("namespaces/{namespace}/") };
    format!("/{root}/{api}/{place}{}", info.plural)
}

async fn send(client: &Client, method: Method, path: &str, body: &Value) -> kube::Result<Value> {
    let media = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
    let request = Request::builder().method(method).uri(path).header("content-type", media);
    client.request(request.body(body.to_string().into_bytes()).expect("a request")).await
}

/// Makes an object, and gives it its status where that goes separately.
pub async fn put(client: &Client, object: &Value) -> kube::Result<Value> {
    let named = reference(object);
    let kind = named.known().expect("a kind we read");
    let all = path(kind, &named.api_version, &named.namespace);
    let mut bare = object.clone();
    let status = bare.as_object_mut().expect("an object").remove("status");
    let made = send(client, Method::POST, &all, &bare).await?;
    match status {
        Some(status) if kind != Kind::Namespace => {
            let path = format!("{all}/{}/status", named.name);
            send(client, Method::PATCH, &path, &json!({"status": status})).await
        }
        _ => Ok(made),
    }
}

#[expect(clippy::similar_names, reason = "the names that the field uses")]
pub async fn merge(client: &Client, target: &ObjectRef, patch: &Value) -> kube::Result<Value> {
    let kind = target.known().expect("a kind we read");
    let path = format!("{}/{}", path(kind, &target.api_version, &target.namespace), target.name);
    send(client, Method::PATCH, &path, patch).await
}

/// All objects of a kind, as the server has them, each with its kind named.
pub async fn list(client: &Client, kind: Kind) -> Vec<Value> {
    let api = kind.info().api_version();
    let list = send(client, Method::GET, &path(kind, &api, ""), &Value::Null).await;
    let mut list = list.expect("the admin may list");
    let items = list["items"].as_array_mut().map(std::mem::take).unwrap_or_default();
    let named = items.into_iter().map(|mut item| {
        item["apiVersion"] = json!(api);
        item["kind"] = json!(kind.info().name);
        item
    });
    named.collect()
}

/// A Function with environment variables, as a user would write it.
pub fn function(namespace: &str, name: &str, env: &Value) -> Value {
    json!({
        "apiVersion": "serverless.kyma-project.io/v1alpha2", "kind": "Function",
        "metadata": {"name": name, "namespace": namespace, "annotations": {"team": "a/b"}},
        "spec": {
            "runtime": "nodejs22", "replicas": 1, "env": env,
            "source": {"inline": {"source": "module.exports = { main: () => 'ok' }\n"}},
        },
    })
}

/// What a user wrote of an object: all that an undo must bring back.
pub fn written(object: &Value) -> Value {
    let meta = &object["metadata"];
    json!({"labels": meta["labels"], "annotations": meta["annotations"], "spec": object["spec"]})
}
