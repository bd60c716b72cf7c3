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
    assert_eq!(all["coverage"]["skipped"].as_array().map(Vec::len), Some(2));
    assert_eq!(all["notSeen"].as_array().map(Vec::len), Some(2));
    assert!(all["summary"]["high"].as_u64() >= Some(1));
    let table = world.run("scan -f k8s").out;
    assert!(table.contains("NOT READ  2 documents"), "{table}");
    assert!(table.contains("Left out: 1 YAML document that is not a Kubernetes object."), "{table}");
}

#[test]
fn a_field_that_makes_no_sense_leaves_unknown_what_depends_on_it() {
    let world = World::new();
    world.file("a.yaml", &format!("{OPEN}status: [7]\n"));
    let found = world.run(&format!("scan -f a.yaml -o json --check {CHECK}"));
    assert_eq!((found.code, &found.json()["summary"]["high"]), (1, &json!(1)));
    let run = world.run("scan -f a.yaml -o json --check apirule-not-ready");
    let gap = &run.json()["coverage"]["unknown"][0];
    assert_eq!((run.code, &gap["why"]), (4, &json!("unreadable")));
    assert!(gap["detail"].as_str().is_some_and(|why| why.starts_with("orders could not be read")), "{gap}");
}

#[test]
fn a_rule_with_a_value_of_the_wrong_type_is_refused() {
    let world = World::new();
    world.file("a.yaml", &OPEN.replace("hosts: [orders.example.com]", "hosts: 7"));
    let all = world.run("scan -f a.yaml -o json --check apirule-refused").json();
    assert_eq!(all["findings"][0]["path"], "/spec/hosts", "{all}");
    let message = all["findings"][0]["message"].as_str().unwrap_or_default();
    assert!(message.contains("spec.hosts: must be of type array, not integer"), "{message}");
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
    world.file("k8s/odd.yaml", &format!("{}status: [7]\n", OPEN.replace("shop", "odd")));
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
fn exceptions_that_accept_nothing_are_findings_at_their_lines() {
    let world = world();
    let over = format!("  - {{check: {CHECK}, namespace: shop, reason: known, expires: 2020-01-01}}\n");
    let lost = format!("  - {{check: {CHECK}, object: APIRule/shop/gone, reason: known}}\n");
    let afar = format!("  - {{check: {CHECK}, namespace: bank, reason: known}}\n");
    world.file("k8s/fnsec.yaml", &format!("exceptions:\n{over}{lost}{afar}"));
    let told = |words: &str| {
        let all = world.run(&format!("scan -f k8s -o json {words}")).json();
        let found = all["findings"].as_array().expect("a list").iter();
        let own = found.filter(|one| one["object"]["kind"] == "Exception");
        own.map(|one| (one["check"].clone(), one["line"].clone())).collect::<Vec<_>>()
    };
    let (expired, unmatched) = (json!("exception-expired"), json!("exception-unmatched"));
    let shop = vec![(expired.clone(), json!(2)), (unmatched.clone(), json!(3))];
    assert_eq!(told(""), [shop.clone(), vec![(unmatched.clone(), json!(4))]].concat());
    assert_eq!(told("-n shop"), shop);
    assert_eq!(told("--check exception-expired"), shop[..1]);
    let table = world.run("scan -f k8s").out;
    assert!(table.contains("k8s/fnsec.yaml:3") && table.contains("exception/fnsec.yaml"), "{table}");
}
