//! Fixes of manifests: comments and layout are the user's own.

use super::run::{CHECK, FUNCTION, OPEN, SPACE, World};
use crate::support::Estate;
use crate::support::cases::look;
use fnsec::checks;
use fnsec::model::Extent;
use std::path::Path;

#[test]
fn applying_adds_what_is_missing_and_touches_nothing_else() {
    let world = World::new();
    let before = format!("{SPACE}--- # next\n{OPEN}---\n{FUNCTION}# the end");
    world.file("k8s/all.yaml", &before);
    let run = world.run(&format!("fix {CHECK} -f k8s --apply --yes"));
    assert_eq!(run.code, 0, "{}", run.err);
    let after = world.read("k8s/all.yaml");
    let added = "        authorizations:\n        - audiences:\n          - orders.shop\n";
    assert_eq!(after.replace(added, ""), before);
    assert!(after.contains(added));
    assert!(run.err.contains("Rewrote k8s/all.yaml") && run.err.contains("not journaled"), "{}", run.err);
    assert_eq!(world.run(&format!("scan -f k8s --check {CHECK}")).code, 0);
    assert!(world.run(&format!("fix {CHECK} -f k8s")).err.contains("nothing to fix"));
}

#[test]
fn json_stays_as_it_is_written_around_the_change() {
    let world = World::new();
    let rule = fnsec::yaml::parse(OPEN).expect("YAML")[0].value.to_string();
    let rule = rule.replace("tenant.example.com\"", "tenant.ex\\u0061mple.com\"");
    world.file("a.json", &rule);
    let run = world.run(&format!("fix {CHECK} -f a.json --apply --yes"));
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!run.err.contains("reformatted"), "{}", run.err);
    let after = world.read("a.json");
    let added = ",\"authorizations\":[{\"audiences\":[\"orders.shop\"]}]";
    assert!(after.contains(added) && after.contains("ex\\u0061mple"), "{after}");
    assert_eq!(after.replace(added, ""), rule);
    assert_eq!(world.run(&format!("scan -f a.json --check {CHECK}")).code, 0);
}

#[test]
fn an_item_of_a_list_is_found_in_its_document() {
    let world = World::new();
    let item: String =
        OPEN.lines().filter(|line| !line.starts_with('#')).flat_map(|line| ["    ", line, "\n"]).collect();
    let text = format!("kind: List\napiVersion: v1\nitems:\n  # one\n  -{}", item.split_at(3).1);
    world.file("list.yaml", &text);
    let run = world.run(&format!("fix {CHECK} shop apirule/orders -f list.yaml"));
    assert_eq!(run.code, 2, "two objects are one too many");
    let run = world.run(&format!("fix {CHECK} apirules/orders -f list.yaml --apply --yes"));
    assert_eq!(run.code, 0, "{}", run.err);
    let after = world.read("list.yaml");
    assert!(after.contains("# anyone may read") && after.contains("- orders.shop"), "{after}");
    assert_eq!(world.run(&format!("scan -f list.yaml --check {CHECK}")).code, 0);
}

#[test]
fn standard_input_is_printed_but_never_rewritten() {
    let world = World::new();
    let printed = world.run_with_input(&format!("fix {CHECK} -f - --set audience=mine"), OPEN);
    assert!(printed.out.contains("- mine"), "{}", printed.all());
    let run = world.run_with_input(&format!("fix {CHECK} -f - --apply --yes"), OPEN);
    assert_eq!(run.code, 2, "{}", run.all());
}

#[test]
fn every_format_tells_the_same_change() {
    let world = World::new();
    world.file("a.yaml", OPEN);
    for format in ["yaml", "diff", "kubectl", "kustomize", "json"] {
        let run = world
            .run(&format!("fix {CHECK} -n shop -f a.yaml --fix require-a-scope-in-the-token -o {format}"));
        assert_eq!(run.code, 0, "{format}: {}", run.err);
        assert!(
            run.out.contains("requiredScopes") && run.out.contains("orders:call"),
            "{format}: {}",
            run.out
        );
    }
    assert_eq!(world.read("a.yaml"), OPEN);
}

/// Every file under `tests/checks` that some check fails on, with the check.
fn failing() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks");
    let mut all = Vec::new();
    for folder in std::fs::read_dir(root).expect("fixtures").map(|entry| entry.expect("readable").path()) {
        let check = folder.file_name().expect("named").to_string_lossy().into_owned();
        for file in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path())
        {
            if file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("fail.")) {
                all.push((check.clone(), std::fs::read_to_string(file).expect("readable")));
            }
        }
    }
    all
}

/// How many findings of a check files with this text give.
fn count(check: &str, text: &str) -> usize {
    let mut estate = Estate::read(text);
    estate.extent = Extent::Files;
    look(checks::find(check).expect("a check"), &estate).0.len()
}

#[test]
fn every_fix_makes_a_file_better_or_says_why_not() {
    let mut better = 0;
    for (check, text) in failing() {
        let world = World::new();
        world.file("k8s/all.yaml", &text);
        let run = world.run(&format!("fix {check} -f k8s --apply --yes"));
        assert!([0, 1, 2, 5].contains(&run.code) && !run.err.is_empty(), "{check}: {}", run.all());
        if run.err.contains("Rewrote") || run.err.contains("Wrote") {
            let new = world.read("k8s/all.yaml");
            // Pods that run already keep a finding alive until they are replaced.
            let (before, after) = (count(&check, &text), count(&check, &new));
            assert!(after <= before, "{check}: {}\n{new}", run.all());
            better += usize::from(after < before);
        }
    }
    assert!(better > 100, "{better} files");
}

#[test]
fn what_is_deleted_goes_from_its_file_and_nothing_else_does() {
    let world = World::new();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/checks/dead-registry-credentials/fail.all-of-it.yaml");
    let before = std::fs::read_to_string(fixture).expect("readable");
    world.file("k8s/all.yaml", &before);
    let printed = world.run("fix dead-registry-credentials ConfigMap/dockerfile-nodejs20 -f k8s");
    assert!(printed.out.contains("# deletes ConfigMap"), "{}", printed.all());
    let run = world.run("fix dead-registry-credentials -f k8s --apply --yes");
    assert_eq!(run.code, 1, "the Secret stays, and so does its finding: {}", run.err);
    let after = world.read("k8s/all.yaml");
    let kept: String = before.split_inclusive("---\n").take(3).collect();
    assert_eq!(format!("{after}---\n"), kept);
}
