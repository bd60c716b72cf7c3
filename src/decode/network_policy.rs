//! NetworkPolicies, with the defaults of the API server applied.

use super::{DecodedObject, Raw, nullable};
use super::{Error, from_str};
use crate::model::network_policy::{NetworkPolicy, NetworkRule, Peer, PolicyPort, PortName, Protocol};
use crate::model::{Object, Selector};
use serde::Deserialize;
use serde::de::Error as _;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(deserialize_with = "nullable")]
    pod_selector: Selector,
    policy_types: Option<Vec<String>>,
    ingress: Option<Vec<RawRule>>,
    egress: Option<Vec<RawRule>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawRule {
    #[serde(deserialize_with = "nullable")]
    from: Vec<RawPeer>,
    #[serde(deserialize_with = "nullable")]
    to: Vec<RawPeer>,
    #[serde(deserialize_with = "nullable")]
    ports: Vec<RawPort>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawPeer {
    pod_selector: Option<Selector>,
    namespace_selector: Option<Selector>,
    ip_block: Option<Block>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Block {
    cidr: String,
    #[serde(deserialize_with = "nullable")]
    except: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawPort {
    #[serde(deserialize_with = "nullable")]
    protocol: String,
    port: Value,
    end_port: Option<u16>,
}

impl Spec {
    /// Without policy types a policy applies to ingress, and to egress when it has egress rules.
    fn is_about(&self, direction: &str) -> bool {
        match &self.policy_types {
            Some(types) if !types.is_empty() => types.iter().any(|kind| kind == direction),
            _ => direction == "Ingress" || self.egress.as_ref().is_some_and(|rules| !rules.is_empty()),
        }
    }
}

/// Decodes a NetworkPolicy.
///
/// # Errors
/// If the text is not a valid NetworkPolicy.
pub fn decode(text: &str) -> DecodedObject {
    let raw: Raw<Spec> = from_str(text)?;
    let (about_ingress, about_egress) = (raw.spec.is_about("Ingress"), raw.spec.is_about("Egress"));
    let rules = |about: bool, raw: Option<Vec<RawRule>>| {
        let rules = raw.unwrap_or_default().into_iter().map(rule);
        about.then(|| rules.collect::<Result<Vec<NetworkRule>, Error>>()).transpose()
    };
    Ok(Object::NetworkPolicy(Box::new(NetworkPolicy {
        meta: raw.metadata.into(),
        pods: raw.spec.pod_selector,
        ingress: rules(about_ingress, raw.spec.ingress)?,
        egress: rules(about_egress, raw.spec.egress)?,
    })))
}

fn rule(raw: RawRule) -> Result<NetworkRule, Error> {
    let peers = raw.from.into_iter().chain(raw.to).map(peer).collect();
    let ports = raw.ports.into_iter().map(port).collect::<Result<_, _>>()?;
    Ok(NetworkRule { peers, ports })
}

fn peer(raw: RawPeer) -> Peer {
    match raw.ip_block {
        Some(block) => Peer::Block { cidr: block.cidr, except: block.except },
        None => Peer::Pods { namespaces: raw.namespace_selector, pods: raw.pod_selector },
    }
}

fn port(raw: RawPort) -> Result<PolicyPort, Error> {
    let protocol = Protocol::read(&raw.protocol);
    let protocol = protocol.ok_or_else(|| {
        Error::custom(format!("invalid protocol \"{}\": use TCP, UDP or SCTP", raw.protocol))
    })?;
    let port = match raw.port {
        Value::Null => None,
        Value::String(name) => Some(PortName::Name(name.into())),
        Value::Number(number) => {
            let number = number.as_u64().and_then(|number| u16::try_from(number).ok());
            Some(PortName::Number(
                number.ok_or_else(|| Error::custom("invalid port: use a number up to 65535"))?,
            ))
        }
        _ => return Err(Error::custom("invalid port: use a number or a name")),
    };
    Ok(PolicyPort { protocol, port, end_port: raw.end_port })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(spec: &str) -> NetworkPolicy {
        match decode(&format!("{{\"spec\":{spec}}}")).expect("reads") {
            Object::NetworkPolicy(policy) => *policy,
            other => panic!("no policy: {other:?}"),
        }
    }

    #[test]
    fn without_types_egress_rules_decide_whether_it_is_about_egress() {
        assert_eq!(policy("{}").ingress, Some(Vec::new()));
        assert_eq!(policy("{}").egress, None);
        assert_eq!(policy(r#"{"egress":[]}"#).egress, None);
        assert_eq!(policy(r#"{"egress":[{}]}"#).egress, Some(vec![NetworkRule::default()]));
    }

    #[test]
    fn rules_of_a_direction_it_is_not_about_do_not_count() {
        let one = policy(r#"{"policyTypes":["Egress"],"ingress":[{}]}"#);
        assert_eq!((one.ingress, one.egress), (None, Some(Vec::new())));
    }

    #[test]
    fn a_port_is_a_number_a_name_or_a_range() {
        let one = policy(
            r#"{"ingress":[{"ports":[{"port":80,"endPort":90},{"port":"http","protocol":"UDP"},{}]}]}"#,
        );
        let ports = &one.ingress.expect("ingress")[0].ports;
        assert_eq!((ports[0].port.clone(), ports[0].end_port), (Some(PortName::Number(80)), Some(90)));
        assert_eq!(
            (ports[1].protocol, ports[1].port.clone()),
            (Protocol::Udp, Some(PortName::Name("http".into())))
        );
        assert_eq!((ports[2].protocol, ports[2].port.clone()), (Protocol::Tcp, None));
        assert!(decode(r#"{"spec":{"ingress":[{"ports":[{"protocol":"ICMP"}]}]}}"#).is_err());
    }
}
