//! What the gateway's controller generates from an `APIRule`: its route, policies and token checks.

use super::builders::{self, text};
use super::route::{home_of, is_old};
use super::template::selector;
use crate::decode;
use crate::engine::mesh::{GenerationContext, generate, spec};
use crate::model::{Change, Dirty, Feed, Kind, Object, Snapshot};
use crate::yaml::Put;
use serde_json::{Value, json};

/// Returns the route of a rule, its policies, and what verifies tokens.
pub fn objects(rule: &Value, function: &Value) -> Vec<Value> {
    if is_old(rule) {
        let routes = rule.pointer("/spec/rules").and_then(Value::as_array).into_iter().flatten();
        let policies = routes.enumerate().map(|(at, route)| policy(rule, function, at, route));
        return policies.chain([virtual_service(rule, old_route(rule))]).collect();
    }
    let Ok(Object::APIRule(read)) = decode::object(Kind::APIRule, &rule.to_string()) else {
        return Vec::new();
    };
    let (mut around, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        around.apply(
            Change::Feed { kind, namespace: kind.info().place().into(), feed: Feed::Live },
            &mut dirty,
        );
    }
    if let Ok(function) = decode::object(Kind::Function, &without_source(function).to_string()) {
        around.apply(Change::Put(function), &mut dirty);
    }
    let made = generate(&read, &GenerationContext::in_force(&around));
    let policies = made
        .policies
        .iter()
        .map(|generated_policy| ("AuthorizationPolicy", spec::authorization(&generated_policy.policy)));
    let requests =
        made.requests.iter().map(|request| ("RequestAuthentication", spec::authentication(request)));
    let all = policies.chain(requests).enumerate();
    let all = all.map(|(at, (kind, spec))| mesh_object(rule, function, kind, at, spec));
    all.chain(made.virtual_service.map(|spec| virtual_service(rule, spec))).collect()
}

/// Routes do not depend on the code, which takes longest to decode.
fn without_source(function: &Value) -> Value {
    let mut function = function.clone();
    if let Some(source) = function.pointer_mut("/spec/source/inline/source") {
        *source = json!("");
    }
    function
}

/// Returns the route, which is in the namespace of its rule, wherever the Service is.
fn virtual_service(rule: &Value, spec: Value) -> Value {
    let (namespace, own) = (builders::namespace(rule), builders::name(rule));
    let name = format!("{own}-{}", builders::suffix(&[namespace, own, "route"], 5));
    let mut made = builders::object("networking.istio.io/v1", "VirtualService", namespace, &name);
    made.put(["metadata", "labels"], owner(rule));
    made.put(["spec"], spec);
    made
}

/// Returns the route of v1beta1 rules: it covers every path, and the policies distinguish the rules.
fn old_route(rule: &Value) -> Value {
    let service = format!("{}.{}.svc.cluster.local", text(rule, "/spec/service/name"), home_of(rule));
    let target = json!({"destination": {"host": service, "port": {"number": 80}}, "weight": 100});
    let every = json!({"match": [{"uri": {"regex": "/.*"}}], "route": [target], "timeout": "180s"});
    json!({"hosts": rule.pointer("/spec/hosts"), "gateways": [text(rule, "/spec/gateway")], "http": [every]})
}

fn owner(rule: &Value) -> Value {
    json!({
        "apirule.gateway.kyma-project.io/name": builders::name(rule), "apirule.gateway.kyma-project.io/namespace": builders::namespace(rule),
        "kyma-project.io/module": "api-gateway", "app.kubernetes.io/managed-by": "api-gateway",
    })
}

fn mesh_object(rule: &Value, function: &Value, kind: &str, at: usize, mut spec: Value) -> Value {
    let mut made = frame(rule, kind, at);
    spec.put(["selector"], json!({"matchLabels": selector(function)}));
    made.put(["spec"], spec);
    made
}

fn frame(rule: &Value, kind: &str, at: usize) -> Value {
    let (namespace, own) = (builders::namespace(rule), builders::name(rule));
    let name = format!("{own}-{}", builders::suffix(&[namespace, own, &at.to_string()], 5));
    let mut made = builders::object("security.istio.io/v1", kind, home_of(rule), &name);
    made.put(["metadata", "labels"], owner(rule));
    made
}

/// Returns the policy of a rule; v1beta1 rules have simpler ones.
fn policy(rule: &Value, function: &Value, at: usize, route: &Value) -> Value {
    let mut made = frame(rule, "AuthorizationPolicy", at);
    made.put(["metadata", "labels", "gateway.kyma-project.io/index"], json!("0"));
    let mut source =
        json!({"principals": ["cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account"]});
    let issuers = route.pointer("/jwt/authentications").and_then(Value::as_array);
    if let Some(issuers) = issuers {
        let named: Vec<String> =
            issuers.iter().map(|value| format!("{}/*", text(value, "/issuer"))).collect();
        source.put(["requestPrincipals"], json!(named));
    }
    let to = json!({"operation": {"hosts": rule.pointer("/spec/hosts"), "methods": route["methods"], "paths": [route["path"]]}});
    let mut allowed = json!({"from": [{"source": source}], "to": [to]});
    if let Some(audience) = route.pointer("/jwt/authorizations/0/audiences/0") {
        allowed.put(["when"], json!([{"key": "request.auth.claims[aud]", "values": [audience]}]));
    }
    made.put(
        ["spec"],
        json!({"action": "ALLOW", "selector": {"matchLabels": selector(function)}, "rules": [allowed]}),
    );
    made
}
