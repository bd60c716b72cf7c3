//! One APIRule as a JSON value.

use super::Ways;
use crate::cli::gather::SourceVerdicts;
use crate::engine::mesh::weaker::{Bypass, ShadowedRequest, shadowed, weaker};
use crate::engine::mesh::{GeneratedObjects, ProxyRule, drift, spec};
use crate::model::oathkeeper::Authenticator;
use crate::output::object::object;
use serde_json::{Value, json};

pub(super) fn value(made: &GeneratedObjects, ways: &Ways<'_>, gathered: &SourceVerdicts) -> Value {
    let files = gathered.connection.files.as_ref();
    let policies = made.policies.iter().map(|policy| {
        json!({"namespace": policy.policy.meta.namespace, "rule": policy.rule, "spec": spec::authorization(&policy.policy)})
    });
    let requests = made
        .requests
        .iter()
        .map(|request| json!({"namespace": request.meta.namespace, "spec": spec::authentication(request)}));
    json!({
        "object": object(&made.rule.reference(), files),
        "valid": made.valid,
        "errors": made.errors,
        "notes": made.notes,
        "host": made.host,
        "authorizationPolicies": policies.collect::<Vec<_>>(),
        "requestAuthentications": requests.collect::<Vec<_>>(),
        "oathkeeperRules": made.proxied.iter().map(proxied).collect::<Vec<_>>(),
        "virtualService": made.virtual_service.as_ref().map(|spec| json!({"spec": spec})),
        "weaker": weaker(made).iter().map(opened).collect::<Vec<_>>(),
        "shadowed": shadowed(made).iter().map(closed).collect::<Vec<_>>(),
        "openedElsewhere": ways.around(made).map(|(way, by)| {
            json!({
                "object": object(&by.rule.reference(), files), "strict": way.strict, "method": way.method,
                "host": way.host, "path": way.path, "shows": way.shows,
            })
        }).collect::<Vec<_>>(),
        "actual": actual(made, gathered),
    })
}

/// Settings of handlers may contain credentials, so only the token requirements are shown.
fn proxied(one: &ProxyRule) -> Value {
    let authenticator = |one: &Authenticator| {
        json!({
            "handler": one.handler, "trustedIssuers": one.issuers, "requiredScope": one.scopes,
            "targetAudience": one.audiences,
        })
    };
    json!({
        "namespace": one.rule.meta.namespace,
        "rule": one.at,
        "url": one.rule.url,
        "methods": one.rule.methods,
        "upstream": one.rule.upstream,
        "authenticators": one.rule.authenticators.iter().map(authenticator).collect::<Vec<_>>(),
    })
}

fn opened(one: &Bypass) -> Value {
    json!({"strict": one.strict, "weak": one.weak, "method": one.method, "path": one.path, "shows": one.shows})
}

fn closed(one: &ShadowedRequest) -> Value {
    json!({"rule": one.rule, "method": one.method, "path": one.path, "shows": one.shows})
}

/// Returns the existing resources and how they differ from the intended ones; nothing if none exist.
fn actual(made: &GeneratedObjects, gathered: &SourceVerdicts) -> Value {
    let actual = drift::actual(&made.rule, &gathered.snapshot);
    if actual.policies.is_empty() && actual.requests.is_empty() {
        return Value::Null;
    }
    json!({
        "authorizationPolicies": actual.policies.len(),
        "requestAuthentications": actual.requests.len(),
        "differences": drift::drift(made, &actual),
    })
}
