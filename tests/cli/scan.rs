//! What a scan writes.

use super::run::{CHECK, FUNCTION, OPEN, SPACE, World};
use serde_json::json;

fn world() -> World {
    let world = World::new();
    world.file("k8s/rules.yaml", &format!("{SPACE}---\n{OPEN}"));
    world.file("k8s/function.yaml", FUNCTION);
    world
}

#[test]
fn json_has_the_fields_pipelines_rely_on() {
    let run = world().run("scan -f k8s -o json --check jwt-without-authorizations");
    let all = run.json();
    assert_eq!(all["version"], 1);
    assert_eq!(all["tool"], json!({"name": "fnsec", "version": env!("CARGO_PKG_VERSION")}));
    assert_eq!(all["source"], json!({"kind": "manifests", "name": "k8s"}));
    assert_eq!(all["namespaces"], json!(["shop"]));
    assert_eq!(all["coverage"]["unknown"], json!([]));
    let found = &all["findings"][0];
    assert_eq!(
        (&found["check"], &found["family"], &found["fact"]),
        (&json!(CHECK), &json!("tokens"), &json!(1))
    );
    assert_eq!((&found["severity"], &found["namespace"]), (&json!("high"), &json!("shop")));
    let object = json!({
        "apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule", "namespace": "shop", "name": "orders",
        "file": "k8s/rules.yaml", "doc": 1,
    });
    assert_eq!(found["object"], object);
    assert_eq!(found["path"], "/spec/rules/0/jwt");
    assert!(found["fingerprint"].as_str().expect("text").starts_with("v1:"));
    let fix = &found["fixes"][0];
    assert_eq!((&fix["risk"], &fix["targets"][0]), (&json!("may-break"), &object));
    assert_eq!(all["summary"]["high"], 1);
    assert_eq!(all["summary"]["unknown"], 0);
}

#[test]
fn one_run_writes_every_format_it_is_asked_for() {
    let world = world();
    let run = world.run("scan -f k8s -o jsonl -o json=all.json -o table=all.txt");
    let lines: Vec<serde_json::Value> =
        run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let whole: serde_json::Value = serde_json::from_str(&world.read("all.json")).expect("JSON");
    let (last, findings) = lines.split_last().expect("lines");
    assert_eq!(whole["findings"], json!(findings));
    assert_eq!(whole["summary"], last["summary"]);
    assert!(world.read("all.txt").contains("orders.example.com/orders accepts any token"));
}

#[test]
fn a_broken_document_is_named_and_the_rest_is_used() {
    let world = world();
    world.file("k8s/broken.yaml", "a: 1\n---\nkind: [\n---\nkind: Pod\napiVersion: v1\n");
    let run = world.run("scan -f k8s -o json");
    assert!(run.err.contains("k8s/broken.yaml:3:") || run.err.contains("k8s/broken.yaml:4:"), "{}", run.err);
    let all = run.json();
    assert_eq!(all["coverage"]["skipped"].as_array().map(Vec::len), Some(3));
    assert!(all["summary"]["high"].as_u64() >= Some(1));
    assert!(world.run("scan -f k8s").out.contains("NOT READ  3 documents"));
}

#[test]
fn an_object_that_makes_no_sense_leaves_a_verdict_unknown() {
    let world = World::new();
    world.file("a.yaml", &OPEN.replace("hosts: [orders.example.com]", "hosts: 7"));
    let run = world.run(&format!("scan -f a.yaml -o json --check {CHECK} --min-coverage 1"));
    let gap = &run.json()["coverage"]["unknown"][0];
    assert_eq!((run.code, &gap["why"]), (4, &json!("unreadable")));
    assert!(gap["detail"].as_str().is_some_and(|why| why.starts_with("orders could not be read")), "{gap}");
}

