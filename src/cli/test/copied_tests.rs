//! Tests that are copied from the map and the grid hold.

use super::answer::{Answer, Asked};
use super::ask::ask;
use crate::app::Place;
use crate::app::input::copy_test;
use crate::app::model::Model;
use crate::cli::gather::gather_kinds;
use crate::engine::access::Capability;
use crate::model::Kind;
use crate::run::scenes::TODAY;
use crate::run::stage::Stage;
use crate::source::Wanted;
use crate::verdicts::expect;

fn demo() -> Wanted {
    Wanted { demo: true, ..Wanted::default() }
}

/// Copies the cell that is selected, and asks for what was copied.
fn copied(asked: &Asked<'_>, model: &Model) -> usize {
    let Ok(text) = copy_test::lines(model) else { return 0 };
    let docs = crate::yaml::parse(&text).expect("YAML");
    let lines = docs[0].value.as_array().expect("a list").clone();
    for line in &lines {
        let sentence = line.as_str().expect("a sentence");
        let parsed = expect::parse(sentence).expect("parses back");
        assert_eq!(ask(asked, &parsed), Answer::Holds, "{sentence}");
    }
    lines.len()
}

#[tokio::test]
async fn every_cell_of_the_map_is_copied_as_a_test_that_holds() {
    let gathered = gather_kinds(&demo(), TODAY, &Kind::watched()).await.expect("the demo");
    let parameters = demo().config.parameters.clone();
    let asked = Asked::of(&gathered, &parameters);
    let mut stage = Stage::open(&demo(), TODAY, (120, 36)).await.expect("the demo");
    stage.press("5").await.expect("the map");
    assert_eq!(stage.model.place, Place::Reach);
    let names = stage.model.grids.reach.as_ref().expect("a map").matrix.names.len();
    let mut count = 0;
    for _ in 0..names {
        for _ in 0..=names {
            count += copied(&asked, &stage.model);
            stage.press("j").await.expect("down");
        }
        stage.model.cursor_mut(0).row = 0;
        stage.press("l").await.expect("to the right");
    }
    assert!(count > names * 3, "{count} of {}", names * (names + 1));
}

#[tokio::test]
async fn every_cell_of_the_access_grid_is_copied_as_tests_that_hold() {
    let gathered = gather_kinds(&demo(), TODAY, &Kind::watched()).await.expect("the demo");
    let parameters = demo().config.parameters.clone();
    let asked = Asked::of(&gathered, &parameters);
    let mut stage = Stage::open(&demo(), TODAY, (120, 36)).await.expect("the demo");
    stage.press("w").await.expect("the grid");
    let rows = stage.model.grids.access.as_ref().expect("a grid").rows.len();
    let mut count = 0;
    for row in 0..rows {
        for column in 0..Capability::ALL.len() {
            stage.model.cursor_mut(0).row = row;
            stage.model.grids.access_column = column;
            count += copied(&asked, &stage.model);
        }
    }
    assert!(count > rows * 4, "{count} of {rows} rows");
}

const FILES: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Namespace
metadata: {name: web, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Pod
metadata: {name: orders, namespace: shop, labels: {app: orders}}
spec: {containers: [{name: app, image: a}, {name: istio-proxy, image: istio/proxyv2}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: web, labels: {app: client}}
spec: {serviceAccountName: client, containers: [{name: app, image: a}, {name: istio-proxy, image: istio/proxyv2}]}
---
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: shop}
spec: {selector: {app: orders}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: orders, namespace: shop}
spec:
  hosts: [orders.example.com]
  gateway: kyma-system/kyma-gateway
  service: {name: orders, port: 80}
  rules:
  - path: /*
    methods: [GET]
    jwt: {authentications: [{issuer: 'https://id.example.com', jwksUri: 'https://id.example.com/keys'}]}
";

#[tokio::test]
async fn over_files_the_map_and_its_tests_assume_the_same_generated_policies() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("all.yaml"), FILES).expect("written");
    let wanted = Wanted { files: vec![folder.path().to_owned()], ..Wanted::default() };
    let gathered = gather_kinds(&wanted, TODAY, &Kind::watched()).await.expect("the files");
    let parameters = wanted.config.parameters.clone();
    let asked = Asked::of(&gathered, &parameters);
    let mut stage = Stage::open(&wanted, TODAY, (120, 36)).await.expect("the files");
    stage.press("5").await.expect("the map");
    let reach = stage.model.grids.reach.as_ref().expect("a map");
    let names: Vec<String> = reach.matrix.names.iter().map(ToString::to_string).collect();
    assert!(reach.assumption().expect("a rule").contains("shop/orders"), "{names:?}");
    let at = |name: &str| names.iter().position(|one| one == name).expect("a namespace");
    stage.model.cursor_mut(0).row = at("web") + 1;
    stage.model.grids.reach_column = at("shop");
    stage.press("k").await.expect("up");
    stage.press("j").await.expect("down");
    let text = copy_test::lines(&stage.model).expect("a test");
    assert_eq!(text, "- web/* may not connect to shop/*\n");
    assert_eq!(copied(&asked, &stage.model), 1);
}
