//! The platform's own namespaces: what every Kyma cluster has, and what shows its era and versions.

use super::builders;
use super::pod::{self, PodDefaults};
use super::rbac::{self, binding, role, rule};
use super::space::{self, DemoNamespace, space};
use crate::model::platform::Era;
use crate::yaml::Put;
use serde_json::{Value, json};

/// What differs between two clusters.
pub struct Versions {
    pub serverless: &'static str,
    /// The folder and name of the controller's image.
    pub controller: &'static str,
    pub gateway: &'static str,
}

/// Returns the Deployments that show era and versions.
pub fn controllers(versions: &Versions) -> Vec<Value> {
    let serverless = format!("{}:{}", versions.controller, versions.serverless);
    let gateway = format!("api-gateway-controller:{}", versions.gateway);
    vec![
        config_map("istio-ca-root-cert"),
        workload("kyma-system", "serverless-ctrl-mngr", "serverless", &serverless),
        workload("kyma-system", "api-gateway-controller-manager", "api-gateway", &gateway),
    ]
}

pub fn system(versions: &Versions) -> [DemoNamespace; 3] {
    let kyma = space("kyma-system").meshed().and(controllers(versions)).and([
        config_map("kube-root-ca.crt"),
        workload("kyma-system", "eventing-publisher-proxy", "eventing", "eventing-publisher-proxy:1.2.1"),
        workload("kyma-system", "eventing-manager", "eventing", "eventing-manager:1.2.1"),
        workload("kyma-system", "telemetry-otlp-traces", "telemetry", "telemetry-manager:1.45.0"),
    ]);
    let mesh = space("istio-system").and([
        workload("istio-system", "istiod", "istio", "external/istio/pilot:1.29.1"),
        workload("istio-system", "istio-ingressgateway", "istio", "external/istio/proxyv2:1.29.1"),
    ]);
    [kyma, mesh, space("kube-system").and(dns())]
}

/// Returns the DNS objects: the Service still has its old name, and leads to another port of the pods.
fn dns() -> [Value; 3] {
    let labels = json!({"k8s-app": "kube-dns"});
    let mut deployment = workload("kube-system", "coredns", "", "external/coredns:1.12.0");
    let pod = pod::pod(&deployment, PodDefaults { injects: false, token: false }, 0, Era::Buildless);
    let pod = builders::labelled(pod, labels.clone());
    deployment.put(["spec", "template", "metadata", "labels", "k8s-app"], json!("kube-dns"));
    let mut service = builders::object("v1", "Service", "kube-system", "kube-dns");
    let port = |name: &str, protocol: &str| json!({"name": name, "port": 53, "targetPort": 8053, "protocol": protocol});
    service.put(["spec"], json!({"type": "ClusterIP", "selector": labels, "ports": [port("dns", "UDP"), port("dns-tcp", "TCP")]}));
    [deployment, pod, service]
}

fn config_map(name: &str) -> Value {
    let map = builders::object("v1", "ConfigMap", "kyma-system", name);
    builders::labelled(map, json!({"istio.io/config": "true"}))
}

