//! A pod as admission changes it: the template, the account's token, and a sidecar where the mesh injects
//! one.

use super::builders::{self, digest, suffix, text};
use crate::model::platform::Era;
use crate::yaml::Put;
use serde_json::{Value, json};

/// The settings of the namespace for new pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PodDefaults {
    /// The namespace requests sidecars.
    pub injects: bool,
    /// The account's token is mounted.
    pub token: bool,
}

/// Returns the pod of a Deployment; `turn` counts its rollouts, so that each has a name of its own.
pub fn pod(deployment: &Value, around: PodDefaults, turn: u64, era: Era) -> Value {
    let (namespace, parent) = (builders::namespace(deployment), builders::name(deployment));
    let template = deployment.pointer("/spec/template").cloned().unwrap_or_default();
    let salt = format!("{turn} {template}");
    let hash = suffix(&[namespace, parent, &template.to_string()], 10);
    let replicas = format!("{parent}-{hash}");
    let name = format!("{replicas}-{}", suffix(&[namespace, parent, &salt], 5));
    let mut pod = builders::object("v1", "Pod", namespace, &name);
    pod.put(
        ["metadata", "labels"],
        template.pointer("/metadata/labels").cloned().unwrap_or_else(|| json!({})),
    );
    pod.put(["metadata", "labels", "pod-template-hash"], json!(hash));
    pod.put(
        ["metadata", "annotations"],
        template.pointer("/metadata/annotations").cloned().unwrap_or_else(|| json!({})),
    );
    pod.put(["metadata", "ownerReferences"], json!([{
        "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": replicas, "uid": builders::uid(&["ReplicaSet", &replicas]),
        "controller": true, "blockOwnerDeletion": true,
    }]));
    pod.put(
        ["spec"],
        template.get("spec").filter(|spec| spec.is_object()).cloned().unwrap_or_else(|| json!({})),
    );
    if pod.pointer("/spec/serviceAccountName").is_none() {
        pod.put(["spec", "serviceAccountName"], json!("default"));
    }
    pod.put(["spec", "nodeName"], json!(format!("worker-{}", builders::hash(&[&name]) % 3)));
    if wants_sidecar(&template, around) {
        add_sidecar(&mut pod, era);
    }
    if around.token {
        add_token(&mut pod, &name);
    }
    pod.put(["status"], running(&pod));
    pod
}

/// Whether the pod gets a sidecar: its own label decides, then the namespace's.
pub fn wants_sidecar(template: &Value, around: PodDefaults) -> bool {
    match template.pointer("/metadata/labels/sidecar.istio.io~1inject").and_then(Value::as_str) {
        Some(own) => own == "true",
        None => around.injects,
    }
}

fn containers(pod: &mut Value) -> impl Iterator<Item = &mut Value> {
    let lists =
        pod.get_mut("spec").and_then(Value::as_object_mut).into_iter().flat_map(|spec| {
            spec.iter_mut().filter(|(key, _)| *key == "containers" || *key == "initContainers")
        });
    lists.filter_map(|(_, list)| list.as_array_mut()).flatten()
}

fn push(value: &mut Value, field: &str, entry: Value) {
    match value.get_mut(field).and_then(Value::as_array_mut) {
        Some(list) => list.push(entry),
        None => value[field] = json!([entry]),
    }
}

fn add_token(pod: &mut Value, name: &str) {
    let volume = format!("kube-api-access-{}", suffix(&[name, "token"], 5));
    let path = "/var/run/secrets/kubernetes.io/serviceaccount";
    for container in containers(pod) {
        push(container, "volumeMounts", json!({"name": volume, "mountPath": path, "readOnly": true}));
    }
    let sources = json!([
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}},
    ]);
    push(
        &mut pod["spec"],
        "volumes",
        json!({"name": volume, "projected": {"defaultMode": 420, "sources": sources}}),
    );
}

