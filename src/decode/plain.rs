//! Kinds that need no analysis: a few fields of each, copied.

use super::{DecodedObject, OnlyMeta, Raw, RawMeta, nullable};
use super::{Error, from_str};
use crate::model::account::{MetadataOnly, ServiceAccount};
use crate::model::module::Node;
use crate::model::namespace::Namespace;
use crate::model::service::{Port, Service};
use crate::model::strings::SmallStr;
use crate::model::{Labels, Object};
use serde::Deserialize;
use serde_json::Value;

/// Decodes a Namespace.
///
/// # Errors
/// If the text is not a valid Namespace.
pub fn namespace(text: &str) -> DecodedObject {
    let raw: OnlyMeta = from_str(text)?;
    Ok(Object::Namespace(Box::new(Namespace { meta: raw.metadata.into() })))
}

/// Decodes an object that was requested without its content.
///
/// # Errors
/// If the text has no valid metadata.
pub fn sealed(text: &str) -> Result<Box<MetadataOnly>, Error> {
    let raw: OnlyMeta = from_str(text)?;
    Ok(Box::new(MetadataOnly { meta: raw.metadata.into() }))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ServiceSpec {
    #[serde(rename = "type", deserialize_with = "nullable")]
    kind: String,
    selector: Labels,
    #[serde(rename = "externalIPs", deserialize_with = "nullable")]
    external_ips: Vec<SmallStr>,
    #[serde(deserialize_with = "nullable")]
    ports: Vec<RawPort>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawPort {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    port: i64,
    #[serde(deserialize_with = "nullable")]
    node_port: i64,
    target_port: Value,
    #[serde(deserialize_with = "nullable")]
    protocol: String,
}

/// Returns a target port as text, a number or a name; empty if it is the port itself, as the API server sets it.
fn target_port(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(name) => name.clone(),
        other => other.to_string(),
    }
}

/// Decodes a Service.
///
/// # Errors
/// If the text is not a valid Service.
pub fn service(text: &str) -> DecodedObject {
    let raw: Raw<ServiceSpec> = from_str(text)?;
    let port = |raw: RawPort| Port {
        name: raw.name.into(),
        port: raw.port,
        node_port: raw.node_port,
        target: target_port(&raw.target_port).into(),
        protocol: raw.protocol.into(),
    };
    Ok(Object::Service(Box::new(Service {
        meta: raw.metadata.into(),
        kind: raw.spec.kind.into(),
        selector: raw.spec.selector,
        external_ips: raw.spec.external_ips,
        ports: raw.spec.ports.into_iter().map(port).collect(),
    })))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawAccount {
    metadata: RawMeta,
    automount_service_account_token: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    image_pull_secrets: Vec<RawReference>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawReference {
    name: String,
}

/// Decodes a ServiceAccount.
///
/// # Errors
/// If the text is not a valid ServiceAccount.
pub fn account(text: &str) -> DecodedObject {
    let raw: RawAccount = from_str(text)?;
    Ok(Object::ServiceAccount(Box::new(ServiceAccount {
        meta: raw.metadata.into(),
        automount: raw.automount_service_account_token,
        pull_secrets: raw.image_pull_secrets.into_iter().map(|secret| secret.name).collect(),
    })))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NodeStatus {
    #[serde(deserialize_with = "nullable")]
    addresses: Vec<Address>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Address {
    #[serde(rename = "type")]
    kind: String,
    address: String,
}

/// Decodes a Node.
///
/// # Errors
/// If the text is not a valid Node.
pub fn node(text: &str) -> DecodedObject {
    let raw: Raw<Value, NodeStatus> = from_str(text)?;
    let addresses = raw.status.addresses.into_iter().filter(|one| one.kind.ends_with("IP"));
    Ok(Object::Node(Box::new(Node {
        meta: raw.metadata.into(),
        addresses: addresses.map(|address| address.address).collect(),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_without_a_target_leads_to_itself_and_to_no_port_named_null() {
        let target = |text: &str| {
            let service =
                format!(r#"{{"metadata":{{"name":"a"}},"spec":{{"ports":[{{"port":80{text}}}]}}}}"#);
            let Ok(Object::Service(service)) = super::service(&service) else { panic!("a Service") };
            service.ports.first().map(|port| port.target.to_string())
        };
        for (text, wanted) in [
            ("", ""),
            (r#","targetPort":null"#, ""),
            (r#","targetPort":8080"#, "8080"),
            (r#","targetPort":"http""#, "http"),
        ] {
            assert_eq!(target(text).as_deref(), Some(wanted), "{text}");
        }
    }
}
