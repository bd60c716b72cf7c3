//! Selects the proxy for a server: `proxy-url` of the kubeconfig, else the environment variables that Go
//! reads (golang.org/x/net/http/httpproxy).

use super::address::Address;
use crate::source::Trouble;
use crate::source::kubeconfig::Cluster;
use http::Uri;
use std::net::IpAddr;

/// Returns the value of an environment variable by name.
pub type ProxyVariable<'e> = &'e dyn Fn(&str) -> Option<String>;

const SCHEMES: [&str; 3] = ["http", "https", "socks5"];
const EXPECTED: &str = "expected http://, https:// or socks5://, a host and a port";

/// The proxy of a cluster, if any.
///
/// # Errors
/// If the address of the proxy is invalid.
pub fn of(cluster: &Cluster, server: &Address, variable: ProxyVariable<'_>) -> Result<Option<Uri>, Trouble> {
    if cluster.proxy_url.is_empty() {
        return from_environment(server, variable);
    }
    uri(&cluster.proxy_url).map(Some).ok_or_else(|| cluster.at.refuse("proxy-url", EXPECTED))
}

/// Returns the proxy that the environment names for a server.
///
/// # Errors
/// If the address of the proxy is invalid.
pub fn from_environment(server: &Address, variable: ProxyVariable<'_>) -> Result<Option<Uri>, Trouble> {
    let names = if server.secure { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
    let Some((name, text)) = first(&names, variable) else { return Ok(None) };
    let skipped = first(&["NO_PROXY", "no_proxy"], variable).map(|(_, list)| list).unwrap_or_default();
    if is_direct(&server.uri, &skipped) {
        return Ok(None);
    }
    // Without a scheme it is an HTTP proxy; `socks5h` is the default behaviour of our SOCKS client.
    let whole = match text.split_once("://") {
        Some(("socks5h", rest)) => format!("socks5://{rest}"),
        Some(_) => text,
        None => format!("http://{text}"),
    };
    uri(&whole).map(Some).ok_or_else(|| {
        let next = format!("Correct {name}, unset it, or list the server in NO_PROXY.");
        Trouble::configuration(format!("Reading {name}"), EXPECTED, next)
    })
}

fn first<'n>(names: &[&'n str], variable: ProxyVariable<'_>) -> Option<(&'n str, String)> {
    names.iter().find_map(|name| Some((*name, variable(name).filter(|text| !text.is_empty())?)))
}

fn uri(text: &str) -> Option<Uri> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let uri: Uri = format!("{scheme}://{rest}").parse().ok()?;
    let authority = uri.authority()?;
    let host = authority.host();
    let address = authority.as_str().rsplit('@').next().unwrap_or_default();
    let port = address.strip_prefix(host)?;
    let numbered = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    (SCHEMES.contains(&scheme.as_str()) && !host.trim_matches(['[', ']']).is_empty() && numbered)
        .then_some(uri)
}

/// Returns whether a server is reached without a proxy: this machine, and everything listed in `NO_PROXY`.
fn is_direct(server: &Uri, list: &str) -> bool {
    let host = server.host().unwrap_or_default().trim_matches(['[', ']']).to_ascii_lowercase();
    let standard = if server.scheme_str() == Some("http") { 80 } else { 443 };
    let port = server.port_u16().unwrap_or(standard).to_string();
    let ip: Option<IpAddr> = host.parse().ok();
    if host == "localhost" || ip.is_some_and(is_loopback) {
        return true;
    }
    list.split(',').map(|entry| entry.trim().to_ascii_lowercase()).any(|entry| match entry.as_str() {
        "" => false,
        "*" => true,
        entry => matches(entry, &host, &port, ip),
    })
}

fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

fn matches(entry: &str, host: &str, port: &str, ip: Option<IpAddr>) -> bool {
    if let Some((network, bits)) = range(entry) {
        return ip.is_some_and(|ip| contains(network, bits, ip));
    }
    let (name, only) = split_port(entry);
    if only.is_some_and(|only| only != port) {
        return false;
    }
    let name = name.trim_matches(['[', ']']);
    if let Ok(address) = name.parse::<IpAddr>() {
        return ip.is_some_and(|ip| ip.to_canonical() == address.to_canonical());
    }
    if name.is_empty() || ip.is_some() {
        return false;
    }
    let name = name.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(name);
    match name.strip_prefix('.') {
        Some(_) => host.ends_with(name),
        None => host == name || host.strip_suffix(name).is_some_and(|before| before.ends_with('.')),
    }
}

/// Splits `host:port`; an IPv6 address alone has no port.
fn split_port(entry: &str) -> (&str, Option<&str>) {
    match entry.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, Some(port)),
        _ => (entry, None),
    }
}

