//! External entry points that no APIRule creates: Ingresses, and the routes of the Gateway API.

use super::Meta;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ingress {
    pub meta: Meta,
    pub class: String,
    pub paths: Vec<RoutedPath>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpRoute {
    pub meta: Meta,
    pub hosts: Vec<String>,
    /// `namespace/name` of the Gateways that it is attached to.
    pub gateways: Vec<String>,
    pub paths: Vec<RoutedPath>,
}

/// One path of one host, and the Service behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoutedPath {
    pub host: String,
    pub path: String,
    /// `Exact`, `Prefix`, `PathPrefix`, `RegularExpression`, …
    pub path_type: String,
    pub method: String,
    pub namespace: String,
    pub service: String,
    pub port: String,
    /// JSON pointer of the backend.
    pub pointer: String,
}
