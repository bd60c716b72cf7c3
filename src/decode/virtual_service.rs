//! Istio's `VirtualService` and `Gateway`.

use super::from_str;
use super::{DecodedObject, Raw, nullable};
use crate::model::mesh::{Destination, Gateway, HttpMatch, MeshRoute, Server, StringMatch, VirtualService};
use crate::model::{Labels, Object};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Spec {
    #[serde(deserialize_with = "nullable")]
    hosts: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    gateways: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    http: Vec<RawRoute>,
    #[serde(deserialize_with = "nullable")]
    tls: Vec<Stream>,
    #[serde(deserialize_with = "nullable")]
    tcp: Vec<Stream>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Stream {
    #[serde(deserialize_with = "nullable")]
    route: Vec<RawTarget>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawRoute {
    #[serde(rename = "match", deserialize_with = "nullable")]
    matches: Vec<Map<String, Value>>,
    #[serde(deserialize_with = "nullable")]
    route: Vec<RawTarget>,
    redirect: Option<Value>,
    direct_response: Option<Value>,
    #[serde(deserialize_with = "nullable")]
    headers: Value,
    #[serde(deserialize_with = "nullable")]
    cors_policy: Cors,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Cors {
    #[serde(deserialize_with = "nullable")]
    allow_origins: Vec<Value>,
    #[serde(deserialize_with = "nullable")]
    allow_credentials: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawTarget {
    #[serde(deserialize_with = "nullable")]
    destination: RawDestination,
    #[serde(deserialize_with = "nullable")]
    weight: i64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawDestination {
    #[serde(deserialize_with = "nullable")]
    host: String,
    #[serde(deserialize_with = "nullable")]
    port: PortNumber,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PortNumber {
    number: Option<u16>,
}

/// Decodes a `VirtualService`.
///
/// # Errors
/// If the text is not a valid `VirtualService`.
pub fn decode(text: &str) -> DecodedObject {
    let raw: Raw<Spec> = from_str(text)?;
    let streams = raw.spec.tls.into_iter().chain(raw.spec.tcp).flat_map(|stream| stream.route);
    Ok(Object::VirtualService(Box::new(VirtualService {
        meta: raw.metadata.into(),
        hosts: raw.spec.hosts,
        gateways: raw.spec.gateways,
        http: raw.spec.http.into_iter().map(route).collect(),
        streams: streams.map(destination).collect(),
    })))
}

fn route(raw: RawRoute) -> MeshRoute {
    let set = raw.headers.pointer("/request/set").and_then(Value::as_object);
    MeshRoute {
        matches: raw.matches.iter().map(matching).collect(),
        destinations: raw.route.into_iter().map(destination).collect(),
        answers: raw.redirect.is_some() || raw.direct_response.is_some(),
        sets: set.into_iter().flat_map(|set| set.keys().cloned()).collect(),
        cors_origins: raw.cors_policy.allow_origins.iter().filter_map(string_match).collect(),
        cors_credentials: raw.cors_policy.allow_credentials,
    }
}

fn destination(raw: RawTarget) -> Destination {
    Destination { host: raw.destination.host, port: raw.destination.port.number, weight: raw.weight }
}

const UNDERSTOOD: [&str; 5] = ["uri", "method", "authority", "ignoreUriCase", "name"];

fn matching(raw: &Map<String, Value>) -> HttpMatch {
    let part = |key: &str| raw.get(key).and_then(string_match);
    HttpMatch {
        uri: part("uri"),
        method: part("method"),
        authority: part("authority"),
        ignore_case: raw.get("ignoreUriCase").and_then(Value::as_bool).unwrap_or_default(),
        more: raw.keys().any(|key| !UNDERSTOOD.contains(&key.as_str())),
    }
}

fn string_match(value: &Value) -> Option<StringMatch> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
    let exact = text("exact").map(StringMatch::Exact);
    exact
        .or_else(|| text("prefix").map(StringMatch::Prefix))
        .or_else(|| text("regex").map(StringMatch::Regex))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct GatewaySpec {
    selector: Labels,
    #[serde(deserialize_with = "nullable")]
    servers: Vec<RawServer>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawServer {
    #[serde(deserialize_with = "nullable")]
    port: RawPort,
    #[serde(deserialize_with = "nullable")]
    hosts: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    tls: RawTls,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawPort {
    #[serde(deserialize_with = "nullable")]
    number: u16,
    #[serde(deserialize_with = "nullable")]
    protocol: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawTls {
    #[serde(deserialize_with = "nullable")]
    mode: String,
    #[serde(deserialize_with = "nullable")]
    https_redirect: bool,
    #[serde(deserialize_with = "nullable")]
    min_protocol_version: String,
}

/// Decodes a Gateway.
///
/// # Errors
/// If the text is not a valid Gateway.
pub fn gateway(text: &str) -> DecodedObject {
    let raw: Raw<GatewaySpec> = from_str(text)?;
    let server = |raw: RawServer| Server {
        port: raw.port.number,
        protocol: raw.port.protocol,
        hosts: raw.hosts,
        tls_mode: raw.tls.mode,
        https_redirect: raw.tls.https_redirect,
        min_version: raw.tls.min_protocol_version,
    };
    Ok(Object::Gateway(Box::new(Gateway {
        meta: raw.metadata.into(),
        selector: raw.spec.selector,
        servers: raw.spec.servers.into_iter().map(server).collect(),
    })))
}
