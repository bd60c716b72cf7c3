//! Where the code of a Function connects to: an endpoint of the code flows in; a Service, an external host or why it
//! is unknown flows out.

use super::hosts::is_private_host;
use super::prelude::*;
use crate::model::code::{ContactedHost, Via};
use crate::model::index::{service_of, within_cluster};
use std::net::IpAddr;

/// The target of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A Service that exists, and the port of it that is called.
    Service { namespace: String, name: String, port: u16 },
    /// A host outside the cluster.
    Public { host: String, port: u16 },
    /// A host in the cluster or in a private network of which no Service is known.
    Near(String),
    /// The code does not say, or the port is not known.
    Unresolved(String),
}

/// Returns where each endpoint of a Function leads.
#[must_use]
pub fn of(scope: &Scope<'_>, function: &Function) -> Vec<(ContactedHost, Destination)> {
    let endpoints = function.code.uses().into_iter().flat_map(|uses| uses.endpoints);
    endpoints
        .map(|endpoint| {
            let destination = resolve(scope, &endpoint);
            (endpoint, destination)
        })
        .collect()
}

fn resolve(scope: &Scope<'_>, endpoint: &ContactedHost) -> Destination {
    let host = endpoint.host.trim_end_matches('.');
    let (Some(port), false) = (endpoint.port(), host.is_empty()) else {
        return Destination::Unresolved(endpoint.text());
    };
    if let Some((namespace, name)) = service(scope, host) {
        return Destination::Service { namespace, name, port };
    }
    if is_public(host) {
        return Destination::Public { host: host.to_owned(), port };
    }
    Destination::Near(endpoint.text())
}

/// Endings of names of two parts that are hosts; others may be a Service in another namespace.
const TOP_LEVEL: [&str; 18] = [
    "app", "at", "ch", "cloud", "co", "com", "de", "dev", "eu", "example", "fr", "info", "io", "net", "nl",
    "org", "uk", "us",
];

/// Returns whether a name is certainly that of a host outside the cluster and outside private networks.
#[must_use]
pub fn is_public(host: &str) -> bool {
    if is_private_host(host)
        || host.starts_with("169.254.")
        || [".localhost", ".cluster"].iter().any(|end| host.ends_with(end))
    {
        return false;
    }
    match host.split('.').collect::<Vec<_>>().as_slice() {
        [] | [_] => false,
        [_, end] => TOP_LEVEL.contains(end),
        [_, _, ..] => true,
    }
}

/// Returns namespace and name of a Service that exists under a host name.
fn service(scope: &Scope<'_>, host: &str) -> Option<(String, String)> {
    let (name, namespace) = service_of(host).or_else(|| Some((short(host)?, scope.name())))?;
    let space = scope.whole().space(namespace)?;
    space.services.contains_key(name).then(|| (namespace.to_owned(), name.to_owned()))
}

/// Returns the name of a Service of the own namespace.
fn short(host: &str) -> Option<&str> {
    let name = within_cluster(host);
    (!name.contains('.')).then_some(name)
}

/// Returns the namespace of a Service that is called by its name and that of another namespace.
#[must_use]
pub fn elsewhere<'a>(endpoint: &'a ContactedHost, own: &str) -> Option<&'a str> {
    let host = endpoint.host.trim_end_matches('.');
    if !is_named(endpoint) || is_public(host) || host.parse::<IpAddr>().is_ok() {
        return None;
    }
    let (_, namespace) = service_of(host)?;
    (!matches!(namespace, "local" | "internal" | "localhost") && namespace != own).then_some(namespace)
}

/// Returns namespace and name of the Service that a host names, whether or not it exists. A name that may be a host of
/// the internet is one if a namespace of that name is known.
#[must_use]
pub fn callee<'a>(scope: &Scope<'a>, endpoint: &'a ContactedHost) -> Option<(&'a str, &'a str)> {
    let host = endpoint.host.trim_end_matches('.');
    if !is_named(endpoint) || host.parse::<IpAddr>().is_ok() {
        return None;
    }
    let Some((name, namespace)) = service_of(host) else {
        return short(host).map(|name| (scope.name(), name));
    };
    let is_certain = namespace == scope.name() || elsewhere(endpoint, scope.name()).is_some();
    (is_certain || scope.whole().space(namespace).is_some()).then_some((namespace, name))
}

/// The port of the pods behind a port of a Service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetPort {
    Number(u16),
    /// A name, whose number differs from pod to pod.
    Name(String),
}

/// Returns the port of the pods behind a port of a Service: without a valid target, the same port.
#[must_use]
pub fn target(service: &Service, called: u16) -> Option<TargetPort> {
    let port = service.ports.iter().find(|one| one.port == i64::from(called))?;
    let text = port.target.as_str();
    if let Ok(number) = text.parse() {
        return Some(TargetPort::Number(number));
    }
    // A target of another type than a number or a name is decoded as its JSON.
    let is_name = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    Some(if is_name { TargetPort::Name(text.to_owned()) } else { TargetPort::Number(called) })
}

/// Returns whether the code names the host, rather than a part that is not constant.
#[must_use]
pub fn is_named(endpoint: &ContactedHost) -> bool {
    !endpoint.host.is_empty() && endpoint.via != Via::Unresolved
}
