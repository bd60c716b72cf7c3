//! What could not be read is answered `unknown`, with the reason, and one question has one answer in all commands.

use super::run::{Run, SPACE, World, finish};
use super::server::Server;
use fnsec::model::Kind;
use fnsec::source::embedded::ServerFault;
use serde_json::{Value, json};

const SERVICE: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Service
metadata: {name: orders, namespace: shop}
spec: {selector: {app: orders}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: orders-1, namespace: shop, labels: {app: orders}}
spec: {containers: [{name: c, image: i}, {name: istio-proxy, image: p}]}
---
apiVersion: v1
kind: Pod
metadata: {name: caller, namespace: pay}
spec: {serviceAccountName: caller, containers: [{name: c, image: i}, {name: istio-proxy, image: p}]}
";

fn rule(name: &str, host: &str, access: &str) -> String {
    format!(
        "
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {{name: {name}, namespace: shop}}
spec:
  hosts: [{host}]
  gateway: kyma-system/kyma-gateway
  service: {{name: orders, port: 80}}
  rules: [{{path: /*, methods: [GET], {access}}}]
"
    )
}

const OLD: &str = "
apiVersion: gateway.kyma-project.io/v1beta1
kind: APIRule
metadata: {name: old, namespace: shop}
spec:
  host: old
  gateway: kyma-gateway.kyma-system.svc.cluster.local
  service: {name: orders, port: 80}
  rules: [{path: /.*, methods: [GET], accessStrategies: [{handler: no_auth}]}]
";

const WITHIN: &str = "
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: within, namespace: shop}
spec:
  selector: {matchLabels: {app: orders}}
  rules: [{from: [{source: {principals: [cluster.local/ns/pay/sa/caller]}}], to: [{operation: {paths: [/x]}}]}]
";

const TOKEN: &str =
    "jwt: {authentications: [{issuer: 'https://id.example', jwksUri: 'https://id.example/keys'}]}";

fn files(texts: &[&str]) -> World {
    let world = World::new();
    world.file("all.yaml", &texts.join("\n---\n"));
    world
}

fn run(world: &World, line: &str, words: &[&str]) -> Run {
    let mut command = world.command(line);
    command.args(words);
    finish(command)
}

fn probe(world: &World, line: &str, words: &[&str]) -> Value {
    run(world, &format!("apirule -o json {line}"), words).json()
}

fn unknown(answer: &Value, why: &str) {
    assert_eq!(answer["allowed"], Value::Null, "{answer}");
    assert!(answer["why"].as_str().is_some_and(|text| text.contains(why)), "{why} is not said: {answer}");
}

const ASKED: [&str; 2] = ["--probe", "GET open.example.com /x"];

#[test]
fn rules_that_may_not_be_read_are_no_answer() {
    let hidden = || ServerFault::Forbidden { verb: None, kind: Kind::APIRule, namespace: String::new() };
    let server =
        Server::of(&[SPACE, SERVICE, &rule("open", "open.example.com", "noAuth: true")]).fault(hidden());
    let world = World::with_cluster(&server.address);
    unknown(&probe(&world, "", &ASKED), "apirules");
    let tokens = world.run("tokens --issuer https://id.example");
    assert!(!tokens.out.contains("No route"), "{}", tokens.out);
    assert!(tokens.out.contains("It is unknown whether any route accepts this token"), "{}", tokens.out);
}

#[test]
fn rules_of_other_namespaces_are_read_for_the_hosts_they_have() {
    let server = Server::of(&[
        SPACE,
        &SPACE.replace("shop", "pay"),
        &rule("open", "open.example.com", "noAuth: true"),
    ]);
    let world = World::with_cluster(&server.address);
    unknown(&probe(&world, "-n pay", &ASKED), "the host belongs to the APIRule shop/open");
}

#[test]
fn a_host_without_a_known_domain_may_be_the_asked_one() {
    let world = files(&[SERVICE, &rule("open", "open", "noAuth: true")]);
    unknown(&probe(&world, "-f all.yaml", &ASKED), "domain of the host open");
    let other = probe(&world, "-f all.yaml", &["--probe", "GET other.example.com /x"]);
    assert_eq!(other["allowed"], false);
    let world = files(&[SERVICE, OLD]);
    unknown(&probe(&world, "-f all.yaml", &["--probe", "GET old.example.com /x"]), "domain of the host old");
}

#[test]
fn a_name_hides_no_rule_that_answers() {
    let (one, other) =
        (rule("one", "one.example.com", "noAuth: true"), rule("open", "open.example.com", TOKEN));
    let world = files(&[SERVICE, &one, &other]);
    unknown(&probe(&world, "one -f all.yaml", &ASKED), "the host belongs to the APIRule shop/open");
    assert_eq!(probe(&world, "open -f all.yaml", &ASKED)["allowed"], false);
}

#[test]
fn a_refused_rule_or_one_of_two_with_a_host_is_no_answer() {
    let broken = rule("open", "open.example.com", "noAuth: true").replace("port: 80", "port: '80'");
    unknown(&probe(&files(&[SERVICE, &broken]), "-f all.yaml", &ASKED), "refused (spec.service.port");
    let (one, two) =
        (rule("one", "open.example.com", "noAuth: true"), rule("two", "open.example.com", TOKEN));
    unknown(&probe(&files(&[SERVICE, &one, &two]), "-f all.yaml", &ASKED), "claims the host");
}

#[test]
fn a_token_may_open_a_route_whose_service_was_not_seen() {
    let world = files(&[&rule("open", "open.example.com", TOKEN)]);
    let opened = world.run("tokens -f all.yaml --issuer https://id.example -o json").json();
    assert_eq!(opened["routes"][0]["allowed"], Value::Null, "{opened}");
}

/// The same request, asked of both commands.
fn both(world: &World, request: &str) -> (Value, Value) {
    let asked = probe(world, "-f all.yaml", &["--probe", request, "--in-mesh", "pay/caller"]);
    let reach = "reach -f all.yaml --from pay/caller --to shop/svc/orders -o jsonl";
    let reached = run(world, reach, &["--request", request]).json();
    (asked["allowed"].clone(), reached["allowed"].clone())
}

#[test]
fn a_request_within_the_mesh_is_decided_by_the_policies_of_the_pods() {
    let open = rule("open", "open.example.com", "noAuth: true");
    let world = files(&[SERVICE, &open, WITHIN]);
    for host in ["orders.shop.svc.cluster.local", "orders.shop.svc", "orders.shop"] {
        assert_eq!(both(&world, &format!("GET {host} /x")), (json!(true), json!(true)), "{host}");
        assert_eq!(both(&world, &format!("GET {host} /y")), (json!(false), json!(false)), "{host}");
    }
    let answer = probe(
        &world,
        "-f all.yaml",
        &["--probe", "GET orders.shop.svc.cluster.local /x", "--in-mesh", "pay/caller"],
    );
    assert_eq!(answer["policy"], "AuthorizationPolicy/shop/within");
    let out = run(
        &world,
        "reach -f all.yaml --from pay/caller --to shop/svc/orders",
        &["--request", "GET orders.shop.svc.cluster.local /y"],
    )
    .out;
    assert!(out.starts_with("denied:"), "{out}");
    assert!(out.contains("connection allowed"), "{out}");
}

#[test]
fn what_a_legacy_rule_lets_in_within_the_mesh_is_not_known() {
    let world = files(&[SERVICE, OLD]);
    let unknown = (Value::Null, Value::Null);
    assert_eq!(both(&world, "GET orders.shop.svc.cluster.local /x"), unknown);
}

#[test]
fn a_service_that_was_not_seen_is_no_answer() {
    let asked = ["--probe", "GET gone.shop.svc.cluster.local /x", "--in-mesh", "pay/caller"];
    unknown(&probe(&files(&[SERVICE]), "-f all.yaml", &asked), "shop/gone was not seen");
}
