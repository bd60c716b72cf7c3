//! What `fnsec apirule` says the controller makes, and who gets in.

use super::run::{FUNCTION, OPEN, SPACE, World};
use serde_json::{Value, json};

const STRICT: &str = "
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: admin, namespace: shop}
spec:
  hosts: [admin.example.com]
  gateway: kyma-system/kyma-gateway
  service: {name: orders, port: 80}
  rules:
  - {path: '/a/{**}', methods: [GET], noAuth: true}
  - path: /a/admin
    methods: [POST]
    jwt:
      authentications: [{issuer: 'https://id.example', jwksUri: 'https://id.example/keys'}]
      authorizations: [{audiences: [staff]}]
  - {path: '/a/{**}', methods: [POST], noAuth: true}
";

const REFUSED: &str = "
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: refused, namespace: shop}
spec:
  hosts: [refused.example.com]
  gateway: kyma-system/kyma-gateway
  service: {name: orders, port: 80}
  rules:
  - {path: '/{**}', methods: [GET], noAuth: true}
  - {path: /admin, methods: [GET], noAuth: true}
";

fn world() -> World {
    let world = World::new();
    world.file("all.yaml", &[SPACE, FUNCTION, OPEN, STRICT, REFUSED].join("\n---\n"));
    world
}

fn json(words: &str) -> Value {
    let run = world().run(&format!("apirule -f all.yaml {words} -o json"));
    assert_eq!(run.code, 0, "{}", run.err);
    run.json()
}

fn probe(words: &[&str], request: &str) -> Value {
    let world = world();
    let mut command = world.command("apirule -f all.yaml -o json");
    command.args(["--probe", request]).args(words);
    let run = super::run::finish(command);
    assert_eq!(run.code, 0, "{}", run.err);
    run.json()
}

#[test]
fn one_apirule_is_one_object_with_what_the_controller_writes() {
    let one = json("orders");
    assert_eq!(one["object"]["apiVersion"], "gateway.kyma-project.io/v2");
    assert_eq!((&one["object"]["file"], &one["object"]["doc"]), (&json!("all.yaml"), &json!(2)));
    assert_eq!((&one["valid"], &one["errors"]), (&json!(true), &json!([])));
    let policy = &one["authorizationPolicies"][0];
    assert_eq!(policy["namespace"], "shop");
    assert_eq!(
        policy["spec"]["selector"]["matchLabels"]["serverless.kyma-project.io/function-name"],
        "orders"
    );
    assert_eq!(policy["spec"].get("action"), None);
    assert_eq!(one["requestAuthentications"][0]["spec"]["jwtRules"][0]["forwardOriginalToken"], true);
    assert_eq!(one["virtualService"]["spec"]["hosts"], json!(["orders.example.com"]));
}

#[test]
fn without_a_name_all_are_listed_and_a_namespace_narrows() {
    assert_eq!(json("").as_array().map(Vec::len), Some(3));
    assert_eq!(json("-n shop").as_array().map(Vec::len), Some(3));
    let run = world().run("apirule -f all.yaml -n other");
    assert_eq!(run.code, 2, "a namespace that is not there is a mistake: {}", run.all());
}

#[test]
fn a_refused_one_has_its_errors_and_nothing_else() {
    let one = json("refused");
    assert_eq!(one["valid"], false);
    let words = "Attribute '.spec.rules': Path /admin with method GET conflicts with at least one of the previous rule paths";
    assert_eq!(one["errors"], json!([words]));
    assert_eq!((&one["authorizationPolicies"], &one["virtualService"]), (&json!([]), &Value::Null));
}

#[test]
fn a_name_that_is_not_there_is_a_sentence() {
    let run = world().run("apirule nobody -f all.yaml");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("APIRule \"nobody\" not found"), "{}", run.err);
}

#[test]
fn tables_and_yaml_say_the_same() {
    let run = world().run("apirule -f all.yaml");
    assert!(run.out.contains("any token of https://tenant.example.com"), "{}", run.out);
    assert!(run.out.contains("refused: Attribute '.spec.rules'"), "{}", run.out);
    let run = world().run("apirule orders -f all.yaml -o yaml");
    assert!(run.out.contains("authorizationPolicies:"), "{}", run.out);
}

#[test]
fn a_probe_says_who_gets_in_by_which_policy() {
    let without = probe(&[], "GET orders.example.com /orders");
    assert_eq!(
        (&without["allowed"], &without["route"]["service"]["name"]),
        (&json!(false), &json!("orders"))
    );
    let with = probe(&["--issuer", "https://tenant.example.com"], "GET orders.example.com /orders");
    assert_eq!(with["allowed"], true);
    assert_eq!(with["policy"], "AuthorizationPolicy/shop/orders-rules[0].0");
    let other = probe(&["--issuer", "https://other.example"], "GET orders.example.com /orders");
    assert_eq!(other["allowed"], false);
    let inside = probe(
        &["--in-mesh", "shop/default", "--issuer", "https://tenant.example.com"],
        "GET orders.example.com /orders",
    );
    assert_eq!(inside["allowed"], false);
    assert_eq!(probe(&[], "GET nobody.example.com /")["allowed"], false);
    assert_eq!(probe(&[], "GET refused.example.com /")["allowed"], Value::Null);
    assert_eq!(probe(&[], "PUT orders.example.com /orders")["route"], Value::Null);
}

#[test]
fn a_probe_that_is_none_is_refused_with_a_sentence() {
    let world = world();
    let mut command = world.command("apirule -f all.yaml");
    command.args(["--probe", "GET /"]);
    let run = super::run::finish(command);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("expected a method, a host and a path"), "{}", run.err);
}

