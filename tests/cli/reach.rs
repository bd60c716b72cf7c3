//! What `fnsec reach` says of connections, one by one and all at once.

use super::run::World;
use serde_json::{Value, json};

const ESTATE: &str = "apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Namespace
metadata: {name: pay}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: batch, namespace: shop}
spec: {template: {metadata: {labels: {app: batch}}, spec: {containers: [{name: c, image: i}]}}}
---
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: refund, namespace: pay}
spec: {runtime: nodejs22, source: {inline: {source: 'module.exports = {}'}}}
---
apiVersion: v1
kind: Service
metadata: {name: refund, namespace: pay}
spec: {selector: {serverless.kyma-project.io/function-name: refund}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: only-web, namespace: pay}
spec:
  podSelector: {}
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {matchLabels: {app: web}}}]
      ports: [{port: 8080}]
";

fn world() -> World {
    let world = World::new();
    world.file("all.yaml", ESTATE);
    world
}

fn line(world: &World, options: &str) -> Value {
    let run = world.run(&format!("reach -f all.yaml -o jsonl {options}"));
    assert_eq!(run.code, 0, "{}", run.err);
    serde_json::from_str(run.out.lines().next().expect("a line")).expect("JSON")
}

#[test]
fn an_answer_names_the_policies_of_each_direction() {
    let answer = line(&world(), "--from shop/web --to pay/fn/refund --port 8080");
    assert_eq!(answer["allowed"], json!(true));
    assert_eq!(
        answer["egress"],
        json!({"isolated": false, "allowed": true, "policies": [], "admittedBy": []})
    );
    assert_eq!(
        answer["ingress"],
        json!({"isolated": true, "allowed": true, "policies": ["pay/only-web"], "admittedBy": ["pay/only-web"]})
    );
}

#[test]
fn a_service_is_followed_to_the_port_of_its_pods() {
    let run = world().run("reach -f all.yaml --from shop/web --to pay/svc/refund --port 80");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("allowed: shop/web → pay/function/refund TCP 8080"), "{}", run.out);
}

#[test]
fn a_workload_without_pods_stands_for_the_pods_it_will_make() {
    let answer = line(&world(), "--from shop/deployment/batch --to pay/fn/refund --port 8080");
    assert_eq!(answer["allowed"], json!(false));
}

#[test]
fn without_a_port_the_open_ports_are_listed() {
    let answer = line(&world(), "--from shop/web --to pay/fn/refund");
    assert_eq!((&answer["allowed"], &answer["ports"]), (&json!(true), &json!({"TCP": ["8080"]})));
}

#[test]
fn probes_are_answered_in_their_order_and_a_bad_one_is_told() {
    let world = world();
    world.file(
        "probes.jsonl",
        "{\"from\":\"shop/web\",\"to\":\"pay/function/refund\",\"protocol\":\"TCP\",\"port\":8080}\n\
         {\"from\":\"1.2.3.4\",\"to\":\"pay/function/refund\",\"port\":8080}\n\
         {\"from\":\"shop/nobody\",\"to\":\"shop/web\",\"port\":1}\n",
    );
    let run = world.run("reach -f all.yaml --probes probes.jsonl");
    assert_eq!(run.code, 2);
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((&lines[0]["allowed"], &lines[1]["allowed"]), (&json!(true), &json!(false)));
    assert_eq!(lines[1]["from"], json!("1.2.3.4"));
    assert!(lines[2]["error"].as_str().is_some_and(|why| why.contains("shop/nobody")), "{}", lines[2]);
}

#[test]
fn the_whole_matrix_has_a_line_for_each_pair() {
    let run = world().run("reach -f all.yaml -o jsonl");
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 4);
    let of = |from: &str, to: &str| {
        lines.iter().find(|line| line["from"] == from && line["to"] == to).expect("it")
    };
    assert_eq!(of("pay", "shop")["verdict"], json!("all"));
    assert_eq!(of("shop", "pay")["verdict"], json!("some"));
    assert_eq!(of("shop", "pay")["ports"], json!({"TCP": ["8080"]}));
    assert_eq!(of("pay", "pay")["verdict"], json!("none"));
    let table = world().run("reach -f all.yaml").out;
    assert!(table.contains("# all pods and ports"), "{table}");
}

#[test]
fn outlets_have_names_and_a_missing_one_is_told() {
    let world = world();
    assert_eq!(line(&world, "--from shop/web --to internet")["allowed"], json!(true));
    assert_eq!(line(&world, "--from shop/web --to api-server")["allowed"], json!(true));
    let run = world.run("reach -f all.yaml --from shop/web --to publisher");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("eventing-publisher-proxy"), "{}", run.err);
}
