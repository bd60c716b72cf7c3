//! The `VirtualService` of an APIRule, and which of its rules matches a request.

use super::target::RuleTarget;
use super::walk;
use crate::engine::mesh::paths;
use crate::model::apirule::{ApiRule, Cors, RouteRule};
use crate::yaml::Put;
use regex::Regex;
use serde_json::{Map, Value, json};

const ONE: &str = "([A-Za-z0-9-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+";
const MANY: &str = "([A-Za-z0-9-._~!$&'()*+,;=:@/]|%[0-9a-fA-F]{2})*";
/// CORS headers of the Service itself never reach the client.
pub const REMOVED: [&str; 6] = [
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Access-Control-Allow-Headers",
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Methods",
    "Access-Control-Max-Age",
];

pub fn spec(rule: &ApiRule, host: &str, targets: &[RuleTarget]) -> Value {
    let gateway = if rule.gateway.is_empty() { &rule.external_gateway } else { &rule.gateway };
    let routes: Vec<Value> =
        rule.rules.iter().zip(targets).map(|(one, target)| route(rule, one, host, target)).collect();
    json!({"hosts": [host], "gateways": [gateway], "http": routes})
}

fn route(rule: &ApiRule, one: &RouteRule, host: &str, target: &RuleTarget) -> Value {
    let destination = format!("{}.{}.svc.cluster.local", target.service, target.namespace);
    let seconds = one.timeout.or(rule.timeout).unwrap_or(180);
    let mut route = json!({
        "match": [{"method": {"regex": format!("^({})$", one.methods.join("|"))}, "uri": uri(&one.path)}],
        "route": [{"destination": {"host": destination, "port": {"number": target.port}}, "weight": 100}],
        "timeout": format!("{seconds}s"),
        "headers": {"request": {"set": headers(one, host)}, "response": {"remove": REMOVED}},
    });
    // Without origins the controller drops the rest of the CORS policy too.
    if let Some(cors) = rule.cors.as_ref().filter(|cors| !cors.origins.is_empty()) {
        route.put(["corsPolicy"], origins(cors));
    }
    route
}

fn uri(path: &str) -> Value {
    if path == "/*" { json!({"prefix": "/"}) } else { json!({"regex": expression(path)}) }
}

/// Special characters of an expression are not escaped, because the controller does not escape them.
fn expression(path: &str) -> String {
    let parts: Vec<String> = path.split("{**}").map(|part| part.replace("{*}", ONE)).collect();
    format!("^{}$", parts.join(MANY))
}

fn headers(one: &RouteRule, host: &str) -> Value {
    let host = if host.starts_with("*.") { "%REQ(:AUTHORITY)%" } else { host };
    let mut set = Map::from_iter([("x-forwarded-host".to_owned(), Value::from(host))]);
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "***".into());
    for header in one.request.iter().filter(|modifier| !modifier.cookie) {
        set.insert(header.name.clone(), shown(&header.value).into());
    }
    let cookies = one.request.iter().filter(|one| one.cookie);
    let cookies: Vec<String> =
        cookies.map(|cookie| format!("{}={}", cookie.name, shown(&cookie.value))).collect();
    if !cookies.is_empty() {
        set.insert("Cookie".into(), cookies.join("; ").into());
    }
    Value::Object(set)
}

pub fn origins(cors: &Cors) -> Value {
    let origin = |(kind, text): &(String, String)| {
        // Any value but these two means a prefix.
        let kind = if matches!(kind.as_str(), "exact" | "regex") { kind.as_str() } else { "prefix" };
        json!({kind: text})
    };
    let mut value = json!({"allowOrigins": cors.origins.iter().map(origin).collect::<Vec<_>>()});
    let lists =
        [("allowMethods", &cors.methods), ("allowHeaders", &cors.headers), ("exposeHeaders", &cors.exposed)];
    for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        value.put([key], json!(list));
    }
    if let Some(credentials) = cors.credentials {
        value.put(["allowCredentials"], json!(credentials));
    }
    if let Some(seconds) = cors.max_age {
        value.put(["maxAge"], json!(format!("{seconds}s")));
    }
    value
}

/// The path patterns with characters that have a special meaning in the route's expression.
pub fn expressions(rules: &[RouteRule]) -> Vec<Option<Regex>> {
    let made = |rule: &RouteRule| {
        let plain = rule.path == "/*" || !rule.path.contains(['.', '$', '(', ')', '+']);
        if plain { None } else { Regex::new(&expression(&rule.path)).ok() }
    };
    rules.iter().map(made).collect()
}

/// The position of the first rule that matches a request.
pub fn routed(rules: &[RouteRule], expressions: &[Option<Regex>], method: &str, path: &str) -> Option<usize> {
    let path = paths::without_query(path);
    let leads = |at: usize, pattern: &str| match expressions.get(at) {
        Some(Some(expression)) => expression.is_match(path),
        Some(None) | None => leads(pattern, path),
    };
    let mut each = rules.iter().enumerate();
    let fits = |(at, one): (usize, &RouteRule)| {
        one.methods.iter().any(|known| known == method) && leads(at, &one.path)
    };
    each.position(fits)
}

fn leads(pattern: &str, path: &str) -> bool {
    if pattern == "/*" {
        return path.starts_with('/');
    }
    if paths::is_template(pattern) { paths::matches(walk::standard(pattern), path) } else { pattern == path }
}
