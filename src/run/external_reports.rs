//! The reports for the scene with other tools' results: about Functions of the demo, in the format of the
//! tools.

use crate::model::Kind;
use crate::model::function::LABEL_NAME;
use crate::source::embedded::Embedded;
use crate::yaml::Put;
use serde_json::{Value, json};

const PLACE: &str = "payments";

/// Adds the reports of a scanner and of policies to the demo's Functions.
pub fn seed(embedded: &Embedded) {
    let pods = embedded.objects(Kind::Pod);
    let of = |name: &str| pods.iter().find(|pod| label(pod) == name);
    let (Some(card), Some(refund)) = (of("charge-card"), of("refund")) else { return };
    let image = text(card, "/spec/containers/0/image");
    let (name, tag) = image.rsplit_once(':').unwrap_or((&image, "latest"));
    let (server, repository) = name.split_once('/').unwrap_or(("", name));
    let found = [
        ("CVE-2026-31337", "openssl", "3.0.13", "CRITICAL", "a crafted certificate overruns a buffer"),
        ("CVE-2026-20001", "libxml2", "2.9.14", "HIGH", "an entity without end takes all memory"),
    ];
    let found = found.map(|(id, resource, version, severity, title)| {
        json!({"vulnerabilityID": id, "resource": resource, "installedVersion": version, "severity": severity, "title": title})
    });
    let summary = json!({"criticalCount": 3, "highCount": 12, "mediumCount": 31, "lowCount": 8});
    let part = json!({"artifact": {"repository": repository, "tag": tag}, "registry": {"server": server}});
    let all = [
        report(
            "VulnerabilityReport",
            "card",
            &owner(card),
            &part,
            &summary,
            "vulnerabilities",
            &json!(found),
        ),
        report(
            "ExposedSecretReport",
            "card",
            &owner(card),
            &part,
            &json!({"highCount": 1}),
            "secrets",
            &json!([{"target": "/usr/src/app/.npmrc", "ruleID": "npm-access-token", "severity": "HIGH", "title": "npm access token"}]),
        ),
        report(
            "VulnerabilityReport",
            "refund",
            &owner(refund),
            &json!({"artifact": {"repository": repository, "tag": "1.9.0"}, "registry": {"server": server}}),
            &summary,
            "vulnerabilities",
            &json!(found),
        ),
        judged(&owner(card)),
    ];
    for object in all {
        embedded.seed(object);
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Returns the Function that a pod belongs to.
fn label(pod: &Value) -> &str {
    let labels = pod.pointer("/metadata/labels");
    labels.and_then(|labels| labels.get(LABEL_NAME)).and_then(Value::as_str).unwrap_or_default()
}

/// Returns the `ReplicaSet` of a pod.
fn owner(pod: &Value) -> String {
    text(pod, "/metadata/ownerReferences/0/name")
}

fn report(
    kind: &str,
    name: &str,
    owner: &str,
    part: &Value,
    summary: &Value,
    key: &str,
    entries: &Value,
) -> Value {
    let labels = json!({
        "trivy-operator.resource.kind": "ReplicaSet", "trivy-operator.resource.name": owner,
        "trivy-operator.resource.namespace": PLACE, "trivy-operator.container.name": "function",
    });
    let mut object = json!({
        "apiVersion": "aquasecurity.github.io/v1alpha1", "kind": kind,
        "metadata": {"name": format!("replicaset-{name}-function"), "namespace": PLACE, "labels": labels},
        "report": {"updateTimestamp": "2026-10-30T04:12:00Z", "scanner": {"name": "Trivy"}, "summary": summary, key: entries},
    });
    for field in ["artifact", "registry"] {
        object.put(["report", field], part.get(field).cloned().unwrap_or_default());
    }
    object
}

/// Returns a report of Kyverno on one object.
fn judged(owner: &str) -> Value {
    let result = |policy: &str, rule: &str, result: &str| {
        json!({"policy": policy, "rule": rule, "result": result, "source": "kyverno", "severity": "medium",
            "message": "resource limits are missing", "timestamp": {"seconds": 1_793_404_800, "nanos": 0}})
    };
    json!({
        "apiVersion": "wgpolicyk8s.io/v1alpha2", "kind": "PolicyReport",
        "metadata": {"name": "5f0c", "namespace": PLACE},
        "scope": {"kind": "ReplicaSet", "name": owner, "namespace": PLACE},
        "results": [
            result("require-limits", "memory", "fail"),
            result("disallow-latest-tag", "tag", "warn"),
            result("require-labels", "team", "pass"),
        ],
    })
}
