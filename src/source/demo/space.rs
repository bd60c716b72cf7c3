//! A namespace with all its objects, in the order in which a cluster would have received them.

use super::builders;
use super::controller;
use super::function::DemoFunction;
use super::route::{self, DemoRoute};
use crate::model::platform::Era;
use crate::source::embedded::Embedded;
use crate::yaml::Put;
use serde_json::{Value, json};

/// A namespace with the settings of its owners.
pub struct DemoNamespace {
    name: &'static str,
    labels: Value,
    annotations: Value,
    manager: &'static str,
    token: bool,
    secrets: Vec<(&'static str, &'static [&'static str])>,
    functions: Vec<DemoFunction>,
    routes: Vec<DemoRoute>,
    extra: Vec<Value>,
}

pub fn space(name: &'static str) -> DemoNamespace {
    DemoNamespace {
        name,
        labels: json!({"kubernetes.io/metadata.name": name}),
        annotations: json!({}),
        manager: "kubectl-client-side-apply",
        token: true,
        secrets: Vec::new(),
        functions: Vec::new(),
        routes: Vec::new(),
        extra: Vec::new(),
    }
}

impl DemoNamespace {
    pub fn label(mut self, key: &str, value: &str) -> Self {
        self.labels.put([key], json!(value));
        self
    }

    /// Sets the enforced Pod Security level.
    pub fn level(self, level: &str) -> Self {
        self.label("pod-security.kubernetes.io/enforce", level)
    }

    pub fn meshed(self) -> Self {
        self.label("istio-injection", "enabled")
    }

    /// Makes the default account mount no token.
    pub fn tokenless(mut self) -> Self {
        self.token = false;
        self
    }

    /// Makes it managed by Argo CD as an application of this name.
    pub fn argo(mut self, application: &str) -> Self {
        self.annotations.put(
            ["argocd.argoproj.io/tracking-id"],
            json!(format!("{application}:/Namespace:{}/{}", self.name, self.name)),
        );
        self.manager = "argocd-controller";
        self.label("argocd.argoproj.io/instance", application)
    }

    /// Adds policies: only the gateway and its own pods may connect to it, and only what Kyma needs may be
    /// reached.
    pub fn isolated(mut self) -> Self {
        self.extra.push(ingress(self.name));
        self.extra.push(egress(self.name));
        self
    }

    pub fn secret(mut self, name: &'static str, keys: &'static [&'static str]) -> Self {
        self.secrets.push((name, keys));
        self
    }

    pub fn functions(mut self, functions: impl IntoIterator<Item = DemoFunction>) -> Self {
        self.functions.extend(functions);
        self
    }

    pub fn routes(mut self, routes: impl IntoIterator<Item = DemoRoute>) -> Self {
        self.routes.extend(routes);
        self
    }

    pub fn and(mut self, objects: impl IntoIterator<Item = Value>) -> Self {
        self.extra.extend(objects);
        self
    }

    pub fn plant(self, cluster: &Embedded, era: Era) {
        let mut home =
            builders::labelled(builders::object("v1", "Namespace", "", self.name), self.labels.clone());
        home.put(["metadata", "annotations"], self.annotations.clone());
        home.put(["spec"], json!({"finalizers": ["kubernetes"]}));
        home.put(["status"], json!({"phase": "Active"}));
        cluster.seed(builders::written_by(home, self.manager));
        self.accounts(cluster, era);
        for (name, keys) in &self.secrets {
            cluster.seed(sealed(self.name, name, keys));
        }
        for object in &self.extra {
            cluster.seed(object.clone());
        }
        for function in &self.functions {
            let manifest = function.written(self.name, self.manager);
            cluster.seed(manifest.clone());
            controller::settle(cluster, &manifest, era, 0);
        }
        for route in &self.routes {
            let rule = route.manifest(self.name);
            cluster.seed(rule.clone());
            if route::is_old(&rule) {
                controller::make(cluster, &rule);
            }
            controller::settle_route(cluster, &rule, era);
        }
    }

    fn accounts(&self, cluster: &Embedded, era: Era) {
        let mut account = builders::object("v1", "ServiceAccount", self.name, "default");
        if !self.token {
            account.put(["automountServiceAccountToken"], json!(false));
        }
        cluster.seed(account);
        if era == Era::Legacy && !crate::model::namespace::is_system(self.name) {
            for object in legacy_copies(self.name) {
                cluster.seed(object);
            }
        }
    }
}

/// Returns what the controller of image builds copies into every namespace.
fn legacy_copies(namespace: &str) -> [Value; 2] {
    let mut account = builders::object("v1", "ServiceAccount", namespace, "serverless-function");
    account.put(["metadata", "labels"], json!({"serverless.kyma-project.io/config": "service-account"}));
    account.put(["automountServiceAccountToken"], json!(false));
    account.put(["imagePullSecrets"], json!([{"name": "serverless-registry-config-default"}]));
    [account, registry_secret(namespace)]
}

pub fn registry_secret(namespace: &str) -> Value {
    let keys = ["username", "password", "isInternal", "pullRegAddr", "pushRegAddr", ".dockerconfigjson"];
    let mut secret = sealed(namespace, "serverless-registry-config-default", &keys);
    secret.put(["metadata", "labels"], json!({"serverless.kyma-project.io/config": "credentials", "app.kubernetes.io/part-of": "serverless"}));
    secret.put(["type"], json!("kubernetes.io/dockerconfigjson"));
    secret
}

/// Returns a Secret whose values are meaningless.
pub fn sealed(namespace: &str, name: &str, keys: &[&str]) -> Value {
    let mut secret = builders::object("v1", "Secret", namespace, name);
    secret.put(["type"], json!("Opaque"));
    for key in keys {
        // "(demo)"
        secret.put(["data", key], json!("KGRlbW8p"));
    }
    secret
}

fn policy(namespace: &str, name: &str, spec: Value) -> Value {
    let mut policy = builders::object("networking.k8s.io/v1", "NetworkPolicy", namespace, name);
    policy.put(["spec"], spec);
    policy
}

fn functions() -> Value {
    json!({"matchLabels": {"serverless.kyma-project.io/managed-by": "function-controller"}})
}

fn peer(namespace: &str, key: &str, value: &str) -> Value {
    json!({
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
        "podSelector": {"matchLabels": {key: value}},
    })
}

pub fn ingress(namespace: &str) -> Value {
    let from = json!([
        peer("istio-system", "istio", "ingressgateway"),
        peer("kyma-system", "app.kubernetes.io/name", "eventing-manager"),
        {"podSelector": {}},
    ]);
    policy(
        namespace,
        "functions-ingress",
        json!({
            "podSelector": functions(), "policyTypes": ["Ingress"],
            "ingress": [{"from": from, "ports": [{"protocol": "TCP", "port": 8080}]}],
        }),
    )
}

pub fn egress(namespace: &str) -> Value {
    let port = |protocol: &str, number: u16| json!({"protocol": protocol, "port": number});
    let outside = json!({"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.0.0/16", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]}});
    policy(
        namespace,
        "functions-egress",
        json!({
            "podSelector": functions(), "policyTypes": ["Egress"],
            "egress": [
                {"to": [peer("kube-system", "k8s-app", "kube-dns")], "ports": [port("UDP", 8053), port("TCP", 8053)]},
                {"to": [peer("kyma-system", "app.kubernetes.io/name", "eventing-publisher-proxy")], "ports": [port("TCP", 8080)]},
                {"to": [peer("istio-system", "app", "istiod")], "ports": [port("TCP", 15012)]},
                {"to": [{"podSelector": {}}], "ports": [port("TCP", 8080)]},
                {"to": [outside], "ports": [port("TCP", 443)]},
            ],
        }),
    )
}
