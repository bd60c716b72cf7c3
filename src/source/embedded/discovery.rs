//! Discovery: what is served, and in which versions.

use super::answer::{HttpAnswer, ServerRefusal, json_answer};
use super::fault::ServerFault;
use crate::model::Kind;
use crate::yaml::Put;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const VERBS: [&str; 6] = ["create", "delete", "get", "list", "patch", "watch"];

fn served(faults: &[ServerFault]) -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| !faults.contains(&ServerFault::NotServed(*kind))).collect()
}

pub fn version() -> HttpAnswer {
    json_answer(200, &json!({"major": "1", "minor": "33", "gitVersion": "v1.33.0", "platform": "embedded"}))
}

pub fn core_versions() -> HttpAnswer {
    json_answer(200, &json!({"kind": "APIVersions", "versions": ["v1"]}))
}

pub fn groups(faults: &[ServerFault]) -> HttpAnswer {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for info in served(faults).into_iter().map(Kind::info).filter(|info| !info.group.is_empty()) {
        let versions = groups.entry(info.group).or_default();
        versions.extend(info.versions);
    }
    let group = |(name, versions): (&str, Vec<&str>)| {
        let unique: BTreeSet<&str> = versions.iter().copied().collect();
        let entry = |version: &str| json!({"groupVersion": format!("{name}/{version}"), "version": version});
        let first = versions.first().copied().unwrap_or("v1");
        json!({"name": name, "versions": unique.into_iter().map(entry).collect::<Vec<_>>(), "preferredVersion": entry(first)})
    };
    let groups: Vec<Value> = groups.into_iter().map(group).collect();
    json_answer(200, &json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}))
}

pub fn resources(group: &str, version: &str, faults: &[ServerFault]) -> HttpAnswer {
    let here = served(faults).into_iter().map(Kind::info);
    let here = here.filter(|info| info.group == group && info.versions.contains(&version));
    let mut told = BTreeSet::new();
    let resources: Vec<Value> = here
        .filter(|info| told.insert(info.plural))
        .map(|info| {
            json!({
                "name": info.plural, "singularName": info.name.to_lowercase(), "kind": info.name, "namespaced": info.namespaced(),
                "verbs": VERBS,
            })
        })
        .collect();
    if resources.is_empty() {
        return ServerRefusal::new(404, "NotFound", "the server could not find the requested resource")
            .answer();
    }
    let name = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    json_answer(
        200,
        &json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": name, "resources": resources}),
    )
}

/// Returns groups, versions and resources in one answer: the core group alone, or all others.
pub fn aggregated(core: bool, faults: &[ServerFault]) -> HttpAnswer {
    let mut groups: BTreeMap<&str, BTreeMap<&str, Vec<Value>>> = BTreeMap::new();
    for info in served(faults).into_iter().map(Kind::info).filter(|info| info.group.is_empty() == core) {
        let versions = groups.entry(info.group).or_default();
        for version in info.versions {
            versions.entry(version).or_default().push(json!({
                "resource": info.plural, "singularResource": info.name.to_lowercase(),
                "responseKind": {"group": info.group, "version": version, "kind": info.name},
                "scope": if info.namespaced() { "Namespaced" } else { "Cluster" }, "verbs": VERBS,
            }));
        }
    }
    let version = |(name, resources): (&str, Vec<Value>)| json!({"version": name, "resources": resources, "freshness": "Current"});
    let group = |(name, versions): (&str, BTreeMap<&str, Vec<Value>>)| {
        let versions: Vec<Value> = versions.into_iter().map(version).collect();
        json!({"metadata": {"name": name}, "versions": versions})
    };
    let items: Vec<Value> = groups.into_iter().map(group).collect();
    json_answer(
        200,
        &json!({"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items}),
    )
}

/// Returns only the part that the explorer reads: the runtimes and the security contexts of a Function.
pub fn open_api(path: &str, buildless: bool, faults: &[ServerFault]) -> HttpAnswer {
    if path != "apis/serverless.kyma-project.io/v1alpha2" || !served(faults).contains(&Kind::Function) {
        return ServerRefusal::new(404, "NotFound", "the server could not find the requested resource")
            .answer();
    }
    let mut spec =
        json!({"runtime": {"type": "string", "enum": ["nodejs20", "nodejs22", "nodejs24", "python312"]}});
    if buildless {
        spec.put(["podSecurityContext"], json!({"type": "object"}));
    }
    let schema = json!({"type": "object", "properties": {"spec": {"type": "object", "properties": spec}}});
    json_answer(
        200,
        &json!({"openapi": "3.0.0", "components": {"schemas": {"io.kyma-project.serverless.v1alpha2.Function": schema}}}),
    )
}
