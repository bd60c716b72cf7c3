//! One script of requests and claims, run against the embedded server and against a real one.
//! In: a client and an empty namespace; out: a failure wherever the server is not as a
//! kube-apiserver is. What it does not ask, nobody may rely on.

mod admission;
mod list;
pub mod listen;
mod review;
mod talk;
mod watch;
mod write;

use kube::Client;
use serde_json::{Value, json};
use talk::Server;

/// Runs the whole script. `compact` makes the server forget its history, if it can be made to;
/// resource version 1 is too old for the other one anyway.
pub async fn run(client: Client, namespace: &str, compact: &(dyn Fn() + Sync)) {
    let server = Server { client, namespace: namespace.into() };
    review::discovery(&server).await;
    review::reviews(&server).await;
    write::creating(&server).await;
    write::patching(&server).await;
    write::versions(&server).await;
    write::rehearsing(&server).await;
    write::deleting(&server).await;
    write::secrets(&server).await;
    list::reading(&server).await;
    list::paging(&server).await;
    watch::following(&server).await;
    watch::streaming(&server).await;
    watch::selecting(&server).await;
    admission::labelling(&server).await;
    admission::warning(&server).await;
    compact();
    watch::expiring(&server).await;
}

/// A Function as a user would write it.
fn function(name: &str) -> Value {
    json!({
        "apiVersion": "serverless.kyma-project.io/v1alpha2", "kind": "Function",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {"runtime": "nodejs22", "source": {"inline": {"source": "module.exports = {}"}}},
    })
}

/// A Role that allows nothing much.
fn role(name: &str) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": name},
        "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
    })
}