fn recorded(name: &str, text: &str) {
    insta::with_settings!({snapshot_path => "../../snapshots/reports", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_scan_with_everything_in_it_is_recorded() {
    let world = world();
    world.file("k8s/broken.yaml", "kind: [\n");
    world.file(
        "k8s/odd.yaml",
        &OPEN.replace("hosts: [orders.example.com]", "hosts: 7").replace("shop", "odd"),
    );
    for format in ["table", "json", "jsonl"] {
        recorded(format, &world.run(&format!("scan -f k8s -o {format} --check {CHECK}")).out);
    }
}

#[test]
fn a_severity_trims_what_is_shown_and_nothing_else() {
    let world = world();
    let run = world.run("scan -f k8s -o json --severity critical --check jwt-without-authorizations");
    assert_eq!((run.code, run.json()["findings"].clone()), (1, json!([])));
    assert_eq!(run.json()["summary"]["high"], 1);
    assert_eq!(world.run("scan -f k8s --family exposure --fail-on none").code, 0);
}

#[test]
fn standard_input_is_a_source_and_colours_are_for_terminals() {
    let world = World::new();
    let run = world.run_with_input("scan -f -", OPEN);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(!run.out.contains('\u{1b}'));
    assert!(world.run_with_input("scan -f - --color always", OPEN).out.contains('\u{1b}'));
}

#[test]
fn names_cannot_steer_the_terminal() {
    let world = World::new();
    world.file("a.yaml", &OPEN.replace("[orders.example.com]", r#"["\x1b[2J\u202e.example.com"]"#));
    let run = world.run("scan -f a.yaml");
    assert!(!run.all().contains(['\u{1b}', '\u{202e}']), "{}", run.out);
}

#[test]
fn findings_that_form_a_chain_are_told_as_one() {
    let world = World::new();
    let run = world.run("scan --demo -o json");
    let all = run.json();
    let paths = all["paths"].as_array().expect("some");
    let first = &paths[0];
    assert_eq!(first["severity"], "critical");
    let known: Vec<&str> = all["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["fingerprint"].as_str())
        .collect();
    for link in paths.iter().flat_map(|path| path["links"].as_array().expect("links")) {
        assert!(known.contains(&link["fingerprint"].as_str().expect("a print")), "{link}");
    }
    let part = world.run("scan --demo -o json --family tokens").json();
    assert_eq!(part["paths"], serde_json::Value::Null);
}

#[test]
fn causes_name_what_one_change_resolves() {
    let world = World::new();
    let all = world.run("scan --demo -o json").json();
    let causes = all["causes"].as_array().expect("some");
    let known: Vec<&serde_json::Value> =
        all["findings"].as_array().expect("a list").iter().map(|one| &one["fingerprint"]).collect();
    assert!(!causes.is_empty() && causes.len() <= 20);
    for cause in causes {
        let clears = cause["clears"].as_array().expect("findings");
        assert!(!clears.is_empty() && clears.iter().all(|one| known.contains(&one)), "{cause}");
        let counted: u64 = cause["severities"]
            .as_object()
            .expect("counts")
            .values()
            .filter_map(serde_json::Value::as_u64)
            .sum();
        assert_eq!(counted, clears.len() as u64);
    }
    let ratios: Vec<f64> = causes.iter().filter_map(|cause| cause["ratio"].as_f64()).collect();
    assert!(ratios.is_sorted_by(|one, other| one >= other), "{ratios:?}");
    let part = world.run("scan --demo -o json --family tokens").json();
    assert_eq!(part["causes"], serde_json::Value::Null);
}

const REPORTS: &str = r#"apiVersion: aquasecurity.github.io/v1alpha1
kind: VulnerabilityReport
metadata:
  name: replicaset-orders-function
  namespace: shop
  labels:
    trivy-operator.resource.kind: Function
    trivy-operator.resource.name: orders
report:
  updateTimestamp: "2026-10-30T04:12:00Z"
  artifact: {repository: team/node, tag: "22"}
  summary: {criticalCount: 3, highCount: 12}
  vulnerabilities:
    - {vulnerabilityID: CVE-2026-1, severity: CRITICAL, resource: openssl, installedVersion: "3.0", title: "a \u001b[31mhole"}
---
apiVersion: aquasecurity.github.io/v1alpha1
kind: ExposedSecretReport
metadata:
  name: replicaset-orders-function
  namespace: shop
  labels:
    trivy-operator.resource.kind: Function
    trivy-operator.resource.name: orders
report:
  summary: {highCount: 1}
  secrets:
    - {target: /app/.env, ruleID: stripe-secret-token, title: Stripe, severity: HIGH, match: "KEY=sesame-open"}
---
apiVersion: openreports.io/v1alpha1
kind: Report
metadata: {name: r1, namespace: shop}
source: kyverno
results:
  - {policy: require-limits, rule: cpu, result: fail, severity: medium, subjects: [{kind: Function, name: orders}]}
  - {policy: require-limits, rule: cpu, result: fail, subjects: [{kind: Pod, name: somebody-else}]}
"#;

#[test]
fn others_results_stand_beside_findings_and_change_no_count() {
    let world = world();
    let before = world.run("scan -f k8s -o json").json();
    assert!(before.get("others").is_none());
    world.file("k8s/reports.yaml", REPORTS);
    let run = world.run("scan -f k8s -o json -o table=all.txt");
    let all = run.json();
    assert_eq!((&all["summary"], &all["coverage"]), (&before["summary"], &before["coverage"]));
    assert_eq!(all["findings"], before["findings"]);
    let others = all["others"].as_array().expect("a list");
    let told = |at: usize| (&others[at]["source"], &others[at]["function"], &others[at]["summary"]);
    assert_eq!(told(0), (&json!("trivy"), &json!("shop/orders"), &json!({"critical": 3, "high": 12})));
    assert_eq!(told(1), (&json!("trivy"), &json!("shop/orders"), &json!({"high": 1})));
    assert_eq!(told(2), (&json!("policy-report"), &json!(null), &json!({"fail": 1})));
    assert_eq!(told(3), (&json!("policy-report"), &json!("shop/orders"), &json!({"fail": 1})));
    assert_eq!((&others[0]["checked"], &others[0]["stale"]), (&json!("2026-10-30"), &json!(null)));
    assert_eq!(others[0]["worst"][0]["id"], "CVE-2026-1");
    assert_eq!((&others[3]["engine"], &others[3]["kind"]), (&json!("Kyverno"), &json!("Report")));
    assert!(!run.out.contains("sesame"), "{}", run.out);
    let table = world.read("all.txt");
    let line = "Others: Trivy reports 3 critical, 12 high in 1 Function; Trivy reports 1 secret, worst high in 1 Function; \
                Kyverno reports 1 fail in 1 Function\n";
    assert!(table.contains(line), "{table}");
}

#[test]
fn who_asks_for_one_check_gets_no_results_of_others() {
    let world = world();
    world.file("k8s/reports.yaml", REPORTS);
    let run = world.run(&format!("scan -f k8s -o json --check {CHECK}"));
    assert!(run.json().get("others").is_none(), "{}", run.out);
}
