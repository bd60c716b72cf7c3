//! What `fnsec reach` takes for the ends of a connection, and whom it lists where only one end is named.

use super::run::{World, finish};
use serde_json::{Value, json};

const FILES: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {serviceAccountName: web, containers: [{name: c, image: i}]}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store, namespace: shop}
spec: {template: {metadata: {labels: {app: store}}, spec: {containers: [{name: c, image: i}]}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: import, namespace: shop}
spec: {template: {metadata: {labels: {app: import}}, spec: {containers: [{name: c, image: i}]}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: jobs}
spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: nightly}}, spec: {containers: [{name: c, image: i}]}}}}}
---
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: charge-card, namespace: shop}
spec: {runtime: nodejs22, source: {inline: {source: x}}}
---
apiVersion: v1
kind: Service
metadata: {name: ledger, namespace: shop}
spec: {selector: {app: store}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: store, namespace: shop}
spec:
  podSelector: {matchLabels: {app: store}}
  policyTypes: [Ingress]
  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]
";

fn world() -> World {
    let world = World::new();
    world.file("all.yaml", FILES);
    world
}

fn allowed(from: &str, to: &str) -> Value {
    let run = world().run(&format!("reach -f all.yaml --from {from} --to {to} --port 80 -o jsonl"));
    assert_eq!(run.code, 0, "{}", run.err);
    run.json()["allowed"].clone()
}

#[test]
fn workloads_are_peers_before_they_have_pods() {
    for (from, expected) in [
        ("shop/deploy/web", true),
        ("shop/deployment/web", true),
        ("shop/job/import", false),
        ("jobs/cronjob/nightly", false),
        ("jobs/cj/nightly", false),
        ("shop/fn/charge-card", false),
        ("internet", false),
        ("gateway", false),
    ] {
        assert_eq!(allowed(from, "shop/sts/store"), json!(expected), "{from}");
    }
    assert_eq!(allowed("jobs/cronjob/nightly", "shop/deploy/web"), json!(true));
    let run = world().run("reach -f all.yaml -o jsonl");
    assert!(run.out.contains("\"from\":\"jobs\",\"ports\""), "{}", run.out);
}

#[test]
fn without_a_source_everyone_who_gets_in_is_listed() {
    let run = world().run("reach -f all.yaml --to shop/sts/store --port 80");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("shop/deployment/web  allowed"), "{}", run.out);
    assert!(!run.out.contains("nightly") && !run.out.contains("import"), "{}", run.out);
    assert!(run.out.contains("No other source has access to shop/sts/store: 4 checked."), "{}", run.out);
    let lines = world().run("reach -f all.yaml --to shop/deploy/web --port 80 -o jsonl").out;
    let from: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["from"].clone())
        .collect();
    for name in ["istio-system/gateway", "jobs/cronjob/nightly", "shop/fn/charge-card", "shop/job/import"] {
        assert!(from.contains(&json!(name)), "{name}: {lines}");
    }
}

#[test]
fn a_request_without_a_source_lists_who_sends_it_with_success() {
    let text = "
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: web-only, namespace: shop}
spec: {rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]}]}
";
    let world = world();
    world.file("policy.yaml", text);
    let mut command = world.command("reach -f all.yaml -f policy.yaml --to shop/fn/charge-card --port 8080");
    command.args(["--request", "GET charge-card.shop /x"]);
    let out = finish(command).out;
    assert!(out.contains("shop/deployment/web  allowed"), "{out}");
    assert!(!out.contains("shop/job/import"), "{out}");
}

#[test]
fn what_is_nearest_is_named() {
    for (to, near) in [
        ("shop/charge-card", "Did you mean shop/fn/charge-card?"),
        ("shop/ledger", "Did you mean shop/svc/ledger?"),
        ("shop/web", "Did you mean shop/deploy/web?"),
        ("shop/svc/web", "Did you mean shop/deploy/web?"),
        ("shop/fn/ledger", "Did you mean shop/svc/ledger?"),
        ("jobs/nightly", "Did you mean jobs/cj/nightly?"),
    ] {
        let run = world().run(&format!("reach -f all.yaml --from 1.2.3.4 --to {to}"));
        assert_eq!(run.code, 2, "{to}: {}", run.out);
        assert!(run.err.contains(near), "{to}: {}", run.err);
    }
}

#[test]
fn a_name_that_is_far_too_long_widens_nothing() {
    let long = "n".repeat(70_000);
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: {long}}}\nspec: {{containers: [{{name: c, image: i}}]}}\n"
    );
    let world = World::new();
    world.file("all.yaml", &pod);
    let run = world.run("reach -f all.yaml");
    assert_eq!(run.code, 0, "{}", run.err);
}
