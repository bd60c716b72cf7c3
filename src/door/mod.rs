//! The door of the snapshot: JSON of the API flows in, lean analysed objects flow out.
//!
//! Whatever the checks do not need stays outside: managed fields, last-applied text, Secret
//! values, and the text of Functions once it has been analysed.

mod apirule;
mod apirule_v1beta1;
mod function;
mod meta;
mod plain;
mod pod;
mod rbac;

use crate::model::{Kind, Object};
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use meta::RawMeta;

/// An object that could not be understood, with what is known of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub namespace: String,
    pub name: String,
    pub why: String,
}

/// Reads one object of a known kind from the text of its JSON.
pub fn decode(kind: Kind, text: &str) -> Result<Object, Broken> {
    let made = match kind {
        Kind::Namespace => plain::namespace(text),
        Kind::Function => function::decode(text),
        Kind::APIRule => apirule::decode(text),
        Kind::Serverless => plain::serverless(text),
        Kind::Service => plain::service(text),
        Kind::Pod => pod::pod(text),
        Kind::Deployment => pod::deployment(text),
        Kind::DaemonSet => pod::daemon_set(text),
        Kind::ServiceAccount => plain::account(text),
        Kind::Secret => plain::secret(text),
        Kind::ConfigMap => plain::config_map(text),
        Kind::NetworkPolicy => plain::network_policy(text),
        Kind::AuthorizationPolicy => plain::authorization_policy(text),
        Kind::Role => rbac::role(text).map(|role| Object::Role(Box::new(role))),
        Kind::ClusterRole => rbac::role(text).map(|role| Object::ClusterRole(Box::new(role))),
        Kind::RoleBinding => rbac::binding(text).map(|one| Object::RoleBinding(Box::new(one))),
        Kind::ClusterRoleBinding => rbac::binding(text).map(|one| Object::ClusterRoleBinding(Box::new(one))),
    };
    made.map_err(|fault| broken(text, &fault))
}

fn broken(text: &str, fault: &serde_json::Error) -> Broken {
    let (namespace, name) = names(text);
    Broken { namespace, name, why: fault.to_string() }
}

/// Namespace and name, even of an object that is otherwise nonsense.
pub fn names(text: &str) -> (String, String) {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Named {
        metadata: RawMeta,
    }
    let named: Named = serde_json::from_str(text).unwrap_or_default();
    (named.metadata.namespace, named.metadata.name)
}

/// Absent, null and (where it is harmless) mistyped values count as the default.
pub(crate) fn nullable<'de, D, T>(input: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    Option::<T>::deserialize(input).map(Option::unwrap_or_default)
}
