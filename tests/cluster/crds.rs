//! Brings the CRDs of `tests/crds` into a cluster.
//! In: the YAML files; out: every version they serve answers.

use std::fs;
use std::path::Path;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Patch, PatchParams};
use kube::runtime::wait::{Condition, conditions::is_crd_established};
use kube::{Api, Client, ResourceExt};

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

fn definitions() -> Vec<CustomResourceDefinition> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crds");
    let files = fs::read_dir(folder).expect("the CRD folder lists");
    let texts = files.map(|file| fs::read_to_string(file.expect("a file").path()));
    texts.map(|text| serde_yaml::from_str(&text.expect("the file reads")).expect("a CRD")).collect()
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
