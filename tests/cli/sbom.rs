//! `fnsec sbom`: one CycloneDX document for each Function, or one for all.

use super::run::World;
use serde_json::{Value, json};

const NODE: &str = r#"
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: charge, namespace: shop}
spec:
  runtime: nodejs22
  runtimeImageOverride: registry.example.com:5000/team/node:22.1
  source:
    inline:
      source: "module.exports = { main: () => 'ok' }"
      dependencies: |
        {"dependencies": {
          "@aws-sdk/client-s3": "3.600.0",
          "s3": "npm:@aws-sdk/client-s3@=3.500.0",
          "axios": "^1.7.0",
          "own": "git+https://user:p4ssw0rd-9xK2@git.example.com/own.git#0123456789abcdef0123456789abcdef01234567"
        }}
"#;

const PYTHON: &str = "
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: report, namespace: shop}
spec:
  runtime: python312
  source:
    inline:
      source: 'def main(event, context): return 1'
      dependencies: |
        Python_Dateutil==2.9.0
        requests>=2,==2.32.3
        flask
";

const BROKEN: &str = "
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: refund, namespace: shop}
spec:
  runtime: nodejs22
  source:
    inline:
      source: 'module.exports = { main: () => 1 }'
      dependencies: '{\"dependencies\": '
";

const GIT: &str = "
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: remote, namespace: shop}
spec:
  runtime: nodejs22
  source:
    gitRepository: {url: 'https://git.example.com/a.git', reference: main, baseDir: /}
";

fn world(objects: &[&str]) -> World {
    let world = World::new();
    world.file("all.yaml", &objects.join("\n---\n"));
    world
}

/// The parts of CycloneDX 1.6 that its schema requires or restricts and that fnsec writes.
fn assert_shape(bom: &Value) {
    assert_eq!((&bom["bomFormat"], &bom["specVersion"]), (&json!("CycloneDX"), &json!("1.6")));
    assert_eq!(bom["version"], 1);
    let known =
        ["bomFormat", "specVersion", "version", "metadata", "components", "dependencies", "compositions"];
    assert!(bom.as_object().expect("an object").keys().all(|key| known.contains(&key.as_str())));
    let mut references = vec![bom["metadata"]["component"]["bom-ref"].as_str().expect("a reference")];
    for one in bom["components"].as_array().expect("a list") {
        let kinds = ["application", "container", "library", "platform"];
        assert!(kinds.contains(&one["type"].as_str().expect("a type")), "{one}");
        assert!(one["name"].as_str().is_some_and(|name| !name.is_empty()), "{one}");
        references.push(one["bom-ref"].as_str().expect("a reference"));
    }
    let mut unique = references.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), references.len(), "references are unique");
    for one in bom["dependencies"].as_array().expect("a list") {
        let on = one["dependsOn"].as_array().expect("a list").iter().chain([&one["ref"]]);
        on.for_each(|name| assert!(references.contains(&name.as_str().expect("a text")), "{name}"));
    }
    for one in bom["compositions"].as_array().expect("a list") {
        assert!(["incomplete", "unknown"].contains(&one["aggregate"].as_str().expect("a text")));
    }
}

fn purls(bom: &Value) -> Vec<&str> {
    bom["components"].as_array().expect("a list").iter().filter_map(|one| one["purl"].as_str()).collect()
}

#[test]
fn packages_and_image_of_a_function_have_package_urls_and_only_exact_versions() {
    let run = world(&[NODE]).run("sbom charge -f all.yaml");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!run.all().contains("p4ssw0rd"), "{}", run.all());
    let bom = run.json();
    assert_shape(&bom);
    assert_eq!(
        purls(&bom),
        [
            "pkg:npm/%40aws-sdk/client-s3@3.500.0",
            "pkg:npm/%40aws-sdk/client-s3@3.600.0",
            "pkg:npm/axios",
            "pkg:oci/node?repository_url=registry.example.com%3A5000%2Fteam%2Fnode&tag=22.1",
        ]
    );
    let all = bom["components"].as_array().expect("a list");
    let axios = all.iter().find(|one| one["name"] == "axios").expect("listed");
    assert_eq!(axios.get("version"), None, "a range is not a version");
    assert!(axios["properties"].to_string().contains("^1.7.0"), "{axios}");
    assert!(all.iter().any(|one| one["name"] == "own" && one.get("purl").is_none()), "{all:?}");
}

#[test]
fn python_names_are_normalized_and_an_exact_clause_is_the_version() {
    let bom = world(&[PYTHON]).run("sbom -f all.yaml").json();
    assert_shape(&bom);
    assert_eq!(purls(&bom), ["pkg:pypi/flask", "pkg:pypi/python-dateutil@2.9.0", "pkg:pypi/requests@2.32.3"]);
}

#[test]
fn several_functions_are_one_document_each_on_a_line_in_files_or_merged() {
    let world = world(&[NODE, PYTHON]);
    let run = world.run("sbom -f all.yaml");
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((run.code, lines.len()), (0, 2), "{}", run.err);
    lines.iter().for_each(assert_shape);

    let merged = world.run("sbom -f all.yaml --merge").json();
    assert_shape(&merged);
    let both = json!(["function:shop/charge", "function:shop/report"]);
    assert_eq!(merged["dependencies"][0], json!({"ref": "source", "dependsOn": both}));

    let run = world.run("sbom -f all.yaml --directory out");
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    let file: Value = serde_json::from_str(&world.read("out/shop.charge.cdx.json")).expect("JSON");
    assert_eq!(file["metadata"]["component"]["name"], "charge");
}

#[test]
fn packages_that_are_not_known_are_said_in_the_document_and_by_the_exit_code() {
    let world = world(&[BROKEN, GIT]);
    let run = world.run("sbom -f all.yaml --merge");
    assert_eq!(run.code, 4, "{}", run.err);
    let bom = run.json();
    assert_shape(&bom);
    let said = bom["metadata"]["properties"].to_string();
    assert!(said.contains("shop/refund: dependencies not parsed") && said.contains("shop/remote:"), "{said}");
    assert!(run.err.contains("refund") && run.err.contains("in git"), "{}", run.err);
    assert_eq!(bom["compositions"][0]["aggregate"], "unknown");
    assert_eq!(world.run("sbom -f all.yaml --merge --allow-unread").code, 0);
}

#[test]
fn a_name_that_does_not_exist_is_a_mistake() {
    let run = world(&[NODE]).run("sbom chrage -f all.yaml");
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("no Function is named chrage"), "{}", run.err);
}

#[test]
fn a_credential_that_is_split_into_name_and_request_is_not_shown() {
    let world = World::new();
    let text = PYTHON.replace("flask", "app:p4ssw0rd-9xK2@tcp(db.shop.svc:3306)/orders");
    world.file("a.yaml", &text);
    let run = world.run("sbom -f a.yaml");
    assert!(run.out.contains("pkg:pypi/app#") && !run.all().contains("p4ssw0rd-9xK2"), "{}", run.all());
}
