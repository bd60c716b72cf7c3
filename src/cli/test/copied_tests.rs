//! Tests that are copied from the map and the grid hold.

use super::answer::{Answer, PreparedEngines};
use super::ask::ask;
use crate::app::Place;
use crate::app::input::copy_test;
use crate::app::model::Model;
use crate::cli::gather::gather_kinds;
use crate::engine::access::Capability;
use crate::model::Kind;
use crate::run::scenes::TODAY;
use crate::run::stage::Stage;
use crate::source::SourceRequest;
use crate::verdicts::expect;

fn demo() -> SourceRequest {
    SourceRequest { demo: true, ..SourceRequest::default() }
}

/// Reasons why a cell has no test.
const REASONS: [&str; 3] = [
    "the answer is unknown",
    "the permission is over named objects only",
    "every authenticated user may do it",
];

/// Copies the cell that is selected, and asks for what was copied.
fn copied(asked: &PreparedEngines<'_>, model: &Model) -> usize {
    let text = match copy_test::lines(model) {
        Ok(text) => text,
        Err(why) => {
            let is_known = REASONS.iter().any(|reason| why.starts_with(reason));
            assert!(is_known, "{why}");
            return 0;
        }
    };
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
    let asked = PreparedEngines::of(&gathered, &parameters);
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
    let asked = PreparedEngines::of(&gathered, &parameters);
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
    let wanted = SourceRequest { files: vec![folder.path().to_owned()], ..SourceRequest::default() };
    let gathered = gather_kinds(&wanted, TODAY, &Kind::watched()).await.expect("the files");
    let parameters = wanted.config.parameters.clone();
    let asked = PreparedEngines::of(&gathered, &parameters);
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

const WORKLOADS: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Namespace
metadata: {name: web}
---
apiVersion: v1
kind: Namespace
metadata: {name: empty}
---
apiVersion: v1
kind: Namespace
metadata: {name: closed}
---
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: orders, namespace: shop}
spec: {runtime: nodejs22, source: {inline: {source: 'module.exports = { main: () => 1 }'}}}
---
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: shop, labels: {app: bare}}
spec: {containers: [{name: app, image: a}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: client, namespace: web}
spec:
  selector: {matchLabels: {app: client}}
  template:
    metadata: {labels: {app: client}}
    spec: {containers: [{name: app, image: a}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: closed}
spec:
  schedule: '0 0 * * *'
  jobTemplate: {spec: {template: {metadata: {labels: {app: nightly}}, spec: {restartPolicy: Never, containers: [{name: app, image: a}]}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: none, namespace: closed}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: orders, namespace: shop}
spec:
  hosts: [orders.example.com]
  gateway: kyma-system/kyma-gateway
  service: {name: orders, port: 80}
  rules: [{path: /*, methods: [GET], noAuth: true}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: shop}
rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: known, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: dev}, {apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: elsewhere, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: dev}, {kind: ServiceAccount, name: default, namespace: shop}]
";

/// Opens files at a place; returns the test or the refusal of every cell that a walk over it meets.
async fn walked(files: &str, keys: &str, rows: usize, columns: usize) -> Vec<Result<String, String>> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("all.yaml"), files).expect("written");
    let wanted = SourceRequest { files: vec![folder.path().to_owned()], ..SourceRequest::default() };
    let gathered = gather_kinds(&wanted, TODAY, &Kind::watched()).await.expect("the files");
    let parameters = wanted.config.parameters.clone();
    let asked = PreparedEngines::of(&gathered, &parameters);
    let mut stage = Stage::open(&wanted, TODAY, (120, 36)).await.expect("the files");
    for key in keys.split_whitespace() {
        stage.press(key).await.expect(key);
    }
    let mut all = Vec::new();
    for column in 0..columns {
        for row in 0..rows {
            stage.model.cursor_mut(0).row = row;
            stage.model.grids.reach_column = column;
            stage.model.grids.access_column = column;
            copied(&asked, &stage.model);
            all.push(copy_test::lines(&stage.model).map(|text| text.trim_end().to_owned()));
        }
    }
    all
}

#[tokio::test]
async fn over_files_every_cell_of_the_map_is_copied_whether_it_has_pods_or_not() {
    let all = walked(WORKLOADS, "5", 5, 4).await;
    let names = ["closed", "empty", "shop", "web"];
    let may = |from: &str, to: &str| match (from, to) {
        ("internet", "shop") => true,
        ("internet", _) => false,
        (from, to) => ["shop", "web"].contains(&from) && ["shop", "web"].contains(&to),
    };
    let mut expected = Vec::new();
    for to in names {
        for from in ["internet"].into_iter().chain(names) {
            let (verb, who) = match from {
                "internet" => ("reach", from.to_owned()),
                from => ("connect to", format!("{from}/*")),
            };
            let not = if may(from, to) { "" } else { "not " };
            expected.push(Ok(format!("- {who} may {not}{verb} {to}/*")));
        }
    }
    assert_eq!(all, expected);
}

#[tokio::test]
async fn over_files_a_cell_of_the_access_grid_whose_role_is_not_among_them_is_unknown() {
    let all = walked(WORKLOADS, "w", 2, Capability::ALL.len()).await;
    let said = |part: &str| all.iter().filter(|one| format!("{one:?}").contains(part)).count();
    assert!(said("group dev may get,list,watch secrets in shop") > 0, "{all:#?}");
    assert!(said("user ann may not") > 0, "{all:#?}");
    assert_eq!(said("group dev may not"), 0, "{all:#?}");
    assert!(said("admin") > 0, "the reason is named: {all:#?}");
}

#[tokio::test]
async fn over_files_a_pair_of_pods_is_copied_as_a_test_that_holds() {
    let all = walked(FILES, "5 j j enter", 1, 1).await;
    assert_eq!(all, [Ok("- web/client may not connect to shop/orders".to_owned())]);
}
