//! Addresses as checks need them: their host, the domain of its owner, and whether it is near.

use std::net::{IpAddr, Ipv4Addr};

/// Returns the host of an address with a scheme, without userinfo and port.
#[must_use]
pub fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let bare = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next()?,
        None => host.split(':').next()?,
    };
    (!bare.is_empty()).then_some(bare)
}

/// Returns whether an address has this scheme, in upper or lower case.
#[must_use]
pub fn has_scheme(address: &str, scheme: &str) -> bool {
    address.split_once("://").is_some_and(|(own, _)| own.trim().eq_ignore_ascii_case(scheme))
}

/// Returns whether a host is inside the cluster, by its name or as a loopback address.
#[must_use]
pub fn is_in_cluster(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    if let Ok(address) = name.parse::<IpAddr>() {
        return address.is_loopback();
    }
    let ends = [".svc", ".svc.cluster.local"].iter().any(|end| name.ends_with(end));
    ends || !name.contains('.')
}

/// Returns whether a host is in the cluster or in a private network.
#[must_use]
pub fn is_private_host(host: &str) -> bool {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    match name.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => is_private(address),
        Ok(IpAddr::V6(address)) => address.is_loopback() || address.is_unique_local(),
        Err(_) => is_in_cluster(host) || [".local", ".internal"].iter().any(|end| name.ends_with(end)),
    }
}

fn is_private(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private() || address.is_loopback() || (first == 100 && (64..128).contains(&second))
}

/// Second-level labels of a country under which anyone can register a domain.
const SHARED: [&str; 14] =
    ["ac", "co", "com", "edu", "gob", "gov", "go", "gv", "mil", "ne", "net", "or", "org", "plc"];

/// Returns the registered part of a host, by the usual shape of such names; no list is consulted.
#[must_use]
pub fn domain(host: &str) -> String {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = name.split('.').collect();
    // `example.co.uk`: such a label before a country's two letters is not a registered name.
    let shared = matches!(labels.as_slice(), [.., second, top] if top.len() == 2 && SHARED.contains(second));
    let from = labels.len().saturating_sub(if shared { 3 } else { 2 });
    labels.get(from..).unwrap_or_default().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_between_userinfo_and_port() {
        assert_eq!(host("https://u:p@id.example.com:8443/x@y"), Some("id.example.com"));
        assert_eq!(host("http://[fd00::1]:80/"), Some("fd00::1"));
        assert_eq!(host("plain text"), None);
        assert_eq!(host("https:///x"), None);
    }

    #[test]
    fn names_of_services_are_near_and_those_of_others_are_not() {
        for near in ["mock", "mock.test.svc", "mock.test.svc.cluster.local", "10.1.2.3", "100.64.0.1", "::1"]
        {
            assert!(is_private_host(near), "{near}");
        }
        for far in ["example.com", "8.8.8.8", "100.128.0.1", "svc.example.com"] {
            assert!(!is_private_host(far), "{far}");
        }
        assert!(!is_in_cluster("10.1.2.3"));
    }

    #[test]
    fn registered_domains_are_compared() {
        assert_eq!(domain("login.id.example.com"), "example.com");
        assert_eq!(domain("login.example.co.uk"), "example.co.uk");
        assert_eq!(domain("login.sap.eu"), "sap.eu");
        assert_eq!(domain("localhost"), "localhost");
    }
}
