//! Brings the kinds that Kubernetes does not know into a cluster.
//! In: the definitions of `tests/crds`, those of a folder named by `FNSEC_CRDS` in their place where it has
//! them, and bare ones for every other kind; out: every version they serve answers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fnsec::model::Kind;
use fnsec::model::kind::KindInfo;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Patch, PatchParams};
use kube::runtime::wait::{Condition, conditions::is_crd_established};
use kube::{Api, Client, ResourceExt};
use serde::Deserialize;
use serde_json::{Value, json};

use super::access::ADMIN;
use super::server::Cluster;
use super::wait::until;

impl Cluster {
    /// Applies every CRD of `tests/crds` and waits until each is established and served.
    pub async fn apply_crds(&self) {
        let client = self.client(ADMIN);
        let crds = definitions();
        let api: Api<CustomResourceDefinition> = Api::all(client.clone());
        let by = PatchParams::apply("fnsec-tests").force();
        for crd in &crds {
            let applied = api.patch(&crd.name_any(), &by, &Patch::Apply(crd)).await;
            applied.expect("the server takes the CRD");
        }
        for crd in &crds {
            established(&api, &crd.name_any()).await;
            for version in crd.spec.versions.iter().filter(|version| version.served) {
                served(&client, crd, &version.name).await;
            }
        }
    }
}

/// A folder of definitions as they are published, which ask for more than ours.
pub fn upstream() -> Option<PathBuf> {
    std::env::var_os("FNSEC_CRDS").map(PathBuf::from)
}

/// By name; what stands in `FNSEC_CRDS` comes before our own, and a bare one serves where there is neither.
fn definitions() -> Vec<CustomResourceDefinition> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crds");
    let upstream = upstream();
    let mut all = BTreeMap::new();
    for folder in upstream.iter().chain([&own]) {
        for crd in written(folder) {
            all.entry(crd.name_any()).or_insert(crd);
        }
    }
    for info in Kind::ALL.map(Kind::info).into_iter().filter(|info| is_foreign(info.group)) {
        all.entry(info.resource()).or_insert_with(|| bare(info));
    }
    all.into_values().collect()
}

/// Of two definitions of one name in a folder, the one in the first file counts.
fn written(folder: &Path) -> Vec<CustomResourceDefinition> {
    let files = fs::read_dir(folder).expect("the CRD folder lists").map(|file| file.expect("a file").path());
    let mut files: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|end| end == "yaml")).collect();
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).expect("the file reads"));
    texts.flat_map(|text| documents(&text)).collect()
}

fn documents(text: &str) -> Vec<CustomResourceDefinition> {
    let values = serde_yaml::Deserializer::from_str(text).map(|one| Value::deserialize(one).expect("YAML"));
    let defined = values.filter(|value| value["kind"] == "CustomResourceDefinition");
    defined
        .map(|mut value| {
            // Whoever converts between versions upstream is not here.
            value["spec"].as_object_mut().expect("a spec").remove("conversion");
            serde_json::from_value(value).expect("a CRD")
        })
        .collect()
}

fn is_foreign(group: &str) -> bool {
    !matches!(group, "" | "apps" | "batch" | "networking.k8s.io" | "rbac.authorization.k8s.io")
}

/// Any object of the kind, in every version of it.
fn bare(info: KindInfo) -> CustomResourceDefinition {
    let version = |at: usize, name: &str| {
        json!({
            "name": name, "served": true, "storage": at == 0, "subresources": {"status": {}},
            "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
        })
    };
    let versions: Vec<Value> = info.versions.iter().enumerate().map(|(at, name)| version(at, name)).collect();
    let value = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {
            "name": info.resource(),
            // Groups under k8s.io ask who approved them.
            "annotations": {"api-approved.kubernetes.io": "unapproved, for tests only"},
        },
        "spec": {
            "group": info.group,
            "names": {"kind": info.name, "plural": info.plural, "singular": info.name.to_lowercase()},
            "scope": if info.namespaced() { "Namespaced" } else { "Cluster" },
            "versions": versions,
        },
    });
    serde_json::from_value(value).expect("a CRD")
}

async fn established(api: &Api<CustomResourceDefinition>, name: &str) {
    let established = until(async || {
        let found = api.get(name).await;
        found.is_ok_and(|crd| is_crd_established().matches_object(Some(&crd)))
    });
    assert!(established.await, "{name} is not established");
}

/// An established CRD still answers 404 for a moment.
async fn served(client: &Client, crd: &CustomResourceDefinition, version: &str) {
    let (group, plural) = (&crd.spec.group, &crd.spec.names.plural);
    let path = format!("/apis/{group}/{version}/{plural}");
    let answers = until(async || {
        let request = http::Request::get(&path).body(Vec::new());
        let request = request.expect("a path makes a request");
        client.request_text(request).await.is_ok()
    });
    assert!(answers.await, "{path} is not served");
}
