//! APIRules in a short form, and the status that the gateway's controller sets.

use super::builders::{self, text};
use crate::yaml::Put;
use serde_json::{Value, json};

pub const ISSUER: &str = "https://id.harbour-goods.example/oauth2/default";
pub const PARTNERS: &str = "https://partners.harbour-goods.example";
pub const DOMAIN: &str = "c-4f1a2b.kyma.example";
const VERSION: &str = "gateway.kyma-project.io/original-version";
const OLD_SPEC: &str = "gateway.kyma-project.io/v1beta1-spec";

/// An APIRule without a namespace so far.
#[derive(Clone)]
pub struct DemoRoute {
    name: String,
    service: String,
    host: String,
    rules: Vec<Value>,
    /// Other fields of the spec.
    beside: Value,
    /// The v1beta1 rules that it was created with.
    old: Option<Value>,
    manager: &'static str,
}

/// Returns a rule of the current version; the host is the label before the domain.
pub fn route(name: impl Into<String>, host: &str, service: impl Into<String>) -> DemoRoute {
    DemoRoute {
        name: name.into(),
        service: service.into(),
        host: format!("{host}.{DOMAIN}"),
        rules: Vec::new(),
        beside: json!({}),
        old: None,
        manager: "kubectl-client-side-apply",
    }
}

/// Returns a rule of v1beta1 with a handler.
#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
pub fn old_rule(path: &str, methods: &[&str], handler: &str, config: Value) -> Value {
    let strategy = if config.is_null() {
        json!({"handler": handler})
    } else {
        json!({"handler": handler, "config": config})
    };
    json!({"path": path, "methods": methods, "accessStrategies": [strategy]})
}

impl DemoRoute {
    pub fn open(mut self, methods: &[&str], path: &str) -> Self {
        self.rules.push(json!({"path": path, "methods": methods, "noAuth": true}));
        self
    }

    pub fn jwt(self, methods: &[&str], path: &str, audience: &str) -> Self {
        self.tokens(ISSUER, methods, path, audience)
    }

    /// Adds a route with tokens; an empty audience requires none.
    pub fn tokens(mut self, issuer: &str, methods: &[&str], path: &str, audience: &str) -> Self {
        let keys = format!("{issuer}/.well-known/jwks.json");
        let mut jwt = json!({"authentications": [{"issuer": issuer, "jwksUri": keys}]});
        if !audience.is_empty() {
            jwt.put(["authorizations"], json!([{"audiences": [audience]}]));
        }
        self.rules.push(json!({"path": path, "methods": methods, "jwt": jwt}));
        self
    }

    /// Adds a complete route.
    pub fn rule(mut self, rule: Value) -> Self {
        self.rules.push(rule);
        self
    }

    /// Sets a field beside the routes, such as a CORS policy.
    pub fn beside(mut self, field: &str, value: Value) -> Self {
        self.beside.put([field], value);
        self
    }

    /// Sets another namespace for the Service.
    pub fn over_there(self, namespace: &str) -> Self {
        let service = json!({"name": self.service, "namespace": namespace, "port": 80});
        self.beside("service", service)
    }

    /// Makes it an APIRule that was created as v1beta1; the rules that v2 can show are those added to this
    /// one.
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
    pub fn born_old(mut self, rules: Value) -> Self {
        let host = self.host.clone();
        self.old = Some(json!({
            "gateway": "kyma-system/kyma-gateway", "host": host, "service": {"name": self.service, "port": 80}, "rules": rules,
        }));
        self
    }

    pub fn by(mut self, manager: &'static str) -> Self {
        self.manager = manager;
        self
    }

    pub fn manifest(&self, namespace: &str) -> Value {
        let mut rule = builders::object("gateway.kyma-project.io/v2", "APIRule", namespace, &self.name);
        rule.put(["spec"], json!({"gateway": "kyma-system/kyma-gateway", "hosts": [self.host], "service": {"name": self.service, "port": 80}}));
        if !self.rules.is_empty() {
            rule.put(["spec", "rules"], json!(self.rules));
        }
        for (field, value) in self.beside.as_object().into_iter().flatten() {
            rule.put(["spec", field], value.clone());
        }
        let mut annotations = json!({VERSION: if self.old.is_some() { "v1beta1" } else { "v2" }});
        if let Some(old) = &self.old {
            annotations.put([OLD_SPEC], json!(old.to_string()));
        }
        rule.put(["metadata", "annotations"], annotations);
        rule.put(["metadata", "labels"], json!({"app.kubernetes.io/name": self.service}));
        rule.put(["metadata", "generation"], json!(1));
        builders::written_by(rule, self.manager)
    }
}

pub fn is_old(rule: &Value) -> bool {
    text(rule, "/metadata/annotations/gateway.kyma-project.io~1original-version") == "v1beta1"
}

/// Returns the namespace of a rule's Service.
pub fn home_of(rule: &Value) -> &str {
    match text(rule, "/spec/service/namespace") {
        "" => builders::namespace(rule),
        other => other,
    }
}

/// Why the controller refuses a rule because of the state of the cluster.
pub enum Obstacle {
    /// A pod behind it has no sidecar.
    Bare(String),
    /// Another rule serves its host.
    Occupied,
}

/// Returns the status that the controller sets on a rule.
pub fn status(rule: &Value, obstacle: Option<&Obstacle>, takes_old: bool) -> Value {
    let invalid = |why: String| ("Error", format!("Validation errors: Attribute {why}"));
    let (state, description) = if is_old(rule) && !takes_old {
        let why = "Version v1beta1 of APIRule is no longer supported and this APIRule is not reconciled. Make sure to migrate to version v2.";
        ("Error", why.to_owned())
    } else {
        match obstacle.filter(|_| !is_old(rule)) {
            Some(Obstacle::Bare(pod)) => {
                invalid(format!("'.spec.service': Pod {pod} does not have an injected istio sidecar"))
            }
            Some(Obstacle::Occupied) => {
                invalid("'.spec.hosts[0]': Host is occupied by another Virtual Service".into())
            }
            None => ("Ready", "Reconciled successfully".to_owned()),
        }
    };
    json!({"state": state, "description": description, "lastProcessedTime": "2026-10-20T06:12:30Z"})
}
