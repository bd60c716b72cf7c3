//! What the mesh enforces for an APIRule: the policies and token checks that the gateway's controller makes.

use super::kit::{self, text};
use super::route::{home_of, is_old};
use super::template::selector;
use crate::door;
use crate::engine::mesh::{World, generate, spec};
use crate::model::{Change, Dirty, Feed, Kind, Object, Snapshot};
use serde_json::{Value, json};

/// What the controller makes for the mesh: the policies of the rules, and what proves tokens.
pub fn objects(rule: &Value, function: &Value) -> Vec<Value> {
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
    let mut made = frame(rule, kind, at);
    spec["selector"] = json!({"matchLabels": selector(function)});
    made["spec"] = spec;
    made
}

fn frame(rule: &Value, kind: &str, at: usize) -> Value {
    let (namespace, own) = (kit::namespace(rule), kit::name(rule));
    let name = format!("{own}-{}", kit::suffix(&[namespace, own, &at.to_string()], 5));
    let mut made = kit::object("security.istio.io/v1", kind, home_of(rule), &name);
    made["metadata"]["labels"] = json!({
        "apirule.gateway.kyma-project.io/name": own, "apirule.gateway.kyma-project.io/namespace": namespace,
        "kyma-project.io/module": "api-gateway", "app.kubernetes.io/managed-by": "api-gateway",
    });
    made
}

/// The older rules make simpler ones.
fn policy(rule: &Value, function: &Value, at: usize, route: &Value) -> Value {
    let mut made = frame(rule, "AuthorizationPolicy", at);
    made["metadata"]["labels"]["gateway.kyma-project.io/index"] = json!("0");
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
