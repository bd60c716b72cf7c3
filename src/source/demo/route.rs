//! APIRules in a line or two, and the policies that the gateway's controller makes of them.

use super::kit::{self, text};
use super::template::selector;
use crate::door;
use crate::engine::mesh::{World, generate, spec};
use crate::model::{Change, Dirty, Feed, Kind, Object, Snapshot};
use serde_json::{Value, json};

pub const ISSUER: &str = "https://id.harbour-goods.example/oauth2/default";
pub const PARTNERS: &str = "https://partners.harbour-goods.example";
const DOMAIN: &str = "c-4f1a2b.kyma.example";
const VERSION: &str = "gateway.kyma-project.io/original-version";
const OLD_SPEC: &str = "gateway.kyma-project.io/v1beta1-spec";

/// An APIRule that has no namespace yet.
#[derive(Clone)]
pub struct Route {
    name: String,
    service: String,
    host: String,
    rules: Vec<Value>,
    /// The v1beta1 rules it was born with.
    old: Option<Value>,
    manager: &'static str,
}

/// A rule of today's version; the host is the label before the domain.
pub fn route(name: impl Into<String>, host: &str, service: impl Into<String>) -> Route {
    Route {
        name: name.into(),
        service: service.into(),
        host: format!("{host}.{DOMAIN}"),
        rules: Vec::new(),
        old: None,
        manager: "kubectl-client-side-apply",
    }
}

/// A strategy of a v1beta1 rule.
pub fn old_rule(path: &str, methods: &[&str], handler: &str, config: Value) -> Value {
    let strategy = if config.is_null() {
        json!({"handler": handler})
    } else {
        json!({"handler": handler, "config": config})
    };
    json!({"path": path, "methods": methods, "accessStrategies": [strategy]})
}

impl Route {
    pub fn open(mut self, methods: &[&str], path: &str) -> Self {
        self.rules.push(json!({"path": path, "methods": methods, "noAuth": true}));
        self
    }

    pub fn jwt(self, methods: &[&str], path: &str, audience: &str) -> Self {
        self.tokens(ISSUER, methods, path, audience)
    }

    /// An empty audience asks for none.
    pub fn tokens(mut self, issuer: &str, methods: &[&str], path: &str, audience: &str) -> Self {
        let keys = format!("{issuer}/.well-known/jwks.json");
        let mut jwt = json!({"authentications": [{"issuer": issuer, "jwksUri": keys}]});
        if !audience.is_empty() {
            jwt["authorizations"] = json!([{"audiences": [audience]}]);
        }
        self.rules.push(json!({"path": path, "methods": methods, "jwt": jwt}));
        self
    }

    /// Born as v1beta1; the rules that v2 can show are those added to this one.
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
        let mut rule = kit::object("gateway.kyma-project.io/v2", "APIRule", namespace, &self.name);
        rule["spec"] = json!({"gateway": "kyma-system/kyma-gateway", "hosts": [self.host], "service": {"name": self.service, "port": 80}});
        if !self.rules.is_empty() {
            rule["spec"]["rules"] = json!(self.rules);
        }
        let mut annotations = json!({VERSION: if self.old.is_some() { "v1beta1" } else { "v2" }});
        if let Some(old) = &self.old {
            annotations[OLD_SPEC] = json!(old.to_string());
        }
        rule["metadata"]["annotations"] = annotations;
        rule["metadata"]["labels"] = json!({"app.kubernetes.io/name": self.service});
        rule["metadata"]["generation"] = json!(1);
        kit::written_by(rule, self.manager)
    }
}

pub fn is_old(rule: &Value) -> bool {
    text(rule, "/metadata/annotations/gateway.kyma-project.io~1original-version") == "v1beta1"
}

