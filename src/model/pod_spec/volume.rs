//! Volumes: which sources they set, and which tokens and Secrets they expose.

use super::{LocalReference, lenient_structs};
use crate::model::lenient::{IfValid, Lenient, lenient, of_fields};
use serde::de::{IgnoredAny, MapAccess};

/// A volume: its name, the names of the sources it sets, and what is projected into it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Volume {
    pub name: String,
    pub projected: Option<Projected>,
    /// The Secret that it mounts, if it mounts one.
    pub secret: Option<String>,
    /// Keys other than `name` and `projected`, such as `hostPath`, sorted.
    pub sources: Vec<String>,
}

impl Volume {
    /// Returns the Secrets whose content it exposes, projected ones included.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let projected = self.projected.iter().flat_map(|all| &all.sources);
        let projected = projected
            .filter_map(|projection| projection.secret.as_ref())
            .map(|local_reference| local_reference.name.as_str());
        self.secret.as_deref().into_iter().chain(projected)
    }

    /// Whether the volume sets this source, by its name in the API.
    #[must_use]
    pub fn has(&self, source: &str) -> bool {
        (source == "projected" && self.projected.is_some()) || self.sources.iter().any(|set| set == source)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(default)]
pub struct Projected {
    #[serde(deserialize_with = "lenient")]
    pub sources: Vec<Projection>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Projection {
    #[serde(deserialize_with = "lenient")]
    pub service_account_token: Option<TokenProjection>,
    #[serde(deserialize_with = "lenient")]
    pub secret: Option<LocalReference>,
}

/// A bound token of the Pod's service account, written to a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TokenProjection {
    #[serde(deserialize_with = "lenient")]
    pub audience: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub expiration_seconds: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub path: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SecretVolume {
    #[serde(deserialize_with = "lenient")]
    secret_name: String,
}

lenient_structs! { Projected Projection TokenProjection SecretVolume }

impl Lenient for Volume {
    fn of_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut volume = Self::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "name" => volume.name = map.next_value::<IfValid<_>>()?.0.unwrap_or_default(),
                "secret" => {
                    let secret = map.next_value::<IfValid<SecretVolume>>()?.0;
                    volume.sources.extend(secret.is_some().then_some(key));
                    volume.secret = secret.map(|secret| secret.secret_name);
                }
                "projected" => volume.projected = map.next_value::<IfValid<_>>()?.0,
                _ => {
                    let set = map.next_value::<Option<IgnoredAny>>()?.is_some();
                    volume.sources.extend(set.then_some(key));
                }
            }
        }
        volume.sources.sort_unstable();
        volume.sources.dedup();
        volume.sources.shrink_to_fit();
        Ok(Some(volume))
    }
}