#[test]
fn rules_that_undo_each_other_are_told() {
    let admin = json("admin");
    assert_eq!(
        admin["weaker"],
        json!([{"strict": 1, "weak": 2, "method": "POST", "path": "/a/admin", "shows": "no token"}])
    );
    let world = world();
    world.file(
        "other.yaml",
        &STRICT.replace("name: admin", "name: other").replace("admin.example", "other.example"),
    );
    world.file("strict.yaml", &OPEN.replace("/orders", "/a/admin").replace("GET", "POST"));
    world.file("rest.yaml", &[SPACE, FUNCTION].join("\n---\n"));
    let run = world.run("apirule orders -f other.yaml -f strict.yaml -f rest.yaml -o json");
    let ways = &run.json()["openedElsewhere"];
    assert_eq!(
        (&ways[0]["host"], &ways[0]["object"]["name"]),
        (&json!("other.example.com"), &json!("other"))
    );
}

/// A rule born as v1beta1 beside an API gateway that applies it, and who checks tokens there.
fn older(checker: &str) -> World {
    let rule = json!({
        "apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule",
        "metadata": {"name": "old", "namespace": "shop", "annotations": {
            "gateway.kyma-project.io/original-version": "v1beta1",
            "gateway.kyma-project.io/v1beta1-spec": json!({
                "host": "old.example.com", "service": {"name": "orders", "port": 80}, "rules": [
                    {"path": "/open", "methods": ["GET"], "accessStrategies": [{"handler": "no_auth"}]},
                    {"path": "/news", "methods": ["GET"], "accessStrategies": [{"handler": "noop"}]},
                    {"path": "/dead", "methods": ["GET"], "accessStrategies": [{"handler": "anonymous"}]},
                ],
            }).to_string(),
        }},
        "spec": {"hosts": ["old.example.com"], "gateway": "kyma-system/kyma-gateway", "service": {"name": "orders", "port": 80}},
    });
    let controller = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: api-gateway-controller-manager, namespace: kyma-system}
spec: {template: {spec: {containers: [{name: manager, image: 'example.com/api-gateway-manager:3.9.0'}]}}}
";
    let config = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: api-gateway-config, namespace: kyma-system}}\n\
         data: {{api-gateway-config: 'jwtHandler: {checker}'}}\n"
    );
    let world = World::new();
    let docs = [SPACE, FUNCTION, &rule.to_string(), controller, &config];
    world.file("all.yaml", &docs.join("\n---\n"));
    world
}

fn told(world: &World, words: &[&str]) -> Value {
    let mut command = world.command("apirule -f all.yaml -o json");
    command.args(words);
    let run = super::run::finish(command);
    assert_eq!(run.code, 0, "{}", run.err);
    run.json()
}

#[test]
fn a_rule_of_v1beta1_is_derived_where_an_older_gateway_applies_it() {
    let mesh = told(&older("istio"), &["old"]);
    assert_eq!((&mesh["valid"], &mesh["errors"]), (&json!(true), &json!([])));
    assert_eq!(mesh["authorizationPolicies"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        mesh["authorizationPolicies"][0]["spec"]["rules"][0]["to"][0]["operation"],
        json!({"methods": ["GET"], "paths": ["/open"]})
    );
    let url = &mesh["oathkeeperRules"][0]["url"];
    assert_eq!(
        (url, mesh["oathkeeperRules"].as_array().map(Vec::len)),
        (&json!("<http|https>://old.example.com</news>"), Some(1))
    );
    let proxy = told(&older("ory"), &["old"]);
    assert_eq!(proxy["authorizationPolicies"], json!([]));
    assert_eq!(proxy["oathkeeperRules"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_probe_of_a_rule_of_v1beta1_goes_the_way_its_handler_leads() {
    for (checker, path, allowed) in [
        ("istio", "/open", true),
        ("istio", "/news", true),
        ("istio", "/dead", false),
        ("istio", "/other", false),
        ("ory", "/open", true),
        ("ory", "/dead", true),
    ] {
        let said = told(&older(checker), &["--probe", &format!("GET old.example.com {path}")]);
        assert_eq!(said["allowed"], allowed, "{checker} {path}: {said}");
    }
    let inside =
        told(&older("istio"), &["--probe", "GET old.example.com /open", "--in-mesh", "shop/default"]);
    assert_eq!(inside["allowed"], false);
    let inside = told(&older("ory"), &["--probe", "GET old.example.com /open", "--in-mesh", "shop/default"]);
    assert_eq!(inside["allowed"], true);
}

#[test]
fn a_table_says_what_leads_nowhere_and_who_applies_it() {
    let run = older("istio").run("apirule -f all.yaml");
    assert!(run.out.contains("no one: it leads to Oathkeeper, which has no rule for it"), "{}", run.out);
    assert!(run.out.contains("note: API gateway 3.9.0 applies it, by the v1beta1 rules"), "{}", run.out);
}

#[test]
fn without_knowing_who_checks_tokens_nothing_is_claimed() {
    let one = told(&older("nobody"), &["old"]);
    assert_eq!((&one["valid"], &one["authorizationPolicies"]), (&Value::Null, &json!([])));
    let said = told(&older("nobody"), &["--probe", "GET old.example.com /open"]);
    assert_eq!(said["allowed"], Value::Null);
    assert!(said["why"].as_str().is_some_and(|why| why.contains("neither ory nor istio")), "{said}");
}
