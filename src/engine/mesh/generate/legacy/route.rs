//! The `VirtualService` of a v1beta1 APIRule, and the route of a request: directly to the pods, or through
//! Oathkeeper. Of rules with an identical path only the first is routed.

use super::checker::Checker;
use super::mutators;
use super::proxy::ProxyRule;
use super::written::OriginalRule;
use crate::engine::mesh::generate::route::{REMOVED, origins};
use crate::model::apirule::ApiRule;
use crate::yaml::Put;
use regex::Regex;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const PROXY: &str = "ory-oathkeeper-proxy.kyma-system.svc.cluster.local";
const PROXY_PORT: i64 = 4455;

/// A routed rule.
#[derive(Debug, Clone)]
pub struct RoutedRule {
    pub at: usize,
    /// Every method when empty.
    pub methods: Option<Vec<String>>,
    pub proxied: bool,
    path: PathPattern,
}

#[derive(Debug, Clone)]
enum PathPattern {
    Everything,
    Expression(Option<Regex>),
}

/// The full path, as the mesh and Oathkeeper match it.
pub fn expression(path: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{path})$")).ok()
}

/// The routed rules, in order.
pub fn routes(checker: Checker, written: &[OriginalRule], paths: &[Option<Regex>]) -> Vec<RoutedRule> {
    let mut seen = BTreeSet::new();
    let first = written.iter().enumerate().filter(|(_, one)| seen.insert(&one.path));
    let route = |(at, one): (usize, &OriginalRule)| RoutedRule {
        at,
        methods: if restricts(checker, one) { one.methods.clone() } else { None },
        proxied: one.is_proxied() && !(checker == Checker::Istio && one.has("jwt")),
        path: if checker == Checker::Istio && one.path == "/*" {
            PathPattern::Everything
        } else {
            PathPattern::Expression(paths.get(at).cloned().flatten())
        },
    };
    first.map(route).collect()
}

/// Whether the route itself matches methods; otherwise Oathkeeper's Rule does, or none.
fn restricts(checker: Checker, one: &OriginalRule) -> bool {
    match checker {
        Checker::Ory => one.has("no_auth"),
        Checker::Istio => !one.has("allow"),
    }
}

impl RoutedRule {
    pub fn takes(&self, method: &str, path: &str) -> bool {
        let method = self.methods.as_ref().is_none_or(|all| all.iter().any(|one| one == method));
        method
            && match &self.path {
                PathPattern::Everything => path.starts_with('/'),
                PathPattern::Expression(expression) => {
                    expression.as_ref().is_some_and(|regex| regex.is_match(path))
                }
            }
    }

    /// Whether its path is an expression that can be evaluated.
    pub fn is_readable(&self) -> bool {
        !matches!(self.path, PathPattern::Expression(None))
    }
}

/// The Rules of Oathkeeper that match a request, and whether all of them could be evaluated.
pub fn matching<'a>(
    rules: &'a [ProxyRule],
    paths: &[Option<Regex>],
    method: &str,
    path: &str,
) -> Vec<&'a ProxyRule> {
    let takes = |proxied: &&ProxyRule| {
        let expression = paths.get(proxied.at).and_then(Option::as_ref);
        proxied.rule.methods.iter().any(|known| known == method)
            && expression.is_some_and(|one| one.is_match(path))
    };
    rules.iter().filter(takes).collect()
}

/// The spec of the `VirtualService`.
pub fn spec(
    rule: &ApiRule,
    checker: Checker,
    written: &[OriginalRule],
    routes: &[RoutedRule],
    host: &str,
) -> Value {
    let http: Vec<Value> =
        routes.iter().filter_map(|route| http(rule, checker, written, route, host)).collect();
    json!({"hosts": [host], "gateways": [rule.gateway], "http": http})
}

fn http(
    rule: &ApiRule,
    checker: Checker,
    written: &[OriginalRule],
    one: &RoutedRule,
    host: &str,
) -> Option<Value> {
    let (own, words) = (rule.rules.get(one.at)?, written.get(one.at)?);
    let (namespace, service) = rule.target(own)?;
    let port = rule.target_port(own);
    let (to, port) = if one.proxied {
        (PROXY.to_owned(), PROXY_PORT)
    } else {
        (format!("{service}.{namespace}.svc.cluster.local"), port)
    };
    let mut asks = json!({"uri": match one.path {
        PathPattern::Everything => json!({"prefix": "/"}),
        PathPattern::Expression(_) => json!({"regex": words.path}),
    }});
    if let Some(methods) = &one.methods {
        asks.put(["method"], json!({"regex": format!("^({})$", methods.join("|"))}));
    }
    let mut set = Map::from_iter([("x-forwarded-host".to_owned(), Value::from(host))]);
    if checker == Checker::Istio && words.has("jwt") {
        set.extend(mutators::headers(&words.mutators));
    }
    let seconds = own.timeout.or(rule.timeout).unwrap_or(180);
    let mut made = json!({
        "match": [asks],
        "route": [{"destination": {"host": to, "port": {"number": port}}, "weight": 100}],
        "timeout": format!("{seconds}s"),
        "headers": {"request": {"set": set}, "response": {}},
    });
    match &rule.cors {
        None => made.put(["corsPolicy"], usual()),
        Some(cors) => {
            made.put(["headers", "response"], json!({"remove": REMOVED}));
            if !cors.origins.is_empty() {
                made.put(["corsPolicy"], origins(cors));
            }
        }
    }
    Some(made)
}

/// The controller's defaults, where the APIRule sets nothing.
fn usual() -> Value {
    json!({
        "allowOrigins": [{"regex": ".*"}],
        "allowMethods": ["GET", "POST", "PUT", "DELETE", "PATCH"],
        "allowHeaders": ["Authorization", "Content-Type", "*"],
    })
}
