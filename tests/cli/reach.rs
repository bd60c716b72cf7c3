//! What `fnsec reach` says of connections, one by one and all at once.

use super::run::{World, finish};
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

const MESH: &str = "apiVersion: v1
kind: Namespace
metadata: {name: istio-system}
---
apiVersion: v1
kind: Pod
metadata: {name: gate, namespace: istio-system, labels: {app: istio-ingressgateway}}
spec: {serviceAccountName: istio-ingressgateway-service-account, containers: [{name: istio-proxy, image: i}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: safe, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: safe, labels: {app: api}}
spec: {serviceAccountName: api, containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Pod
metadata:
  name: half
  namespace: safe
  annotations: {traffic.sidecar.istio.io/excludeInboundPorts: '9090'}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: strict, namespace: istio-system}
spec: {mtls: {mode: STRICT}}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: tokens, namespace: safe}
spec: {jwtRules: [{issuer: 'https://id.example', jwksUri: 'https://id.example/keys'}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: gateway-only, namespace: safe}
spec:
  selector: {matchLabels: {app: api}}
  rules:
    - from: [{source: {principals: [cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account], requestPrincipals: ['https://id.example/*']}}]
      to: [{operation: {methods: [GET], paths: [/orders]}}]
---
";

fn meshed() -> World {
    let world = World::new();
    world.file("all.yaml", &format!("{MESH}{ESTATE}"));
    world
}

#[test]
fn the_mesh_is_told_beside_the_policies_and_changes_nothing_of_them() {
    let world = meshed();
    let answer = line(&world, "--from shop/web --to safe/api --port 8080");
    assert_eq!(answer["allowed"], json!(true));
    assert_eq!(answer["mesh"]["verdict"], json!("denied"));
    assert_eq!(answer["mesh"]["by"], json!(["istio-system/strict"]));
    let answer = line(&world, "--from safe/half --to safe/api --port 8080");
    assert_eq!(answer["mesh"]["verdict"], json!("denied"));
    assert_eq!(answer["mesh"]["by"], json!(["safe/gateway-only"]));
    let answer = line(&world, "--from shop/web --to pay/fn/refund --port 8080");
    assert_eq!(answer["mesh"]["verdict"], json!("none"), "{answer}");
    let answer = line(&world, "--from safe/api --to internet");
    assert_eq!(answer["mesh"]["verdict"], json!("none"), "{answer}");
}

#[test]
fn a_port_that_is_kept_from_the_sidecar_is_not_the_mesh_s_to_refuse() {
    let world = meshed();
    let of =
        |port: &str| line(&world, &format!("--from 1.2.3.4 --to safe/half --port {port}"))["mesh"].clone();
    assert_eq!(
        (of("9090")["verdict"].clone(), of("8080")["verdict"].clone()),
        (json!("none"), json!("denied"))
    );
}

#[test]
fn what_the_mesh_asks_of_requests_is_said_and_one_request_is_answered() {
    let world = meshed();
    let run = world.run("reach -f all.yaml --from gateway --to safe/api --port 8080");
    assert!(
        run.out.contains("\n  mesh    some requests by safe/gateway-only: only GET /orders"),
        "{}",
        run.out
    );
    assert!(run.out.contains("with a token of https://id.example/*"), "{}", run.out);
    let ask = |options: &[&str]| {
        let mut command =
            world.command("reach -f all.yaml --from gateway --to safe/api --port 8080 -o jsonl");
        command.args(options);
        finish(command).out
    };
    let get = ["--request", "GET api.example.com /orders"];
    assert!(ask(&get).contains("\"verdict\":\"denied\""), "{}", ask(&get));
    let with = ask(&[&get[..], &["--issuer", "https://id.example"]].concat());
    assert!(with.contains("\"verdict\":\"allowed\""), "{with}");
}

#[test]
fn probes_are_told_of_the_mesh_too() {
    let world = meshed();
    world.file(
        "probes.jsonl",
        "{\"from\":\"1.2.3.4\",\"to\":\"safe/api\",\"protocol\":\"TCP\",\"port\":8080}\n",
    );
    let run = world.run("reach -f all.yaml --probes probes.jsonl");
    let told: Value = serde_json::from_str(run.out.lines().next().expect("a line")).expect("JSON");
    assert_eq!((&told["allowed"], &told["mesh"]["verdict"]), (&json!(true), &json!("denied")));
}

#[test]
fn events_are_told_with_what_keeps_them_from_being_delivered() {
    let world = World::new();
    let run = world.run("reach --demo --events");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("payments/order.paid.v1  order-create"), "{}", run.out);
    assert!(run.out.contains("not delivered: blocked by orders/order-create-"), "{}", run.out);
    let run = world.run("reach --demo --events -n reporting -o jsonl");
    let line = run.json();
    assert_eq!((&line["delivered"], &line["functions"]), (&json!(true), &json!(["export-invoices"])));
}
