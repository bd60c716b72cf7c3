//! What this server serves: the version of each kind, and what its schema tells about Functions.

use super::Trouble;
use super::wire::Served;
use crate::model::Kind;
use crate::model::platform::{Schema, Version};
use kube::Client;
use serde_json::Value;
use std::collections::BTreeMap;

/// Versions by group and resource; what a group cannot be asked about is tried as if served.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    served: BTreeMap<Kind, &'static str>,
}

impl Catalogue {
    pub fn of(&self, kind: Kind) -> Option<Served> {
        self.served.get(&kind).map(|version| Served { kind, version })
    }
}

/// Asks for the groups, then for the resources of the groups we read, all at once.
pub async fn catalogue(client: &Client) -> Result<Catalogue, Trouble> {
    let groups =
        client.list_api_groups().await.map_err(|why| Trouble::of("Asking what the cluster serves", &why))?;
    let mut wanted: Vec<(&'static str, &'static str)> = Vec::new();
    for info in Kind::ALL.map(Kind::info) {
        let group = groups.groups.iter().find(|group| group.name == info.group);
        let offered = |version: &str| {
            info.group.is_empty()
                || group.is_some_and(|group| group.versions.iter().any(|one| one.version == version))
        };
        wanted.extend(
            info.versions.iter().filter(|version| offered(version)).map(|version| (info.group, *version)),
        );
    }
    wanted.sort_unstable();
    wanted.dedup();
    let asked = wanted
        .into_iter()
        .map(|(group, version)| async move { (group, version, resources(client, group, version).await) });
    let answers = futures::future::join_all(asked).await;
    Ok(Catalogue { served: preferred(&answers) })
}

type Resources = Result<Vec<String>, kube::Error>;

async fn resources(client: &Client, group: &str, version: &str) -> Resources {
    let list = if group.is_empty() {
        client.list_core_api_resources(version).await?
    } else {
        client.list_api_group_resources(&format!("{group}/{version}")).await?
    };
    Ok(list.resources.into_iter().map(|resource| resource.name).collect())
}

fn preferred(answers: &[(&'static str, &'static str, Resources)]) -> BTreeMap<Kind, &'static str> {
    let serves = |info: &crate::model::kind::Info, version: &str| {
        let answer = answers.iter().find(|(group, of, _)| *group == info.group && *of == version);
        answer.is_some_and(|(_, _, list)| {
            list.as_ref().is_ok_and(|names| names.iter().any(|name| name == info.plural))
        })
    };
    let each = Kind::ALL.map(Kind::info).into_iter();
    each.filter_map(|info| {
        Some((info.kind, info.versions.iter().copied().find(|version| serves(&info, version))?))
    })
    .collect()
}

/// The server's version; vendors write more behind the numbers.
pub async fn version(client: &Client) -> Option<Version> {
    let told = client.apiserver_version().await.ok()?;
    Version::parse(&told.git_version)
}

/// The schema of Functions from the server's OpenAPI document; every authenticated user may read it.
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
