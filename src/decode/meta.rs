//! `metadata`, without the fields that are not used.

use super::nullable;
use crate::model::meta::Owner;
use crate::model::recent::Recent;
use crate::model::{Labels, Meta};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RawMeta {
    #[serde(deserialize_with = "nullable")]
    pub name: String,
    #[serde(deserialize_with = "nullable")]
    pub namespace: String,
    #[serde(deserialize_with = "nullable")]
    pub uid: String,
    #[serde(deserialize_with = "nullable")]
    pub resource_version: String,
    #[serde(deserialize_with = "nullable")]
    pub generation: i64,
    pub labels: Labels,
    pub annotations: Labels,
    #[serde(deserialize_with = "nullable")]
    pub creation_timestamp: String,
    #[serde(deserialize_with = "nullable")]
    pub deletion_timestamp: String,
    #[serde(deserialize_with = "nullable")]
    pub owner_references: Vec<RawOwner>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RawOwner {
    kind: String,
    name: String,
    uid: String,
    #[serde(deserialize_with = "nullable")]
    controller: bool,
}

impl RawOwner {
    /// Its kind and its name.
    pub fn names(&self) -> (&str, &str) {
        (&self.kind, &self.name)
    }
}

/// Text copied by `kubectl apply`: it contains whole objects, Secret values included.
pub(super) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

thread_local! {
    /// The pods of a ReplicaSet have the same owner.
    static OWNERS: Recent<[Owner]> = Recent::up_to(RECENT);
}

const RECENT: usize = 256;

fn owners(all: Arc<[Owner]>) -> Arc<[Owner]> {
    // A thread that is ending has no table any more.
    OWNERS.try_with(|known| known.keep(Arc::clone(&all))).unwrap_or(all)
}

impl From<RawMeta> for Meta {
    fn from(raw: RawMeta) -> Self {
        let kept = raw.annotations.iter().filter(|(key, _)| *key != LAST_APPLIED);
        let annotations = kept.collect();
        let owner = |raw: RawOwner| Owner {
            kind: raw.kind.into(),
            name: raw.name.into(),
            uid: raw.uid.into(),
            controller: raw.controller,
        };
        Self {
            annotations,
            namespace: raw.namespace.into(),
            name: raw.name.into(),
            uid: raw.uid.into(),
            resource_version: raw.resource_version.into(),
            generation: raw.generation,
            labels: raw.labels.shared(),
            created: raw.creation_timestamp.into(),
            owners: owners(raw.owner_references.into_iter().map(owner).collect()),
            deleting: !raw.deletion_timestamp.is_empty(),
            faults: Vec::new(),
        }
    }
}
