//! ConfigMaps whose text decides how policies are evaluated; their other content is not stored.

use super::from_str;
use super::{DecodedObject, RawMeta, nullable};
use crate::model::Object;
use crate::model::mesh::{ExtensionProvider, GatewayConfig, MeshConfig};
use crate::yaml;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Raw {
    metadata: RawMeta,
    #[serde(deserialize_with = "nullable")]
    data: BTreeMap<String, String>,
}

/// Decodes the ConfigMap of the mesh.
///
/// # Errors
/// If the text is not a valid ConfigMap.
pub fn mesh(text: &str) -> DecodedObject {
    let raw: Raw = from_str(text)?;
    let parsed = yaml::parse(raw.data.get("mesh").map_or("", String::as_str));
    let (value, fault) = match parsed {
        Ok(docs) => (docs.into_iter().next().map(|doc| doc.value).unwrap_or_default(), None),
        Err(fault) => (Value::Null, Some(fault.to_string())),
    };
    let word = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let providers = value.get("extensionProviders").and_then(Value::as_array).into_iter().flatten();
    Ok(Object::MeshConfig(Box::new(MeshConfig {
        meta: raw.metadata.into(),
        trust_domain: word("trustDomain"),
        root_namespace: word("rootNamespace"),
        providers: providers.filter_map(provider).collect(),
        fault,
    })))
}

fn provider(value: &Value) -> Option<ExtensionProvider> {
    let http = value.get("envoyExtAuthzHttp");
    let grpc = value.get("envoyExtAuthzGrpc");
    let opens = |config: Option<&Value>| config.and_then(|one| one.get("failOpen")).and_then(Value::as_bool);
    Some(ExtensionProvider {
        name: value.get("name")?.as_str()?.to_owned(),
        is_http: http.is_some(),
        is_grpc: grpc.is_some(),
        fail_open: opens(http).or_else(|| opens(grpc)).unwrap_or_default(),
    })
}

/// Decodes the ConfigMap of the API gateway: its text has one setting per line, such as `jwtHandler: istio`.
///
/// # Errors
/// If the text is not a valid ConfigMap.
pub fn gateway(text: &str) -> DecodedObject {
    let raw: Raw = from_str(text)?;
    let config = raw.data.get("api-gateway-config").map_or("", String::as_str);
    let handler = config.lines().find_map(|line| line.trim().strip_prefix("jwtHandler:"));
    Ok(Object::GatewayConfig(Box::new(GatewayConfig {
        meta: raw.metadata.into(),
        jwt_handler: handler.unwrap_or_default().trim().trim_matches('"').to_owned(),
    })))
}
