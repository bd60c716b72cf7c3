//! One type for the watcher, whatever the kind: the raw text of an object, and its bare metadata.

use crate::door::RawMeta;
use crate::model::Kind;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::Resource;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A kind in the version that this server serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    pub kind: Kind,
    pub version: &'static str,
}

/// An object as its text; it is decoded, kind by kind, at the door.
#[derive(Debug, Clone)]
pub struct Wire {
    pub raw: Box<RawValue>,
    meta: ObjectMeta,
}

impl<'de> Deserialize<'de> for Wire {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Named {
            metadata: RawMeta,
        }
        let raw = Box::<RawValue>::deserialize(input)?;
        let named: Named = serde_json::from_str(raw.get()).unwrap_or_default();
        let meta = ObjectMeta {
            name: Some(named.metadata.name),
            namespace: Some(named.metadata.namespace),
            resource_version: Some(named.metadata.resource_version),
            ..ObjectMeta::default()
        };
        Ok(Self { raw, meta })
    }
}

impl Resource for Wire {
    type DynamicType = Served;
    type Scope = k8s_openapi::NamespaceResourceScope;

    fn kind(served: &Served) -> Cow<'_, str> {
        served.kind.info().name.into()
    }

    fn group(served: &Served) -> Cow<'_, str> {
        served.kind.info().group.into()
    }

    fn version(served: &Served) -> Cow<'_, str> {
        served.version.into()
    }

    fn plural(served: &Served) -> Cow<'_, str> {
        served.kind.info().plural.into()
    }

    fn meta(&self) -> &ObjectMeta {
        &self.meta
    }

    fn meta_mut(&mut self) -> &mut ObjectMeta {
        &mut self.meta
    }
}
