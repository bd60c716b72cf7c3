//! Routes whose tokens are checked outside the mesh: reported as written.

use super::lock::{How, RouteLock, RouteTarget, asked};
use crate::engine::mesh::GeneratedObjects;
use crate::model::apirule::Authorization;
use crate::model::index::jwt;
use crate::model::oathkeeper::OathkeeperRule;
use crate::model::{Kind, ObjectRef};

/// The v1beta1 rules that require a token, where no derived policy checks it; keys without an issuer match
/// anyone who has one of them.
pub(super) fn of_legacy(made: &GeneratedObjects) -> Vec<RouteLock> {
    if !made.rule.is_legacy() || (made.is_judged_by_mesh() && !made.targets.is_empty()) {
        return Vec::new();
    }
    let each = made.rule.rules.iter().enumerate().filter_map(|(at, rule)| {
        let config = jwt(rule)?;
        let (namespace, service) = made.rule.target(rule)?;
        let routed = RouteTarget {
            object: made.rule.reference(),
            rule: at,
            host: made.rule.host.clone(),
            methods: rule.methods.clone(),
            path: rule.path.clone(),
            service: (namespace.to_owned(), service.to_owned()),
        };
        let mut lock = RouteLock { routed, ..asked(config) };
        lock.issuers.extend(config.keys.iter().map(|keys| anybody(keys)));
        Some(lock)
    });
    each.collect()
}

fn anybody(keys: &str) -> String {
    format!("any issuer with the keys of {keys}")
}

/// A rule of Oathkeeper with an authenticator for tokens.
pub(super) fn of_proxy(rule: &OathkeeperRule) -> Vec<RouteLock> {
    let (host, path) = address(&rule.url);
    let tokens = rule.authenticators.iter().enumerate().filter(|(_, one)| one.handler == "jwt");
    let each = tokens.map(|(at, one)| {
        let routed = RouteTarget {
            object: ObjectRef::new(Kind::OathkeeperRule, &rule.meta.namespace, &rule.meta.name),
            rule: at,
            host: host.clone(),
            methods: rule.methods.clone(),
            path: path.clone(),
            service: upstream(rule),
        };
        let accepts = vec![Authorization { scopes: one.scopes.clone(), audiences: one.audiences.clone() }];
        RouteLock { routed, issuers: one.issuers.clone(), accepts, how: How::Written }
    });
    each.collect()
}

/// Host and path of `<http|https>://<host:port><path>`, as far as they can be separated.
fn address(url: &str) -> (String, String) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = match rest.find(['/', '<']) {
        Some(at) if at > 0 => rest.split_at(at),
        _ => (rest, ""),
    };
    (host.to_owned(), path.trim_matches(['<', '>']).to_owned())
}

fn upstream(rule: &OathkeeperRule) -> (String, String) {
    let host = rule.upstream.split_once("://").map_or(rule.upstream.as_str(), |(_, rest)| rest);
    let host = host.split([':', '/']).next().unwrap_or_default();
    let mut parts = host.split('.');
    let name = parts.next().unwrap_or_default();
    (parts.next().unwrap_or(&rule.meta.namespace).to_owned(), name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_patterns_is_parted() {
        let (host, path) = address("<http|https>://api.example.com</orders/.*>");
        assert_eq!((host.as_str(), path.as_str()), ("api.example.com", "/orders/.*"));
    }
}