/// The proxy as a native sidecar: an init container that never ends.
fn add_sidecar(pod: &mut Value, era: Era) {
    let version = match era {
        Era::Legacy => "1.24.4-distroless",
        Era::Buildless | Era::Unknown => "1.29.1-distroless",
    };
    let image = format!("europe-docker.pkg.dev/kyma-project/prod/external/istio/proxyv2:{version}");
    let proxy = json!({
        "name": "istio-proxy", "image": image, "restartPolicy": "Always",
        "args": ["proxy", "sidecar", "--domain", "$(POD_NAMESPACE).svc.cluster.local", "--log_output_level=default:info"],
        "ports": [{"name": "http-envoy-prom", "containerPort": 15090, "protocol": "TCP"}],
        "resources": {"requests": {"cpu": "10m", "memory": "192Mi"}, "limits": {"cpu": "1", "memory": "1Gi"}},
        "readinessProbe": {"httpGet": {"path": "/healthz/ready", "port": 15021}, "periodSeconds": 15},
        "securityContext": {
            "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}, "privileged": false,
            "readOnlyRootFilesystem": true, "runAsGroup": 1337, "runAsNonRoot": true, "runAsUser": 1337,
        },
        "volumeMounts": [
            {"name": "istiod-ca-cert", "mountPath": "/var/run/secrets/istio"},
            {"name": "istio-data", "mountPath": "/var/lib/istio/data"},
            {"name": "istio-envoy", "mountPath": "/etc/istio/proxy"},
            {"name": "istio-token", "mountPath": "/var/run/secrets/tokens"},
        ],
    });
    let own = pod.pointer("/spec/initContainers").and_then(Value::as_array).cloned().unwrap_or_default();
    pod.put(["spec", "initContainers"], json!([vec![proxy], own].concat()));
    let token = json!({"serviceAccountToken": {"audience": "istio-ca", "expirationSeconds": 43200, "path": "istio-token"}});
    for volume in [
        json!({"name": "istio-envoy", "emptyDir": {"medium": "Memory"}}),
        json!({"name": "istio-data", "emptyDir": {}}),
        json!({"name": "istio-token", "projected": {"defaultMode": 420, "sources": [token]}}),
        json!({"name": "istiod-ca-cert", "configMap": {"name": "istio-ca-root-cert", "defaultMode": 420}}),
    ] {
        push(&mut pod["spec"], "volumes", volume);
    }
    if let Some(annotations) = pod.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
        annotations.insert("istio.io/rev".into(), json!("default"));
    }
}

fn running(pod: &Value) -> Value {
    let state = |container: &Value| {
        let image = text(container, "/image");
        let repository = image.split('@').next().unwrap_or(image);
        let repository = repository
            .rsplit_once(':')
            .filter(|(_, tag)| !tag.contains('/'))
            .map_or(repository, |(name, _)| name);
        json!({
            "name": container["name"], "image": image, "imageID": format!("{repository}@{}", digest(&[image])),
            "ready": true, "started": true, "restartCount": 0, "state": {"running": {"startedAt": "2026-10-20T06:11:40Z"}},
        })
    };
    let states = |list: &str| -> Vec<Value> {
        pod.pointer(&format!("/spec/{list}"))
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(state)
            .collect()
    };
    let condition =
        |kind: &str| json!({"type": kind, "status": "True", "lastTransitionTime": "2026-10-20T06:12:00Z"});
    let address = builders::hash(&[builders::name(pod)]);
    json!({
        "phase": "Running", "qosClass": "Burstable", "podIP": format!("10.96.{}.{}", address % 250, (address >> 8) % 250 + 2),
        "startTime": "2026-10-20T06:11:30Z",
        "conditions": [condition("PodScheduled"), condition("Initialized"), condition("ContainersReady"), condition("Ready")],
        "containerStatuses": states("containers"), "initContainerStatuses": states("initContainers"),
    })
}
