//! What this server serves: the version of each kind, and what its schema says about Functions.

use super::Trouble;
use super::wire::ServedKind;
use crate::model::Kind;
use crate::model::platform::{Schema, Version};
use kube::Client;
use kube::core::discovery::v2::APIGroupDiscoveryList;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Versions by kind, if served.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    served: BTreeMap<Kind, &'static str>,
}

impl Catalogue {
    #[must_use]
    pub fn of(&self, kind: Kind) -> Option<ServedKind> {
        self.served.get(&kind).map(|version| ServedKind { kind, version })
    }
}

/// The served resources: group, version, plural.
type Offers = BTreeSet<(String, String, String)>;

const WHAT: &str = "Asking what the cluster serves";

/// Discovers everything with two requests; a server too old for that is queried group by group.
///
/// # Errors
/// If discovery fails.
pub async fn catalogue(client: &Client) -> Result<Catalogue, Trouble> {
    let (core, named) =
        tokio::join!(client.list_core_api_versions_aggregated(), client.list_api_groups_aggregated());
    let mut offers = Offers::new();
    for list in [core, named] {
        gather(list.map_err(|why| Trouble::of(WHAT, &why))?, &mut offers);
    }
    if offers.is_empty() {
        offers = group_by_group(client).await?;
    }
    Ok(Catalogue { served: preferred(&offers) })
}

fn gather(list: APIGroupDiscoveryList, offers: &mut Offers) {
    for group in list.items {
        let name = group.metadata.and_then(|meta| meta.name).unwrap_or_default();
        for version in group.versions {
            let of = version.version.unwrap_or_default();
            let plurals = version.resources.into_iter().filter_map(|resource| resource.resource);
            offers.extend(plurals.map(|plural| (name.clone(), of.clone(), plural)));
        }
    }
}

/// Requests the groups, then the resources of the groups that are read, all at once.
async fn group_by_group(client: &Client) -> Result<Offers, Trouble> {
    let groups = client.list_api_groups().await.map_err(|why| Trouble::of(WHAT, &why))?;
    let mut wanted: Vec<(&'static str, &'static str)> = Vec::new();
    for info in Kind::ALL.map(Kind::info) {
        let group = groups.groups.iter().find(|group| group.name == info.group);
        let offered = |version: &str| {
            info.group.is_empty()
                || group
                    .is_some_and(|group| group.versions.iter().any(|discovery| discovery.version == version))
        };
        wanted.extend(
            info.versions.iter().filter(|version| offered(version)).map(|version| (info.group, *version)),
        );
    }
    wanted.sort_unstable();
    wanted.dedup();
    let asked = wanted.into_iter().map(|(group, version)| async move {
        // A group that does not answer serves nothing that could be read.
        let plurals = resources(client, group, version).await.unwrap_or_default();
        plurals.into_iter().map(move |plural| (group.to_owned(), version.to_owned(), plural))
    });
    Ok(futures::future::join_all(asked).await.into_iter().flatten().collect())
}

async fn resources(client: &Client, group: &str, version: &str) -> Result<Vec<String>, kube::Error> {
    let list = if group.is_empty() {
        client.list_core_api_resources(version).await?
    } else {
        client.list_api_group_resources(&format!("{group}/{version}")).await?
    };
    Ok(list.resources.into_iter().map(|resource| resource.name).collect())
}

fn preferred(offers: &Offers) -> BTreeMap<Kind, &'static str> {
    let each = Kind::ALL.map(Kind::info).into_iter();
    each.filter_map(|info| {
        let serves =
            |version: &&str| offers.contains(&(info.group.into(), (*version).into(), info.plural.into()));
        Some((info.kind, info.versions.iter().copied().find(serves)?))
    })
    .collect()
}

/// Returns the server's version; vendors append text after the numbers.
pub async fn version(client: &Client) -> Option<Version> {
    let told = client.apiserver_version().await.ok()?;
    Version::parse(&told.git_version)
}

/// Returns the schema of Functions from the server's OpenAPI document, which every authenticated user may
/// read.
pub async fn schema(client: &Client) -> Option<Schema> {
    let path = "/openapi/v3/apis/serverless.kyma-project.io/v1alpha2";
    let request = http::Request::get(path).body(Vec::new()).ok()?;
    let document: Value = client.request(request).await.ok()?;
    let schemas = document.pointer("/components/schemas")?.as_object()?;
    let function = schemas.values().find_map(|schema| schema.pointer("/properties/spec/properties"))?;
    let runtimes = function.pointer("/runtime/enum").and_then(Value::as_array).into_iter().flatten();
    Some(Schema {
        runtimes: runtimes.filter_map(Value::as_str).map(Into::into).collect(),
        has_contexts: function.get("podSecurityContext").is_some(),
    })
}