/// What the controller says of a rule; `bare` names a pod behind it that has no sidecar.
pub fn status(rule: &Value, bare: Option<&str>, takes_old: bool) -> Value {
    let (state, description) = if is_old(rule) && !takes_old {
        let why = "Version v1beta1 of APIRule is no longer supported and this APIRule is not reconciled. Make sure to migrate to version v2.";
        ("Error", why.to_owned())
    } else if let Some(pod) = bare.filter(|_| !is_old(rule)) {
        let why = format!(
            "Validation errors: Attribute '.spec.service': Pod {pod} does not have an injected istio sidecar"
        );
        ("Error", why)
    } else {
        ("Ready", "Reconciled successfully".to_owned())
    };
    json!({"state": state, "description": description, "lastProcessedTime": "2026-10-20T06:12:30Z"})
}

/// What the controller makes for the mesh: the policies of the rules, and what proves tokens.
pub fn policies(rule: &Value, function: &Value) -> Vec<Value> {
    if is_old(rule) {
        let routes = rule.pointer("/spec/rules").and_then(Value::as_array).into_iter().flatten();
        return routes.enumerate().map(|(at, route)| policy(rule, function, at, route)).collect();
    }
    let Ok(Object::APIRule(read)) = door::decode(Kind::APIRule, &rule.to_string()) else {
        return Vec::new();
    };
    let (mut around, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        around.apply(
            Change::Feed { kind, namespace: kind.info().place().into(), feed: Feed::Live },
            &mut dirty,
        );
    }
    if let Ok(function) = door::decode(Kind::Function, &function.to_string()) {
        around.apply(Change::Put(function), &mut dirty);
    }
    let made = generate(&read, &World::in_force(&around));
    let policies = made.policies.iter().map(|one| ("AuthorizationPolicy", spec::authorization(&one.policy)));
    let requests = made.requests.iter().map(|one| ("RequestAuthentication", spec::authentication(one)));
    let all = policies.chain(requests).enumerate();
    all.map(|(at, (kind, spec))| mesh_object(rule, function, kind, at, spec)).collect()
}

fn mesh_object(rule: &Value, function: &Value, kind: &str, at: usize, mut spec: Value) -> Value {
    let (namespace, own) = (kit::namespace(rule), kit::name(rule));
    let name = format!("{own}-{}", kit::suffix(&[namespace, own, &at.to_string()], 5));
    let mut made = kit::object("security.istio.io/v1", kind, namespace, &name);
    made["metadata"]["labels"] = json!({
        "apirule.gateway.kyma-project.io/name": own, "apirule.gateway.kyma-project.io/namespace": namespace,
        "kyma-project.io/module": "api-gateway", "app.kubernetes.io/managed-by": "api-gateway",
    });
    spec["selector"] = json!({"matchLabels": selector(function)});
    made["spec"] = spec;
    made
}

/// The older rules make simpler ones.
fn policy(rule: &Value, function: &Value, at: usize, route: &Value) -> Value {
    let (namespace, own) = (kit::namespace(rule), kit::name(rule));
    let name = format!("{own}-{}", kit::suffix(&[namespace, own, &at.to_string()], 5));
    let mut made = kit::object("security.istio.io/v1", "AuthorizationPolicy", namespace, &name);
    made["metadata"]["labels"] = json!({
        "apirule.gateway.kyma-project.io/name": own, "apirule.gateway.kyma-project.io/namespace": namespace,
        "kyma-project.io/module": "api-gateway", "app.kubernetes.io/managed-by": "api-gateway",
        "gateway.kyma-project.io/index": "0",
    });
    let mut source =
        json!({"principals": ["cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account"]});
    let issuers = route.pointer("/jwt/authentications").and_then(Value::as_array);
    if let Some(issuers) = issuers {
        let named: Vec<String> = issuers.iter().map(|one| format!("{}/*", text(one, "/issuer"))).collect();
        source["requestPrincipals"] = json!(named);
    }
    let to = json!({"operation": {"hosts": rule.pointer("/spec/hosts"), "methods": route["methods"], "paths": [route["path"]]}});
    let mut allowed = json!({"from": [{"source": source}], "to": [to]});
    if let Some(audience) = route.pointer("/jwt/authorizations/0/audiences/0") {
        allowed["when"] = json!([{"key": "request.auth.claims[aud]", "values": [audience]}]);
    }
    made["spec"] =
        json!({"action": "ALLOW", "selector": {"matchLabels": selector(function)}, "rules": [allowed]});
    made
}
