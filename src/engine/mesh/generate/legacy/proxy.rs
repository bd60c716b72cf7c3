//! Oathkeeper: the Rules that are generated from v1beta1 rules, and its answer to a request. Where the mesh
//! checks tokens, only two handlers get a Rule; requests of the others are routed to it and find no Rule.

use super::checker::Checker;
use super::written::{LegacyHandler, OriginalRule};
use crate::model::Meta;
use crate::model::apirule::ApiRule;
use crate::model::oathkeeper::{Authenticator, OathkeeperRule};
use serde_json::Value;

/// Oathkeeper's answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// Any client is admitted.
    Open,
    /// It checks the caller's credentials.
    Asks(String),
    Closed(String),
}

/// A Rule, and the rule of the APIRule from which it was generated.
#[derive(Debug, Clone, PartialEq)]
pub struct ProxyRule {
    pub at: usize,
    pub rule: OathkeeperRule,
}

/// The Rules of an APIRule. Equal ones are merged, and the later one is kept.
pub fn rules(rule: &ApiRule, checker: Checker, written: &[OriginalRule], host: &str) -> Vec<ProxyRule> {
    let mut made: Vec<ProxyRule> = Vec::new();
    for (at, one) in written.iter().enumerate().filter(|(_, one)| one.is_proxied()) {
        let strategies: Vec<&LegacyHandler> =
            one.strategies.iter().filter(|strategy| counts(checker, strategy)).collect();
        let (Some(target), false) = (upstream(rule, at), strategies.is_empty()) else { continue };
        let fresh = OathkeeperRule {
            meta: Meta {
                namespace: rule.meta.namespace.clone(),
                name: format!("{}-rules[{at}]", rule.meta.name).into(),
                ..Meta::default()
            },
            upstream: target,
            url: format!("<http|https>://{host}<{}>", one.path),
            methods: one.methods.clone().unwrap_or_default(),
            authenticators: strategies.into_iter().map(authenticator).collect(),
        };
        let same =
            |known: &&mut ProxyRule| known.rule.url == fresh.url && known.rule.methods == fresh.methods;
        match made.iter_mut().find(same) {
            Some(known) => *known = ProxyRule { at, rule: fresh },
            None => made.push(ProxyRule { at, rule: fresh }),
        }
    }
    made
}

fn counts(checker: Checker, one: &LegacyHandler) -> bool {
    match checker {
        Checker::Ory => true,
        Checker::Istio => matches!(one.name.as_str(), "noop" | "oauth2_introspection"),
    }
}

fn upstream(rule: &ApiRule, at: usize) -> Option<String> {
    let one = rule.rules.get(at)?;
    let (namespace, service) = rule.target(one)?;
    Some(format!("http://{service}.{namespace}.svc.cluster.local:{}", rule.target_port(one)))
}

fn authenticator(one: &LegacyHandler) -> Authenticator {
    let list = |key: &str| {
        let items = one.config.get(key).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(Into::into).collect()
    };
    Authenticator {
        handler: one.name.clone(),
        issuers: list("trusted_issuers"),
        scopes: list("required_scope"),
        audiences: list("target_audience"),
    }
}

/// The answer of the Rules that match a request: the only one lets its authenticators decide, in order.
pub fn gate(matching: &[&ProxyRule], shows: bool) -> Gate {
    let [one] = matching else {
        let why = if matching.is_empty() {
            "Oathkeeper has no rule for this method and path, so it refuses the request"
        } else {
            "several rules of Oathkeeper match this method and path, which it answers with an error"
        };
        return Gate::Closed(why.into());
    };
    for handler in one.rule.authenticators.iter().map(|authenticator| authenticator.handler.as_str()) {
        match handler {
            "noop" => return Gate::Open,
            // It accepts requests without credentials, and leaves requests with credentials to the next one.
            "anonymous" if !shows => return Gate::Open,
            "unauthorized" => {
                return Gate::Closed("Oathkeeper's handler unauthorized refuses every request".into());
            }
            _ if shows && handler != "anonymous" => return Gate::Asks(asks(&one.rule)),
            _ => {}
        }
    }
    Gate::Closed(asks(&one.rule))
}

fn asks(rule: &OathkeeperRule) -> String {
    let handlers: Vec<&str> =
        rule.authenticators.iter().map(|authenticator| authenticator.handler.as_str()).collect();
    format!("Oathkeeper requires what its handlers check ({})", handlers.join(", "))
}
