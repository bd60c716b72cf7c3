//! Gateways and what they route where.

use super::is_made;
use crate::model::{Labels, Meta};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VirtualService {
    pub meta: Meta,
    pub hosts: Vec<String>,
    /// `namespace/name`, `name`, or `mesh`; empty means the mesh.
    pub gateways: Vec<String>,
    pub http: Vec<MeshRoute>,
    /// The destinations of TLS and TCP routes.
    pub streams: Vec<Destination>,
}

impl VirtualService {
    /// Whether it leads in from outside, bypassing every `APIRule`. Without a gateway it applies to calls
    /// inside the mesh only.
    #[must_use]
    pub fn leads_past_rules(&self) -> bool {
        self.gateways.iter().any(|gateway| gateway != "mesh") && !is_made(&self.meta.labels)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeshRoute {
    /// Alternatives; an empty list matches every request.
    pub matches: Vec<HttpMatch>,
    pub destinations: Vec<Destination>,
    /// Whether it answers by itself: a redirect or a direct response.
    pub answers: bool,
    /// Headers that are set before the request reaches the Service.
    pub sets: Vec<String>,
    /// Origins that CORS allows, and whether with credentials.
    pub cors_origins: Vec<StringMatch>,
    pub cors_credentials: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpMatch {
    pub uri: Option<StringMatch>,
    pub method: Option<StringMatch>,
    pub authority: Option<StringMatch>,
    pub ignore_case: bool,
    /// Whether it matches more than path, method and host: headers, query parameters, ports.
    pub more: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StringMatch {
    Exact(String),
    Prefix(String),
    Regex(String),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destination {
    /// The name of a Service, short or fully qualified.
    pub host: String,
    pub port: Option<u16>,
    pub weight: i64,
}

impl Destination {
    /// Returns namespace and name of the Service, as seen from an object in `home`; `None` outside the
    /// cluster.
    #[must_use]
    pub fn service<'a>(&'a self, home: &'a str) -> Option<(&'a str, &'a str)> {
        let host = self.host.strip_suffix('.').unwrap_or(&self.host);
        let mut parts = host.split('.');
        let name = parts.next().filter(|name| !name.is_empty())?;
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Some((home, name)),
            (Some(namespace), None | Some("svc"), _) => Some((namespace, name)),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gateway {
    pub meta: Meta,
    pub selector: Labels,
    pub servers: Vec<Server>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Server {
    pub port: u16,
    pub protocol: String,
    pub hosts: Vec<String>,
    /// `SIMPLE`, `MUTUAL`, `PASSTHROUGH`, …; empty without TLS.
    pub tls_mode: String,
    pub https_redirect: bool,
    /// `TLSV1_0` and so on; empty is the mesh's default.
    pub min_version: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_read_as_the_mesh_reads_it() {
        let of = |host: &str| Destination { host: host.into(), ..Destination::default() };
        assert_eq!(of("a").service("home"), Some(("home", "a")));
        assert_eq!(of("a.other").service("home"), Some(("other", "a")));
        assert_eq!(of("a.other.svc.cluster.local").service("home"), Some(("other", "a")));
        assert_eq!(of("api.example.com").service("home"), None);
    }
}
