//! Simplified controllers of a cluster: Deployments, pods, Services and states that follow Functions and
//! APIRules.

use super::builders::{self, text};
use super::pod::{self, PodDefaults};
use super::route::{self, Obstacle};
use super::{enforced, workload};
use crate::model::Kind;
use crate::model::function::{LABEL_NAME, LABEL_UUID};
use crate::model::platform::Era;
use crate::source::embedded::Embedded;
use crate::yaml::Put;
use serde_json::{Value, json};

/// Creates or replaces everything that belongs to a Function; `turn` makes the new pod's name unique.
pub fn settle(cluster: &Embedded, function: &Value, era: Era, turn: u64) {
    let deployment = desired(cluster, function, era);
    cluster.seed(deployment.clone());
    let (namespace, name) = (builders::namespace(function), builders::name(function));
    if cluster.object(Kind::Service, namespace, name).is_none() {
        cluster.seed(workload::service(function));
    }
    replace_pods(cluster, function, &deployment, era, turn);
    let status = workload::ready(function, era);
    cluster.update(Kind::Function, namespace, name, |function| function["status"] = status);
}

/// Returns the Deployment as it should be; annotations of others on the template stay.
pub fn desired(cluster: &Embedded, function: &Value, era: Era) -> Value {
    let mut made = workload::deployment(function, era);
    let Some(old) = cluster.object(Kind::Deployment, builders::namespace(&made), builders::name(&made))
    else {
        return made;
    };
    let noted = old.pointer("/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt");
    if let Some(noted) = noted {
        made.put(
            ["spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"],
            noted.clone(),
        );
    }
    made
}

fn replace_pods(cluster: &Embedded, function: &Value, deployment: &Value, era: Era, turn: u64) {
    for old in pods_of(cluster, function) {
        cluster.remove(Kind::Pod, builders::namespace(&old), builders::name(&old));
    }
    let replicas = deployment.pointer("/spec/replicas").and_then(Value::as_u64).unwrap_or(1);
    for at in 0..replicas {
        cluster.seed(pod::pod(deployment, around(cluster, deployment), turn + at * 10_000, era));
    }
}

fn pods_of(cluster: &Embedded, function: &Value) -> Vec<Value> {
    let (namespace, uid) = (builders::namespace(function), text(function, "/metadata/uid"));
    let mut pods = cluster.objects_with(Kind::Pod, Some(namespace), uid);
    pods.retain(|pod| pod.pointer("/metadata/labels").is_some_and(|labels| labels[LABEL_UUID] == json!(uid)));
    pods
}

/// Returns the settings of the namespace for a new pod of this Deployment.
pub fn around(cluster: &Embedded, deployment: &Value) -> PodDefaults {
    let namespace = builders::namespace(deployment);
    let account = match text(deployment, "/spec/template/spec/serviceAccountName") {
        "" => "default",
        own => own,
    };
    let home = cluster.object(Kind::Namespace, "", namespace).unwrap_or_default();
    let account = cluster.object(Kind::ServiceAccount, namespace, account).unwrap_or_default();
    PodDefaults {
        injects: text(&home, "/metadata/labels/istio-injection") == "enabled",
        token: account.get("automountServiceAccountToken") != Some(&json!(false)),
    }
}

/// Deletes the objects of a Function that was deleted.
pub fn forget(cluster: &Embedded, namespace: &str, name: &str) {
    for kind in [Kind::Deployment, Kind::Service, Kind::Pod] {
        for object in cluster.objects_with(kind, Some(namespace), name) {
            let labels = object.pointer("/metadata/labels");
            if labels.is_some_and(|labels| labels[LABEL_NAME] == json!(name)) {
                cluster.remove(kind, namespace, builders::name(&object));
            }
        }
    }
}

/// Generates the policies of an APIRule again and sets its status.
pub fn settle_route(cluster: &Embedded, rule: &Value, era: Era) {
    let (namespace, name) = (builders::namespace(rule), builders::name(rule));
    let function = cluster.object(Kind::Function, route::home_of(rule), text(rule, "/spec/service/name"));
    let bare = function.as_ref().and_then(|function| bare(cluster, function)).map(Obstacle::Bare);
    let obstacle = bare.or_else(|| is_occupied(cluster, rule).then_some(Obstacle::Occupied));
    let status = route::status(rule, obstacle.as_ref(), era == Era::Legacy);
    let refused = status.get("state") != Some(&json!("Ready"));
    cluster.update(Kind::APIRule, namespace, name, |rule| rule["status"] = status);
    if refused {
        // The former policies stay in force, as in a real cluster.
        return;
    }
    forget_route(cluster, namespace, name);
    make(cluster, rule);
}

/// Creates the route and the policies of an APIRule; for one that is refused now, an earlier controller
/// did so.
pub fn make(cluster: &Embedded, rule: &Value) {
    let function = cluster.object(Kind::Function, route::home_of(rule), text(rule, "/spec/service/name"));
    for object in function.iter().flat_map(|function| enforced::objects(rule, function)) {
        cluster.seed(object);
    }
}

/// Whether another rule serves the host already.
fn is_occupied(cluster: &Embedded, rule: &Value) -> bool {
    let host = text(rule, "/spec/hosts/0");
    cluster.objects_with(Kind::APIRule, None, host).iter().any(|other| {
        text(other, "/spec/hosts/0") == host
            && text(other, "/status/state") == "Ready"
            && text(other, "/metadata/uid") != text(rule, "/metadata/uid")
    })
}

pub fn forget_route(cluster: &Embedded, namespace: &str, name: &str) {
    let label = |object: &Value, key: &str| {
        text(object, &format!("/metadata/labels/apirule.gateway.kyma-project.io~1{key}")).to_owned()
    };
    for kind in [Kind::AuthorizationPolicy, Kind::RequestAuthentication, Kind::VirtualService] {
        for object in cluster.objects_with(kind, None, name) {
            if label(&object, "name") == name && label(&object, "namespace") == namespace {
                cluster.remove(kind, builders::namespace(&object), builders::name(&object));
            }
        }
    }
}

/// Returns a pod of the Function that has no sidecar.
fn bare(cluster: &Embedded, function: &Value) -> Option<String> {
    let has = |pod: &Value| {
        let own = pod.pointer("/spec/initContainers").and_then(Value::as_array);
        own.into_iter().flatten().any(|container| container["name"] == json!("istio-proxy"))
    };
    let pod = pods_of(cluster, function).into_iter().find(|pod| !has(pod))?;
    Some(format!("{}/{}", builders::namespace(&pod), builders::name(&pod)))
}
