//! The engine's reading of the schema of APIRules, and a real API server that holds to it, asked the same questions.
//! In: generated specs around every border; out: no disagreement, neither on what is accepted nor on where it fails.

mod specs;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fnsec::decode;
use fnsec::model::apirule::SchemaFault;
use fnsec::model::{Kind, Object};
use futures::{StreamExt, stream};
use http::{Request, StatusCode};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::Client;
use kube::api::{Api, PostParams};
use kube::client::Body;
use serde::Deserialize;
use serde_json::{Value, json};

use self::specs::{borders, specs};
use super::access::ADMIN;
use super::crds::upstream;
use super::server::Cluster;
use super::shared;
use super::wait::until;

/// Beside the kind itself, so that both can be served.
const GROUP: &str = "schema.fnsec.test";
const SPECS: usize = 1200;
const AT_ONCE: usize = 16;
const VERSIONS: [&str; 3] = ["v2", "v2alpha1", "v1beta1"];

/// The published definition where there is one, else our own, under another group.
fn definition() -> CustomResourceDefinition {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crds/schema");
    let folder = upstream().unwrap_or(own);
    let files = fs::read_dir(folder).expect("the folder lists").map(|file| file.expect("a file").path());
    let texts = files.filter(|file| file.extension().is_some_and(|end| end == "yaml"));
    let texts: Vec<String> = texts.map(|file| fs::read_to_string(file).expect("the file reads")).collect();
    let docs = texts.iter().flat_map(|text| serde_yaml::Deserializer::from_str(text));
    let mut all = docs.filter_map(|doc| Value::deserialize(doc).ok());
    let mut found = all
        .find(|value| value["metadata"]["name"] == "apirules.gateway.kyma-project.io")
        .expect("a definition of APIRules");
    found["metadata"] = json!({"name": format!("apirules.{GROUP}")});
    found["spec"]["group"] = json!(GROUP);
    found["spec"].as_object_mut().expect("a spec").remove("conversion");
    serde_json::from_value(found).expect("a CRD")
}

async fn serve(cluster: &Cluster) -> Client {
    let client = cluster.client(ADMIN);
    let api: Api<CustomResourceDefinition> = Api::all(client.clone());
    api.create(&PostParams::default(), &definition()).await.expect("the server takes the CRD");
    for version in VERSIONS {
        let path = format!("/apis/{GROUP}/{version}/apirules");
        let answers = until(async || {
            let request = Request::get(&path).body(Vec::new()).expect("a request");
            client.request_text(request).await.is_ok()
        });
        assert!(answers.await, "{path} is not served");
    }
    client
}

fn object(group: &str, version: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": format!("{group}/{version}"), "kind": "APIRule", "metadata": {"generateName": "r-", "name": "r"}, "spec": spec,
    })
}

/// Where the engine finds fault.
fn expected(version: &str, spec: &Value) -> BTreeSet<String> {
    let text = object("gateway.kyma-project.io", version, spec).to_string();
    let Object::APIRule(rule) = decode::object(Kind::APIRule, &text).expect("whatever its types, it is read")
    else {
        panic!("an APIRule")
    };
    rule.faults.iter().map(SchemaFault::path).collect()
}

/// Where the server does, in a dry run.
async fn actual(client: &Client, namespace: &str, version: &str, spec: &Value) -> BTreeSet<String> {
    let path = format!("/apis/{GROUP}/{version}/namespaces/{namespace}/apirules?dryRun=All");
    let body = object(GROUP, version, spec).to_string();
    let request =
        Request::post(path).header("content-type", "application/json").body(Body::from(body.into_bytes()));
    let answer = client.send(request.expect("a request")).await.expect("an answer");
    if answer.status() == StatusCode::CREATED {
        return BTreeSet::new();
    }
    let bytes = http_body_util::BodyExt::collect(answer.into_body()).await.expect("a body").to_bytes();
    let status: Value = serde_json::from_slice(&bytes).expect("a status");
    let causes = status["details"]["causes"].as_array().cloned().unwrap_or_default();
    // A cause of no field says that rules between fields were left out, because types are wrong.
    let fields = causes.iter().filter_map(|one| one["field"].as_str()).filter(|field| *field != "<nil>");
    let fields: BTreeSet<String> = fields.map(ToOwned::to_owned).collect();
    assert!(!fields.is_empty(), "refused for another reason: {status}");
    fields
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn the_engine_accepts_what_the_server_accepts_and_names_the_same_places() {
    let cluster = shared().await;
    let namespace = &cluster.namespace("schema").await;
    let client = &serve(cluster).await;
    for version in VERSIONS {
        let all: Vec<Value> = borders(version).into_iter().chain(specs(version, SPECS)).collect();
        let total = all.len();
        let asked = stream::iter(all).map(|spec| async move {
            let actual = actual(client, namespace, version, &spec).await;
            (expected(version, &spec), actual, spec)
        });
        let answers: Vec<_> = asked.buffer_unordered(AT_ONCE).collect().await;
        let accepted = answers.iter().filter(|(_, actual, _)| actual.is_empty()).count();
        assert!(accepted > total / 20 && accepted < total, "{version}: {accepted} of {total} accepted");
        let differ: Vec<String> = answers
            .iter()
            // Rules between fields are left out by the server where types are wrong, and by us never.
            .filter(|(expected, actual, _)| {
                expected.is_empty() != actual.is_empty() || !actual.is_subset(expected)
            })
            .map(|(expected, actual, spec)| format!("{spec}\n  engine {expected:?}\n  server {actual:?}"))
            .collect();
        let shown = differ.iter().take(10).cloned().collect::<Vec<_>>().join("\n");
        assert!(differ.is_empty(), "{version}: {} of {total} differ\n{shown}", differ.len());
        eprintln!("{version}: {total} specs, {accepted} accepted, no difference");
    }
}