fn hardened() -> Value {
    json!({
        "allowPrivilegeEscalation": false, "privileged": false, "runAsNonRoot": true, "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    })
}

pub fn workload(namespace: &str, name: &str, module: &str, image: &str) -> Value {
    let image = format!("europe-docker.pkg.dev/kyma-project/prod/{image}");
    let container = json!({"name": "manager", "image": image, "securityContext": hardened()});
    deployment(namespace, name, module, json!({"serviceAccountName": name, "containers": [container]}))
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
pub fn deployment(namespace: &str, name: &str, module: &str, spec: Value) -> Value {
    let mut made = builders::object("apps/v1", "Deployment", namespace, name);
    let labels = json!({"app.kubernetes.io/name": name, "app": name});
    made.put(["metadata", "labels"], labels.clone());
    if !module.is_empty() {
        made.put(["metadata", "labels", "kyma-project.io/module"], json!(module));
    }
    made.put(["spec"], json!({
        "replicas": 1, "selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec},
    }));
    made.put(["status"], super::workload::available());
    made
}

pub fn serverless(annotations: Value, spec: Value, registry: &str) -> Value {
    let mut made =
        builders::object("operator.kyma-project.io/v1alpha1", "Serverless", "kyma-system", "default");
    made.put(["metadata", "annotations"], annotations);
    made.put(["metadata", "labels"], json!({"kyma-project.io/module": "serverless"}));
    made.put(["spec"], spec);
    made.put(["status"], json!({"state": "Ready", "served": "True"}));
    if !registry.is_empty() {
        made.put(["status", "dockerRegistry"], json!(registry));
    }
    made
}

/// Returns the internal registry of image builds: its pods start as root, its port is open on every node.
pub fn registry() -> [Value; 3] {
    let name = "serverless-docker-registry";
    let image = "europe-docker.pkg.dev/kyma-project/prod/tpi/registry:3.0.0";
    let root =
        json!({"runAsUser": 0, "capabilities": {"drop": ["ALL"], "add": ["CHOWN"]}, "privileged": false});
    let spec = json!({
        "serviceAccountName": name,
        "securityContext": {"fsGroup": 1000, "seccompProfile": {"type": "RuntimeDefault"}},
        "initContainers": [{"name": "generate-htpasswd", "image": image, "command": ["sh", "-c", "chown -R 1000:1000 /data"], "securityContext": root}],
        "containers": [{
            "name": "server", "image": image, "ports": [{"containerPort": 5000, "protocol": "TCP"}],
            "securityContext": {"runAsUser": 1000, "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}},
        }],
        "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": name}}],
    });
    let mut service = builders::object("v1", "Service", "kyma-system", name);
    service.put(["spec"], json!({
        "type": "NodePort", "selector": {"app": name},
        "ports": [{"name": "http-registry", "port": 5000, "targetPort": 5000, "nodePort": 32137, "protocol": "TCP"}],
    }));
    [deployment("kyma-system", name, "serverless", spec), service, space::registry_secret("kyma-system")]
}

/// Returns a pod for each of these workloads of the platform.
pub fn pods(namespace: &str, names: &[&str]) -> Vec<Value> {
    let around = PodDefaults { injects: namespace == "kyma-system", token: false };
    let of_one = |name: &&str| {
        let mut made = pod::pod(&workload(namespace, name, "", name), around, 0, Era::Buildless);
        if let Some(role) = name.strip_prefix("istio-") {
            made.put(["metadata", "labels", "istio"], json!(role));
            made.put(["spec", "serviceAccountName"], json!(format!("{name}-service-account")));
            builders::set(&mut made, "/spec/containers/0/name", json!("istio-proxy"));
        }
        made
    };
    names.iter().map(of_one).collect()
}

/// Returns the roles of the platform, and the ServiceAccounts that have them.
pub fn machines() -> Vec<Value> {
    let read = ["get", "list", "watch"];
    let mut all = rbac::cluster_roles();
    all.push(rbac::cluster_admins());
    all.push(role(
        "",
        "serverless-manager-role",
        &[
            rule(&["serverless.kyma-project.io"], &["functions", "functions/status"], &["*"]),
            rule(&["", "apps"], &["services", "deployments", "secrets"], &["*"]),
        ],
    ));
    let manager = rbac::account("kyma-system", "serverless-ctrl-mngr");
    all.push(binding("", "serverless-manager", ("ClusterRole", "serverless-manager-role"), &[manager]));
    all.push(role("", "kyma-monitoring", &[rule(&[""], &["nodes", "namespaces"], &read)]));
    let monitoring = rbac::account("kyma-system", "telemetry-otlp-traces");
    all.push(binding("", "kyma-monitoring", ("ClusterRole", "kyma-monitoring"), &[monitoring]));
    all
}
