//! Ingresses, and the routes of the Gateway API.

use super::from_str;
use super::{DecodedObject, Raw, nullable};
use crate::model::route::{HttpRoute, Ingress, RoutedPath};
use crate::model::{Meta, Object};
use serde::Deserialize;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct IngressSpec {
    #[serde(deserialize_with = "nullable")]
    ingress_class_name: String,
    default_backend: Option<Backend>,
    #[serde(deserialize_with = "nullable")]
    rules: Vec<IngressRule>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct IngressRule {
    #[serde(deserialize_with = "nullable")]
    host: String,
    #[serde(deserialize_with = "nullable")]
    http: IngressPaths,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct IngressPaths {
    #[serde(deserialize_with = "nullable")]
    paths: Vec<IngressPath>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct IngressPath {
    #[serde(deserialize_with = "nullable")]
    path: String,
    #[serde(deserialize_with = "nullable")]
    path_type: String,
    #[serde(deserialize_with = "nullable")]
    backend: Backend,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Backend {
    #[serde(deserialize_with = "nullable")]
    service: BackendService,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BackendService {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    port: BackendPort,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BackendPort {
    #[serde(deserialize_with = "nullable")]
    name: String,
    number: Option<u16>,
}

/// Decodes an Ingress.
///
/// # Errors
/// If the text is not a valid Ingress.
pub fn ingress(text: &str) -> DecodedObject {
    let raw: Raw<IngressSpec> = from_str(text)?;
    let meta: Meta = raw.metadata.into();
    let routed = |backend: Backend, host: &str, path: IngressPath, pointer: String| RoutedPath {
        host: host.to_owned(),
        path: path.path,
        path_type: path.path_type,
        method: String::new(),
        namespace: meta.namespace.clone().into(),
        port: backend.service.port.number.map_or(backend.service.port.name, |number| number.to_string()),
        service: backend.service.name,
        pointer,
    };
    let mut paths = Vec::new();
    if let Some(backend) = raw.spec.default_backend {
        paths.push(routed(backend, "", IngressPath::default(), "/spec/defaultBackend".into()));
    }
    for (at, rule) in raw.spec.rules.into_iter().enumerate() {
        for (index, mut path) in rule.http.paths.into_iter().enumerate() {
            let backend = std::mem::take(&mut path.backend);
            let pointer = format!("/spec/rules/{at}/http/paths/{index}/backend");
            paths.push(routed(backend, &rule.host, path, pointer));
        }
    }
    paths.retain(|path| !path.service.is_empty());
    Ok(Object::Ingress(Box::new(Ingress { meta, class: raw.spec.ingress_class_name, paths })))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RouteSpec {
    #[serde(deserialize_with = "nullable")]
    hostnames: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    parent_refs: Vec<Reference>,
    #[serde(deserialize_with = "nullable")]
    rules: Vec<RouteRule>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RouteRule {
    #[serde(deserialize_with = "nullable")]
    matches: Vec<RouteMatch>,
    #[serde(deserialize_with = "nullable")]
    backend_refs: Vec<Reference>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct RouteMatch {
    #[serde(deserialize_with = "nullable")]
    path: PathMatch,
    #[serde(deserialize_with = "nullable")]
    method: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct PathMatch {
    #[serde(rename = "type", deserialize_with = "nullable")]
    sort: String,
    #[serde(deserialize_with = "nullable")]
    value: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reference {
    #[serde(deserialize_with = "nullable")]
    kind: String,
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    namespace: String,
    port: Value,
}

impl Reference {
    fn namespace(&self, own: &str) -> String {
        if self.namespace.is_empty() { own.to_owned() } else { self.namespace.clone() }
    }
}

/// Decodes an `HTTPRoute`.
///
/// # Errors
/// If the text is not a valid `HTTPRoute`.
pub fn http_route(text: &str) -> DecodedObject {
    let raw: Raw<RouteSpec> = from_str(text)?;
    let meta: Meta = raw.metadata.into();
    let own = meta.namespace.as_str();
    let gateways =
        raw.spec.parent_refs.iter().filter(|parent_ref| matches!(parent_ref.kind.as_str(), "" | "Gateway"));
    let gateways = gateways.map(|gateway| format!("{}/{}", gateway.namespace(own), gateway.name)).collect();
    let mut paths = Vec::new();
    for (at, rule) in raw.spec.rules.iter().enumerate() {
        let every = [RouteMatch::default()];
        let matches = if rule.matches.is_empty() { every.as_slice() } else { rule.matches.as_slice() };
        let backends = rule.backend_refs.iter().enumerate();
        for (index, backend) in backends.filter(|(_, one)| matches!(one.kind.as_str(), "" | "Service")) {
            paths.extend(matches.iter().map(|one| RoutedPath {
                host: raw.spec.hostnames.first().cloned().unwrap_or_default(),
                path: if one.path.value.is_empty() { "/".into() } else { one.path.value.clone() },
                path_type: if one.path.sort.is_empty() { "PathPrefix".into() } else { one.path.sort.clone() },
                method: one.method.clone(),
                namespace: backend.namespace(own),
                service: backend.name.clone(),
                port: backend.port.as_u64().map(|port| port.to_string()).unwrap_or_default(),
                pointer: format!("/spec/rules/{at}/backendRefs/{index}"),
            }));
        }
    }
    Ok(Object::HTTPRoute(Box::new(HttpRoute { hosts: raw.spec.hostnames, meta, gateways, paths })))
}
