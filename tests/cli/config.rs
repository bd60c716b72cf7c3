//! What a configuration changes, and where it is found.

use super::run::{CHECK, OPEN, SPACE, World};
use serde_json::json;

fn world(config: &str) -> World {
    let world = World::new();
    world.file("k8s/rules.yaml", &format!("{SPACE}---\n{OPEN}"));
    world.file("k8s/fnsec.yaml", config);
    world
}

const SCAN: &str = "scan -f k8s -o json --check jwt-without-authorizations";

#[test]
fn a_configuration_beside_the_manifests_is_found_and_is_no_manifest() {
    let run = world(&format!("checks: {{{CHECK}: low}}")).run(SCAN);
    assert_eq!(run.code, 0);
    assert!(
        run.err.contains(&format!("k8s/fnsec.yaml: 1 check with lowered severity ({CHECK})")),
        "{}",
        run.err
    );
    let all = run.json();
    assert_eq!(all["findings"][0]["severity"], "low");
    assert_eq!(all["findings"][0]["note"], "low by the configuration, was high");
    assert_eq!(all["coverage"]["skipped"], json!(null));
}

#[test]
fn a_check_that_is_off_gives_no_verdict() {
    let all = world(&format!("checks: {{{CHECK}: off}}")).run(SCAN).json();
    assert_eq!((&all["findings"], &all["coverage"]["verdicts"]), (&json!([]), &json!(0)));
}

#[test]
fn an_accepted_risk_is_listed_and_counts_no_more() {
    let exception = format!(
        "exceptions: [{{check: {CHECK}, object: APIRule/shop/orders, reason: known, by: anna, expires: 2099-01-01}}]"
    );
    let run = world(&exception).run(SCAN);
    assert_eq!(run.code, 0);
    let all = run.json();
    assert_eq!((&all["findings"], &all["summary"]["high"]), (&json!([]), &json!(0)));
    let taken = &all["accepted"][0];
    assert_eq!(
        (&taken["check"], &taken["reason"], &taken["by"]),
        (&json!(CHECK), &json!("known"), &json!("anna"))
    );
    assert_eq!((&taken["expires"], &all["summary"]["accepted"]), (&json!("2099-01-01"), &json!(1)));
}

#[test]
fn an_exception_that_is_over_accepts_nothing() {
    let exception =
        format!("exceptions: [{{check: {CHECK}, namespace: shop, reason: known, expires: 2020-01-01}}]");
    let run = world(&exception).run(SCAN);
    assert_eq!((run.code, run.json()["summary"]["high"].as_u64()), (1, Some(1)));
}

#[test]
fn an_exception_that_accepts_nothing_is_told() {
    let over = format!("  - {{check: {CHECK}, namespace: shop, reason: known, expires: 2020-01-01}}\n");
    let lost = format!("  - {{check: {CHECK}, object: APIRule/shop/gone, reason: known}}\n");
    let all = world(&format!("exceptions:\n{over}{lost}")).run(SCAN).json();
    let idle: Vec<&str> = all["idleExceptions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["state"].as_str())
        .collect();
    assert_eq!(idle, ["expired", "unmatched"]);
    let table = world(&format!("exceptions:\n{over}")).run("scan -f k8s").out;
    assert!(table.contains("has no effect: expired on 2020-01-01"), "{table}");
}

#[test]
fn a_fingerprint_accepts_exactly_its_finding() {
    let print = world("").run(SCAN).json()["findings"][0]["fingerprint"].as_str().expect("one").to_owned();
    let exception = format!("exceptions: [{{check: {CHECK}, fingerprint: \"{print}\", reason: known}}]");
    assert_eq!(world(&exception).run(SCAN).json()["summary"]["accepted"], 1);
}

#[test]
fn an_annotation_accepts_in_manifests_unless_that_is_switched_off() {
    let note = format!("  annotations: {{fnsec/accept.{CHECK}: \"public on purpose; until 2099-01-01\"}}");
    let annotated = OPEN.replace("  namespace: shop\n", &format!("  namespace: shop\n{note}\n"));
    assert_ne!(annotated, OPEN);
    for (config, accepted) in [("", json!(1)), ("acceptByAnnotation: false", json!(null))] {
        let world = world(config);
        world.file("k8s/rules.yaml", &format!("{SPACE}---\n{annotated}"));
        assert_eq!(world.run(SCAN).json()["summary"]["accepted"], accepted, "{config}");
    }
}

#[test]
fn a_broken_configuration_stops_with_every_fault_and_its_line() {
    let run = world("checks:\n  jwt-without-authorisations: off\nexeptions: []\n").run(SCAN);
    assert_eq!(run.code, 2);
    for said in [
        "k8s/fnsec.yaml:2: unknown check",
        "did you mean \"jwt-without-authorizations\"",
        "k8s/fnsec.yaml:3:",
    ] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    let missing = world("").run("scan -f k8s --config nowhere.yaml");
    assert!(missing.code == 2 && missing.err.contains("nowhere.yaml"), "{}", missing.err);
}
