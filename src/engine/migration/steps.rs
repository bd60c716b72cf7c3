//! What keeps routes open, and open to no one else, while several APIRules of one workload are migrated one after the
//! other.
//!
//! As soon as one of them is v2, its policies deny every other request to the workload, those of the remaining v1beta1
//! APIRules included. A temporary policy allows them: from Oathkeeper, which has authenticated them, and from the gateway
//! for exactly what is open to anyone. Specification: kyma-project/api-gateway, "Migrate Multiple APIRules Targeting the
//! Same Workload". The policy is narrower than the one there, which allows whole hosts: a route of the same host that
//! requires a token would be open between two steps.

use super::legacy;
use crate::engine::mesh::{INGRESS, OATHKEEPER};
use crate::model::{ObjectRef, Snapshot};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Handlers of v1beta1 that let the gateway's requests through, without Oathkeeper.
const DIRECT: [&str; 2] = ["allow", "no_auth"];

/// An `APIRule` before and after its migration.
#[derive(Debug, Clone, Copy)]
pub struct MigratedRule<'a> {
    pub object: &'a ObjectRef,
    pub before: &'a Value,
    /// Nothing if v2 cannot express it.
    pub after: Option<&'a Value>,
}

/// A workload of several legacy APIRules.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedWorkload {
    /// Namespace and name of the Service.
    pub service: (String, String),
    pub rules: Vec<ObjectRef>,
    /// The temporary policy, or why it cannot be drawn up.
    pub policy: Result<Value, String>,
}

/// Returns the workloads that several of the APIRules lead to.
#[must_use]
pub fn shared(snapshot: &Snapshot, pairs: &[MigratedRule<'_>]) -> Vec<SharedWorkload> {
    let mut by_service: BTreeMap<(String, String), Vec<MigratedRule<'_>>> = BTreeMap::new();
    for pair in pairs {
        for service in services(pair) {
            by_service.entry(service).or_default().push(*pair);
        }
    }
    let several = by_service.into_iter().filter(|(_, pairs)| pairs.len() > 1);
    let shared = |(service, pairs): ((String, String), Vec<MigratedRule<'_>>)| SharedWorkload {
        policy: policy(snapshot, &service, &pairs),
        rules: pairs.iter().map(|pair| pair.object.clone()).collect(),
        service,
    };
    several.map(shared).collect()
}

/// Returns the Services that the legacy rules lead to.
fn services(pair: &MigratedRule<'_>) -> BTreeSet<(String, String)> {
    let Some(Ok(spec)) = legacy(pair.before) else { return BTreeSet::new() };
    let own = rules(&spec, "/rules").map(|rule| rule.get("service").or_else(|| spec.get("service")));
    own.filter_map(|service| named(pair, service?)).collect()
}

fn rules<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn named(pair: &MigratedRule<'_>, service: &Value) -> Option<(String, String)> {
    let name = service.get("name").and_then(Value::as_str)?;
    let namespace = service.get("namespace").and_then(Value::as_str).unwrap_or(&pair.object.namespace);
    Some((namespace.to_owned(), name.to_owned()))
}

/// Returns the Service of a rule, or that of the whole object.
fn target(pair: &MigratedRule<'_>, after: &Value, rule: &Value) -> Option<(String, String)> {
    named(pair, rule.get("service").or_else(|| after.pointer("/spec/service"))?)
}

fn policy(
    snapshot: &Snapshot,
    service: &(String, String),
    pairs: &[MigratedRule<'_>],
) -> Result<Value, String> {
    let (namespace, name) = service;
    let found = snapshot.space(namespace).and_then(|space| space.services.get(name.as_str()));
    let found = found.ok_or_else(|| format!("the Service {namespace}/{name} was not read"))?;
    let selector: Map<String, Value> =
        found.selector.iter().map(|(key, value)| (key.to_string(), json!(value))).collect();
    if selector.is_empty() {
        return Err(format!("the Service {namespace}/{name} selects no pods"));
    }
    let mut rules = Vec::new();
    if pairs.iter().any(uses_oathkeeper) {
        rules.push(json!({"from": [{"source": {"principals": [OATHKEEPER]}}]}));
    }
    for pair in pairs {
        let open = open_operations(snapshot, pair, service)?;
        if !open.is_empty() {
            rules.push(json!({"from": [{"source": {"principals": [INGRESS]}}], "to": open}));
        }
    }
    Ok(json!({
        "apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy",
        "metadata": {"name": format!("fnsec-migration-{name}"), "namespace": namespace},
        "spec": {"action": "ALLOW", "rules": rules, "selector": {"matchLabels": selector}},
    }))
}

/// Returns the handlers of the legacy rules.
fn handlers(pair: &MigratedRule<'_>) -> Vec<String> {
    let Some(Ok(spec)) = legacy(pair.before) else { return Vec::new() };
    let strategies = rules(&spec, "/rules").flat_map(|rule| rules(rule, "/accessStrategies"));
    let handlers = strategies.filter_map(|strategy| strategy.get("handler").and_then(Value::as_str));
    handlers.map(str::to_owned).collect()
}

fn uses_oathkeeper(pair: &MigratedRule<'_>) -> bool {
    handlers(pair).iter().any(|handler| !DIRECT.contains(&handler.as_str()))
}

/// Returns the requests that the new form opens to anyone, as operations of a policy.
fn open_operations(
    snapshot: &Snapshot,
    pair: &MigratedRule<'_>,
    service: &(String, String),
) -> Result<Vec<Value>, String> {
    if !handlers(pair).iter().any(|handler| DIRECT.contains(&handler.as_str())) {
        return Ok(Vec::new());
    }
    let after =
        pair.after.ok_or_else(|| format!("v2 cannot express {}, which has open routes", pair.object))?;
    let is_open = |rule: &&Value| rule.get("noAuth").and_then(Value::as_bool) == Some(true);
    let is_own = |rule: &&Value| target(pair, after, rule).as_ref() == Some(service);
    let own: Vec<&Value> = rules(after, "/spec/rules").filter(is_open).filter(is_own).collect();
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let host = full_host(snapshot, pair, after)?;
    let operation = |rule: &Value| {
        let path = rule.get("path").and_then(Value::as_str).unwrap_or("/*");
        json!({"operation": {"hosts": [host], "methods": rule.get("methods"), "paths": [path]}})
    };
    Ok(own.into_iter().map(operation).collect())
}

/// Returns the host with its domain, which for a short one is that of the gateway.
fn full_host(snapshot: &Snapshot, pair: &MigratedRule<'_>, after: &Value) -> Result<String, String> {
    let text = |pointer: &str| after.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let host = text("/spec/hosts/0");
    if host.contains('.') {
        return Ok(host.to_owned());
    }
    let gateway = text("/spec/gateway");
    let (namespace, name) = gateway.split_once('/').unwrap_or((&pair.object.namespace, gateway));
    let found = snapshot.space(namespace).and_then(|space| space.gateways.get(name));
    let mut hosts = found.into_iter().flat_map(|gateway| &gateway.servers).flat_map(|server| &server.hosts);
    let domain = hosts.find_map(|host| host.rsplit('/').next()?.strip_prefix("*."));
    let domain = domain.ok_or_else(|| {
        format!("the domain of {host} is that of the Gateway {gateway}, which was not read")
    })?;
    Ok(format!("{host}.{domain}"))
}