fn range(entry: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = entry.split_once('/')?;
    let (address, bits): (IpAddr, u32) = (address.parse().ok()?, bits.parse().ok()?);
    (bits <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, bits))
}

fn contains(network: IpAddr, bits: u32, ip: IpAddr) -> bool {
    match (network, ip.to_canonical()) {
        (IpAddr::V4(network), IpAddr::V4(ip)) => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            u32::from(network) & mask == u32::from(ip) & mask
        }
        (IpAddr::V6(network), IpAddr::V6(ip)) => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            u128::from(network) & mask == u128::from(ip) & mask
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(text: &'static str) -> Address {
        let uri = Uri::from_static(text);
        Address { secure: uri.scheme_str() == Some("https"), uri, user_info: None }
    }

    fn proxy(address: &'static str, pairs: &[(&str, &str)]) -> Result<Option<String>, Trouble> {
        let of = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, text)| (*text).to_owned());
        Ok(from_environment(&server(address), &of)?.map(|uri| uri.to_string()))
    }

    #[test]
    fn this_machine_is_never_proxied() {
        for host in [
            "https://127.0.0.1:6443",
            "https://localhost:6443",
            "https://[::1]:6443",
            "https://127.9.9.9",
            "http://localhost:8001",
            "https://[::ffff:127.0.0.1]:1",
            "https://LOCALHOST",
        ] {
            let pairs = [("HTTPS_PROXY", "http://p:1"), ("HTTP_PROXY", "http://p:1")];
            assert_eq!(proxy(host, &pairs), Ok(None), "{host}");
        }
    }

    #[test]
    fn each_scheme_has_its_variable() {
        let both = [("HTTPS_PROXY", "http://s:1"), ("HTTP_PROXY", "http://p:1")];
        assert_eq!(proxy("https://a.example", &both), Ok(Some("http://s:1/".into())));
        assert_eq!(proxy("http://a.example", &both), Ok(Some("http://p:1/".into())));
        assert_eq!(proxy("http://a.example", &[("HTTPS_PROXY", "http://s:1")]), Ok(None));
        let lower = [("HTTPS_PROXY", ""), ("https_proxy", "http://l:1")];
        assert_eq!(proxy("https://a.example", &lower), Ok(Some("http://l:1/".into())));
    }

    #[test]
    fn a_proxy_without_a_scheme_speaks_http() {
        for (text, uri) in [
            ("proxy:3128", "http://proxy:3128/"),
            ("127.0.0.1:9", "http://127.0.0.1:9/"),
            ("socks5h://proxy:1080", "socks5://proxy:1080/"),
            ("HTTP://proxy", "http://proxy/"),
        ] {
            assert_eq!(proxy("https://a.example", &[("HTTPS_PROXY", text)]), Ok(Some(uri.into())), "{text}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_reported_without_its_password() {
        for text in ["socks9://pu:s3cretpw@x", "http://", "ftp://pu:s3cretpw@x", "http://pu:s3cretpw@x:b"] {
            let trouble = proxy("https://a.example", &[("HTTPS_PROXY", text)]).expect_err(text);
            let told = trouble.to_string();
            assert!(told.contains("HTTPS_PROXY") && !told.contains("s3cret"), "{told}");
        }
    }

    #[test]
    fn no_proxy_has_the_forms_of_go() {
        for (list, address, direct) in [
            ("*", "https://a.example", true),
            ("example", "https://a.example", true),
            ("a.example", "https://a.example", true),
            ("xa.example", "https://a.example", false),
            (".example", "https://a.example", true),
            (".a.example", "https://a.example", false),
            ("*.example", "https://a.example", true),
            (" b , A.EXAMPLE ", "https://a.example", true),
            ("a.example:6443", "https://a.example:6443", true),
            ("a.example:443", "https://a.example", true),
            ("a.example:1", "https://a.example", false),
            ("10.0.0.0/8", "https://10.1.2.3", true),
            ("10.0.0.0/8", "https://11.1.2.3", false),
            ("0.0.0.0/0", "https://11.1.2.3", true),
            ("10.1.2.3", "https://10.1.2.3:6443", true),
            ("10.1.2.3:1", "https://10.1.2.3:6443", false),
            ("fd00::/8", "https://[fd00::1]:6443", true),
            ("fd00::1", "https://[fd00::1]:6443", true),
            ("[fd00::1]:6443", "https://[fd00::1]:6443", true),
            (",,", "https://a.example", false),
            ("1.2.3", "https://10.1.2.3", false),
        ] {
            let pairs = [("HTTPS_PROXY", "http://p:1"), ("no_proxy", list)];
            assert_eq!(proxy(address, &pairs).map(|found| found.is_none()), Ok(direct), "{list} {address}");
        }
    }
}
