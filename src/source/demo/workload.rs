//! The objects that the controller keeps for a Function: its Deployment, its Service and its status.

use super::builders::{self, suffix, text};
use super::template::{self, selector};
use crate::model::platform::Era;
use crate::yaml::Put;
use serde_json::{Map, Value, json};

/// Returns the Function's own labels, and the three that only the controller may set.
fn labels(function: &Value) -> Map<String, Value> {
    let own = function.pointer("/metadata/labels").and_then(Value::as_object);
    let mut labels = own.cloned().unwrap_or_default();
    if let Value::Object(internal) = selector(function) {
        labels.extend(internal.into_iter().filter(|(key, _)| !key.ends_with("/resource")));
    }
    labels
}

pub fn deployment(function: &Value, era: Era) -> Value {
    let (namespace, own) = (builders::namespace(function), builders::name(function));
    let name = format!("{own}-{}", suffix(&[namespace, own, "deployment"], 5));
    let mut made = builders::object("apps/v1", "Deployment", namespace, &name);
    made.put(["metadata", "labels"], Value::Object(labels(function)));
    made.put(["metadata", "ownerReferences"], builders::owner(function));
    made.put(["metadata", "generation"], json!(1));
    made.put(
        ["spec"],
        json!({
            "replicas": function.pointer("/spec/replicas").and_then(Value::as_i64).unwrap_or(1),
            "selector": {"matchLabels": selector(function)}, "template": template::template(function, era),
            "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600,
        }),
    );
    made.put(["status"], available());
    made
}

pub fn available() -> Value {
    let condition = |kind: &str, reason: &str| json!({"type": kind, "status": "True", "reason": reason, "lastTransitionTime": "2026-10-20T06:12:00Z"});
    json!({
        "observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1,
        "conditions": [condition("Available", "MinimumReplicasAvailable"), condition("Progressing", "NewReplicaSetAvailable")],
    })
}

pub fn service(function: &Value) -> Value {
    let mut made = builders::object("v1", "Service", builders::namespace(function), builders::name(function));
    made.put(["metadata", "labels"], Value::Object(labels(function)));
    made.put(["metadata", "ownerReferences"], builders::owner(function));
    made.put(
        ["spec"],
        json!({
            "type": "ClusterIP", "selector": selector(function),
            "ports": [{"name": "http", "port": 80, "targetPort": 8080, "protocol": "TCP"}],
        }),
    );
    made
}

fn condition(kind: &str, status: &str, reason: &str, message: &str) -> Value {
    json!({
        "type": kind, "status": status, "reason": reason, "message": message,
        "lastTransitionTime": "2026-10-20T06:12:00Z",
    })
}

/// Runtimes that controllers of the demo no longer accept.
const RETIRED: [&str; 3] = ["nodejs16", "nodejs18", "python39"];

/// Returns the status of a Function whose pods are ready; the pods of a refused Function stay unchanged.
pub fn ready(function: &Value, era: Era) -> Value {
    let mut status = served(function, era);
    let runtime = text(function, "/spec/runtime");
    if RETIRED.contains(&runtime) {
        let message = format!("runtime: {runtime} is not supported");
        let refused = condition("ConfigurationReady", "False", "InvalidFunctionSpec", &message);
        builders::set(&mut status, "/conditions/0", refused);
    }
    status
}

fn served(function: &Value, era: Era) -> Value {
    let mut conditions =
        vec![condition("ConfigurationReady", "True", "FunctionSpecValidated", "function configured")];
    if era == Era::Legacy {
        conditions.push(condition("BuildReady", "True", "JobFinished", "Job was finished"));
    }
    let name = text(function, "/metadata/name");
    conditions.push(condition("Running", "True", "DeploymentReady", &format!("Deployment {name} is ready")));
    let mut status = json!({
        "observedGeneration": generation(function), "conditions": conditions,
        "runtime": text(function, "/spec/runtime"), "runtimeImage": template::image(function, era),
        "replicas": 1, "podSelector": pod_selector(function),
    });
    if function.pointer("/spec/source/gitRepository").is_some() {
        let commit = template::commit(function);
        status.put(["commit"], json!(commit));
        status.put(
            ["gitRepository"],
            json!({"url": text(function, "/spec/source/gitRepository/url"), "commit": commit}),
        );
    }
    status
}

fn pod_selector(function: &Value) -> String {
    let selector = selector(function);
    let pairs = selector.as_object().into_iter().flatten();
    pairs
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
        .collect::<Vec<_>>()
        .join(",")
}

fn generation(function: &Value) -> i64 {
    function.pointer("/metadata/generation").and_then(Value::as_i64).unwrap_or(1)
}

/// Returns the status while pods are replaced: the other fields still show the last version that was ready.
pub fn rolling(function: &Value) -> Value {
    let mut status =
        function.get("status").filter(|status| status.is_object()).cloned().unwrap_or_else(|| json!({}));
    let message = format!("Deployment {} is not ready yet", builders::name(function));
    status.put(
        ["conditions"],
        json!([
            condition("ConfigurationReady", "True", "FunctionSpecValidated", "function configured"),
            condition("Running", "Unknown", "MinReplicasNotAvailable", &message),
        ]),
    );
    status.put(["observedGeneration"], json!(generation(function)));
    status
}
