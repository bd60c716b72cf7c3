//! Matches a pattern with one attribute of a request: its principal, namespace, account, address, or port.

use super::paths;
use super::request::Request;
use super::truth::Truth;
use super::values;
use std::net::IpAddr;

/// The settings that every rule is evaluated with.
#[derive(Clone, Copy)]
pub struct RuleContext<'a> {
    pub trust_domain: &'a str,
    /// The policy's namespace: a service account without a namespace is in this one.
    pub namespace: &'a str,
}

pub fn principal(pattern: &str, request: &Request, setting: RuleContext<'_>) -> bool {
    let known = request.principal.as_deref();
    known.is_some_and(|principal| values::principal(pattern, principal, setting.trust_domain))
}

pub fn token_principal(pattern: &str, request: &Request) -> Truth {
    if let Some(open) = &request.open {
        return open.token(|issuer| values::may_be_of(pattern, issuer));
    }
    let known = request.token.as_ref();
    Truth::of(known.is_some_and(|token| values::token_principal(pattern, token.issuer(), token.subject())))
}

pub fn namespace(pattern: &str, request: &Request) -> bool {
    let identity = request.principal.as_deref().and_then(values::identity);
    identity.is_some_and(|(namespace, _)| paths::text(pattern, namespace))
}

pub fn account(pattern: &str, request: &Request, setting: RuleContext<'_>) -> bool {
    let (namespace, account) = pattern.split_once('/').unwrap_or((setting.namespace, pattern));
    request.principal.as_deref().and_then(values::identity) == Some((namespace, account))
}

pub fn address(block: &str, address: Option<IpAddr>, what: &str) -> Truth {
    let unknown = || Truth::Unknown(format!("it depends on {what}"));
    address.map_or_else(unknown, |address| values::in_block(block, address))
}

/// The client's address comes from a header, which the caller controls.
pub fn client(block: &str, request: &Request) -> Truth {
    match request.open {
        Some(_) => Truth::Open("it depends on an address in a header".into()),
        None => address(block, request.remote_ip, "the address of the client"),
    }
}

pub fn port(pattern: &str, request: &Request) -> Truth {
    let why = "it depends on the port of the pod".to_owned();
    let unknown = || if request.open.is_some() { Truth::Open(why) } else { Truth::Unknown(why) };
    request.port.map_or_else(unknown, |port| Truth::of(pattern.trim().parse() == Ok(port)))
}
