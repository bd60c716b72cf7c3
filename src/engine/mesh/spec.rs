//! Policies as the controller writes them: empty fields are absent.

use crate::model::Labels;
use crate::model::mesh::{
    Action, AuthorizationPolicy, AuthorizationRule, CallerMatch, Condition, JwtRule, Operation,
    RequestAuthentication,
};
use crate::yaml::Put;
use serde_json::{Map, Value, json};

pub fn authorization(policy: &AuthorizationPolicy) -> Value {
    let mut spec = Map::new();
    select(&mut spec, &policy.attached.labels);
    if policy.action != Action::Allow {
        spec.insert("action".into(), policy.action.word().into());
    }
    if !policy.provider.is_empty() {
        spec.insert("provider".into(), json!({"name": policy.provider}));
    }
    if !policy.rules.is_empty() {
        spec.insert("rules".into(), policy.rules.iter().map(rule).collect());
    }
    Value::Object(spec)
}

pub fn authentication(object: &RequestAuthentication) -> Value {
    let mut spec = Map::new();
    select(&mut spec, &object.attached.labels);
    spec.insert("jwtRules".into(), object.rules.iter().map(jwt_rule).collect());
    Value::Object(spec)
}

fn select(spec: &mut Map<String, Value>, labels: &Labels) {
    if !labels.is_empty() {
        let labels: Map<String, Value> =
            labels.iter().map(|(key, value)| (key.into(), value.into())).collect();
        spec.insert("selector".into(), json!({"matchLabels": labels}));
    }
}

fn lists(pairs: &[(&str, &Vec<String>)]) -> Value {
    let full = pairs.iter().filter(|(_, list)| !list.is_empty());
    Value::Object(full.map(|(key, list)| ((*key).to_owned(), json!(list))).collect())
}

fn rule(rule: &AuthorizationRule) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, list: Vec<Value>| {
        if !list.is_empty() {
            out.insert(key.into(), list.into());
        }
    };
    put("from", rule.from.iter().map(|one| json!({"source": source(one)})).collect());
    put("to", rule.to.iter().map(|one| json!({"operation": operation(one)})).collect());
    put("when", rule.when.iter().map(condition).collect());
    Value::Object(out)
}

fn source(one: &CallerMatch) -> Value {
    lists(&[
        ("principals", &one.principals),
        ("notPrincipals", &one.not_principals),
        ("requestPrincipals", &one.request_principals),
        ("notRequestPrincipals", &one.not_request_principals),
        ("namespaces", &one.namespaces),
        ("notNamespaces", &one.not_namespaces),
        ("serviceAccounts", &one.service_accounts),
        ("notServiceAccounts", &one.not_service_accounts),
        ("ipBlocks", &one.ip_blocks),
        ("notIpBlocks", &one.not_ip_blocks),
        ("remoteIpBlocks", &one.remote_ip_blocks),
        ("notRemoteIpBlocks", &one.not_remote_ip_blocks),
    ])
}

fn operation(one: &Operation) -> Value {
    lists(&[
        ("hosts", &one.hosts),
        ("notHosts", &one.not_hosts),
        ("ports", &one.ports),
        ("notPorts", &one.not_ports),
        ("methods", &one.methods),
        ("notMethods", &one.not_methods),
        ("paths", &one.paths),
        ("notPaths", &one.not_paths),
    ])
}

fn condition(one: &Condition) -> Value {
    let mut value = lists(&[("values", &one.values), ("notValues", &one.not_values)]);
    value.put(["key"], json!(one.key));
    value
}

fn jwt_rule(one: &JwtRule) -> Value {
    let mut value = json!({"issuer": one.issuer, "jwksUri": one.jwks_uri, "forwardOriginalToken": true});
    let header = |header: &crate::model::mesh::JwtHeader| {
        if header.prefix.is_empty() {
            json!({"name": header.name})
        } else {
            json!({"name": header.name, "prefix": header.prefix})
        }
    };
    if !one.from_headers.is_empty() {
        value.put(["fromHeaders"], one.from_headers.iter().map(header).collect());
    }
    if !one.from_params.is_empty() {
        value.put(["fromParams"], json!(one.from_params));
    }
    value
}
