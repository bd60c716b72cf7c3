//! Pod Security: what a namespace label, and a workload, make the server warn of.

use super::talk::Server;
use serde_json::{Value, json};
use std::time::Duration;

fn pod(name: &str, security: &Value) -> Value {
    let container = json!({"name": "main", "image": "example.test/app:1", "securityContext": security});
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [container]}})
}

fn tight() -> Value {
    json!({
        "allowPrivilegeEscalation": false, "runAsNonRoot": true, "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    })
}

pub async fn labelling(server: &Server) {
    let pods = server.path("api/v1", "pods");
    for (name, security) in [
        ("loud", json!({"privileged": true})),
        ("plain-a", json!({})),
        ("plain-b", json!({})),
        ("plain-c", json!({})),
        ("root", json!({"runAsUser": 0, "allowPrivilegeEscalation": false})),
        ("tight", tight()),
    ] {
        server.post(&pods, &pod(name, &security)).await.fine();
    }
    let own = format!("/api/v1/namespaces/{}", server.namespace);
    let label = |level: &str| json!({"metadata": {"labels": {"pod-security.kubernetes.io/enforce": level}}});
    let asked = server.merge(&format!("{own}?dryRun=All"), &label("restricted")).await.fine();
    let namespace = &server.namespace;
    let mut wanted = vec![format!(
        "299 - \"existing pods in namespace \\\"{namespace}\\\" violate the new PodSecurity enforce level \\\"restricted:latest\\\"\""
    )];
    wanted.extend(RESTRICTED.map(|line| format!("299 - \"{line}\"")));
    assert_eq!(asked.warnings, wanted);
    let asked = server.merge(&format!("{own}?dryRun=All"), &label("baseline")).await.fine();
    assert_eq!(asked.warnings.get(1).map(String::as_str), Some("299 - \"loud: privileged\""));
    assert_eq!(asked.warnings.len(), 2, "{asked:?}");
    let asked = server.merge(&format!("{own}?dryRun=All"), &label("privileged")).await.fine();
    assert_eq!(asked.warnings, Vec::<String>::new());
    let other = json!({"metadata": {"labels": {"pod-security.kubernetes.io/audit": "restricted"}}});
    assert_eq!(
        server.merge(&format!("{own}?dryRun=All"), &other).await.fine().warnings,
        Vec::<String>::new()
    );
    unheard_of(server, &own).await;
    assert!(
        server.get(&own).await.fine().text("/metadata/labels/pod-security.kubernetes.io~1enforce").is_empty()
    );
}

const RESTRICTED: [&str; 3] = [
    "loud: privileged, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile",
    "plain-a (and 2 other pods): allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile",
    "root: unrestricted capabilities, runAsNonRoot != true, runAsUser=0, seccompProfile",
];

/// A level nobody knows is refused when it is set.
async fn unheard_of(server: &Server, own: &str) {
    let label = json!({"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "strict"}}});
    let refused = server.merge(&format!("{own}?dryRun=All"), &label).await;
    let why = "metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"strict\": must be one of privileged, baseline, restricted";
    let wanted = format!("Namespace \"{}\" is invalid: {why}", server.namespace);
    assert_eq!(refused.refused(422, "Invalid"), wanted);
}

pub async fn warning(server: &Server) {
    let own = format!("/api/v1/namespaces/{}", server.namespace);
    let label = json!({"metadata": {"labels": {"pod-security.kubernetes.io/warn": "restricted"}}});
    server.merge(&own, &label).await.fine();
    let all = server.path("apis/apps/v1", "deployments");
    let made = heeded(server, &format!("{all}?dryRun=All")).await;
    let wanted = "299 - \"would violate PodSecurity \\\"restricted:latest\\\": \
        allowPrivilegeEscalation != false (container \\\"main\\\" must set securityContext.allowPrivilegeEscalation=false), \
        unrestricted capabilities (container \\\"main\\\" must set securityContext.capabilities.drop=[\\\"ALL\\\"]), \
        runAsNonRoot != true (pod or container \\\"main\\\" must set securityContext.runAsNonRoot=true), \
        seccompProfile (pod or container \\\"main\\\" must set securityContext.seccompProfile.type to \\\"RuntimeDefault\\\" or \\\"Localhost\\\")\"";
    assert_eq!(made, [wanted]);
    assert_eq!(server.post(&all, &deployment(&json!({}))).await.fine().warnings, [wanted]);
    let quiet = server.post(&server.path("api/v1", "pods"), &pod("quiet", &tight())).await.fine();
    assert_eq!(quiet.warnings, Vec::<String>::new());
}

/// The warnings on a rehearsed Deployment, once the admission has heard of the label.
async fn heeded(server: &Server, path: &str) -> Vec<String> {
    for _ in 0..200 {
        let asked = server.post(path, &deployment(&json!({}))).await.fine();
        if !asked.warnings.is_empty() {
            return asked.warnings;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the label is never heeded");
}

fn deployment(security: &Value) -> Value {
    let labels = json!({"app": "warned"});
    let mut template = pod("x", security);
    template["metadata"] = json!({"labels": labels});
    let template = json!({"metadata": template["metadata"], "spec": template["spec"]});
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "warned"},
        "spec": {"replicas": 0, "selector": {"matchLabels": labels}, "template": template},
    })
}
