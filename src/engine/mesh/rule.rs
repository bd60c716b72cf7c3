//! Matches one rule of an `AuthorizationPolicy` against one request.

use super::attribute::{RuleContext, account, address, client, namespace, port, principal, token_principal};
use super::condition;
use super::paths;
use super::request::Request;
use super::truth::Truth;
use super::values;
use crate::model::mesh::{AuthorizationPolicy, AuthorizationRule, CallerMatch, Operation};

/// Whether some rule of a policy matches; a policy without rules matches nothing.
pub fn policy(policy: &AuthorizationPolicy, request: &Request, trust_domain: &str) -> Truth {
    let setting = RuleContext { trust_domain, namespace: &policy.meta.namespace };
    Truth::any(policy.rules.iter().map(|authorization_rule| rule(authorization_rule, request, setting)))
}

pub fn rule(rule: &AuthorizationRule, request: &Request, setting: RuleContext<'_>) -> Truth {
    let from = || some(&rule.from, |one| source(one, request, setting));
    let to = || some(&rule.to, |one| operation(one, request));
    let when = || Truth::all(rule.when.iter().map(|one| condition::condition(one, request, setting)));
    // Lazily: most rules fail at the first part.
    let parts: [&dyn Fn() -> Truth; 3] = [&to, &from, &when];
    Truth::all(parts.into_iter().map(|part| part()))
}

/// An absent list matches anything; of a list that is present one entry must match.
fn some<T>(list: &[T], test: impl Fn(&T) -> Truth) -> Truth {
    if list.is_empty() { Truth::Yes } else { Truth::any(list.iter().map(test)) }
}

/// A list and its negation: both must match where they are present.
fn both(wanted: &[String], unwanted: &[String], test: &dyn Fn(&str) -> Truth) -> Truth {
    let hit = |list: &[String]| Truth::any(list.iter().map(|one| test(one)));
    let yes = if wanted.is_empty() { Truth::Yes } else { hit(wanted) };
    let no = if unwanted.is_empty() { Truth::Yes } else { hit(unwanted).inverse() };
    Truth::all([yes, no])
}

fn source(source: &CallerMatch, request: &Request, setting: RuleContext<'_>) -> Truth {
    let principal = |pattern: &str| Truth::of(principal(pattern, request, setting));
    let token = |pattern: &str| token_principal(pattern, request);
    let namespace = |pattern: &str| Truth::of(namespace(pattern, request));
    let account = |pattern: &str| Truth::of(account(pattern, request, setting));
    let near = |block: &str| address(block, request.source_ip, "the address the request comes from");
    let far = |block: &str| client(block, request);
    Truth::all([
        both(&source.principals, &source.not_principals, &principal),
        both(&source.request_principals, &source.not_request_principals, &token),
        both(&source.namespaces, &source.not_namespaces, &namespace),
        both(&source.service_accounts, &source.not_service_accounts, &account),
        both(&source.ip_blocks, &source.not_ip_blocks, &near),
        both(&source.remote_ip_blocks, &source.not_remote_ip_blocks, &far),
    ])
}

fn operation(operation: &Operation, request: &Request) -> Truth {
    let path = paths::without_query(&request.path);
    let host =
        |pattern: &str| request.asked(pattern == "*", "the host", || values::host(pattern, &request.host));
    let method =
        |pattern: &str| request.asked(pattern == "*", "the method", || paths::text(pattern, &request.method));
    let path = |pattern: &str| {
        request.asked(matches!(pattern, "*" | "/*"), "the path", || paths::matches(pattern, path))
    };
    let port = |pattern: &str| port(pattern, request);
    Truth::all([
        both(&operation.methods, &operation.not_methods, &method),
        both(&operation.hosts, &operation.not_hosts, &host),
        both(&operation.paths, &operation.not_paths, &path),
        both(&operation.ports, &operation.not_ports, &port),
    ])
}
