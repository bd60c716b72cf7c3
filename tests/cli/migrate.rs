//! `fnsec migrate`: v1beta1 APIRules and v1alpha1 Functions in files, and the fix that does the same in place.

use super::run::{FUNCTION, SPACE, World};
use serde_json::json;

const OLD: &str = "
# kept
apiVersion: gateway.kyma-project.io/v1beta1
kind: APIRule
metadata: {name: orders, namespace: shop}
spec:
  host: orders.example.com # the shop
  gateway: kyma-gateway.kyma-system.svc.cluster.local
  service: {name: orders, port: 80}
  rules:
  - path: /.*
    methods: [GET]
    accessStrategies: [{handler: noop}]
";

const SIGNED: &str = "
apiVersion: gateway.kyma-project.io/v1beta1
kind: APIRule
metadata: {name: signed, namespace: shop}
spec:
  host: signed.example.com
  gateway: kyma-system/kyma-gateway
  service: {name: orders, port: 80}
  rules:
  - path: /.*
    methods: [GET]
    accessStrategies: [{handler: jwt, config: {jwks_urls: ['https://id.example.com/keys']}}]
    mutators: [{handler: header, config: {headers: {x-api-key: 'ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}}}]
";

fn world(rule: &str) -> World {
    let world = World::new();
    world.file("all.yaml", &[SPACE, FUNCTION, rule].join("\n---\n"));
    world
}

#[test]
fn an_open_apirule_is_printed_as_v2_below_its_differences() {
    let run = world(OLD).run("migrate -f all.yaml");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("# APIRule/orders in shop: v1beta1 to v2\n#   closes   "), "{}", run.out);
    let printed: serde_yaml::Value = serde_yaml::from_str(&run.out).expect("one document");
    let printed = serde_json::to_value(printed).expect("as JSON");
    assert_eq!(printed["spec"]["rules"], json!([{"path": "/{**}", "methods": ["GET"], "noAuth": true}]));
    assert_eq!(printed["spec"]["gateway"], json!("kyma-system/kyma-gateway"));
}

#[test]
fn what_cannot_be_migrated_is_reported_and_fails_the_command() {
    let world = world(SIGNED);
    let run = world.run("migrate -f all.yaml -o report");
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("not migrated") && run.out.contains("0 of 1 migrated"), "{}", run.out);
    let run = world.run("migrate signed -f all.yaml --issuer https://id.example.com -o json");
    assert_eq!(run.code, 0, "{}", run.err);
    let jwt = &run.json()[0]["migrated"]["spec"]["rules"][0]["jwt"]["authentications"][0];
    assert_eq!(jwt, &json!({"issuer": "https://id.example.com", "jwksUri": "https://id.example.com/keys"}));
    assert_eq!(world.run("migrate nothing -f all.yaml").code, 2);
}

#[test]
fn a_secret_in_a_rule_is_not_printed() {
    for format in ["yaml", "json", "report"] {
        let run = world(SIGNED).run(&format!("migrate -f all.yaml --issuer https://i -o {format}"));
        assert!(!run.out.contains("a1B2c3D4") && !run.err.contains("a1B2c3D4"), "{}", run.out);
    }
}

#[test]
fn the_fix_rewrites_the_file_and_keeps_comments_and_secrets() {
    let world = world(&[OLD, SIGNED].join("\n---\n"));
    let run =
        world.run("fix unreconciled-apirule -f all.yaml --set issuer=https://id.example.com --apply --yes");
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let text = world.read("all.yaml");
    assert!(text.contains("# kept") && !text.contains("v1beta1"), "{text}");
    assert!(text.contains("ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"), "{text}");
    assert!(!run.out.contains("a1B2c3D4"), "{}", run.out);
    let again = world.run("migrate -f all.yaml -o report");
    assert_eq!((again.code, again.out.as_str()), (0, "No APIRule of v1beta1 and no Function of v1alpha1.\n"));
}

#[test]
fn functions_of_v1alpha1_keep_their_code() {
    let old = "
apiVersion: serverless.kyma-project.io/v1alpha1
kind: Function
metadata: {name: old, namespace: shop}
spec: {runtime: nodejs14, source: 'module.exports = {}', deps: '{}', minReplicas: 1, maxReplicas: 1}
";
    let run = world(old).run("migrate old -f all.yaml -o json");
    assert_eq!(run.code, 0, "{}", run.err);
    let inline = &run.json()[0]["migrated"]["spec"]["source"]["inline"];
    assert_eq!(inline, &json!({"source": "module.exports = {}", "dependencies": "{}"}));
}
