//! A pull request played through over a clone: what a pipeline runs, and what the reviewer reads.

use super::revisions::git;
use super::run::{FUNCTION, OPEN, Run, SPACE, World, finish};
use serde_json::Value;
use std::process::Command;

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: orders, namespace: shop}\nspec:\n  selector: {app: orders}\n  ports: [{port: 80}]\n";
const CONFIG: &str = "expect:\n- internet may not reach shop/*\n";

/// A repository with a known finding, cloned, and a branch that opens a route to anyone.
fn clone() -> World {
    let origin = World::new();
    git(&origin, &["init", "-q", "-b", "main"]);
    origin.file("k8s/rules.yaml", &format!("{SPACE}---\n{OPEN}---\n{SERVICE}"));
    origin.file("k8s/function.yaml", FUNCTION);
    origin.file("k8s/fnsec.yaml", CONFIG);
    let written = origin.run("baseline write -f k8s");
    assert_eq!(written.code, 0, "{}", written.all());
    git(&origin, &["add", "k8s", "fnsec-baseline.yaml"]);
    git(&origin, &["commit", "-qm", "the shop"]);
    let world = World::new();
    git(&world, &["clone", "-q", origin.path().to_str().expect("a path"), "checkout"]);
    git(&world, &["-C", "checkout", "checkout", "-qb", "open"]);
    let (head, _) = OPEN.split_once("      jwt:").expect("the strategy");
    let opened = format!("{SPACE}---\n{head}      noAuth: true\n---\n{SERVICE}");
    world.file("checkout/k8s/rules.yaml", &opened);
    git(&world, &["-C", "checkout", "commit", "-qam", "Open the orders"]);
    world
}

/// A step of the pipeline, in the clone.
fn step(world: &World, words: &str) -> Run {
    let mut command = world.command(words);
    command.current_dir(world.path().join("checkout"));
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    finish(command)
}

fn checks(run: &Run) -> Vec<String> {
    let all = run.json();
    let found = all["findings"].as_array().expect("findings").iter();
    found.map(|one| one["check"].as_str().expect("a check").to_owned()).collect()
}

#[test]
fn the_comment_says_what_the_change_opens() {
    let world = clone();
    let run = step(&world, "diff main:k8s open:k8s -o markdown=comment.md -o json");
    assert_eq!(run.code, 1, "a change that opens something asks for attention: {}", run.err);
    let comment = world.read("checkout/comment.md");
    assert!(comment.contains("opens") && comment.contains("orders.example.com/orders"), "{comment}");
    assert!(comment.contains("anyone"), "{comment}");
    let back = step(&world, "diff open:k8s main:k8s -o markdown");
    assert!(!back.out.contains("opens route"), "{}", back.out);
}

#[test]
fn the_gate_counts_what_the_change_brings_and_nothing_that_was_there() {
    let world = clone();
    let since = step(&world, "scan -f k8s --since main -o json");
    let found = checks(&since);
    assert!(found.iter().any(|check| check.contains("unauthenticated")), "{found:?}");
    let known = step(&world, "scan -f k8s --baseline fnsec-baseline.yaml --fail-on-new -o json");
    assert_eq!(known.code, 1, "{}", known.err);
    git(&world, &["-C", "checkout", "checkout", "-q", "main"]);
    let main = step(&world, "scan -f k8s --baseline fnsec-baseline.yaml --fail-on-new -o json");
    assert_eq!(main.code, 0, "known findings pass the gate: {}{}", main.out, main.err);
    assert_ne!(step(&world, "scan -f k8s").code, 0, "and without it they do not");
}

#[test]
fn the_expectation_of_the_repository_fails_on_the_branch_only() {
    let world = clone();
    let branch = step(&world, "test -f k8s -o junit=tests.xml -o json");
    assert_eq!(branch.code, 1, "{}", branch.out);
    assert!(world.read("checkout/tests.xml").contains("<failure"), "{}", world.read("checkout/tests.xml"));
    git(&world, &["-C", "checkout", "checkout", "-q", "main"]);
    assert_eq!(step(&world, "test -f k8s").code, 0);
}

#[test]
fn the_upload_names_the_changed_line_and_the_fix_of_the_branch_applies() {
    let world = clone();
    let run = step(&world, "scan -f k8s --since main -o sarif=fnsec.sarif");
    assert_eq!(run.code, 1, "{}", run.err);
    let sarif: Value = serde_json::from_str(&world.read("checkout/fnsec.sarif")).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let place = |one: &Value| one["locations"][0]["physicalLocation"].clone();
    let of_rule = |one: &&Value| one["ruleId"].as_str().is_some_and(|id| id.contains("unauthenticated"));
    let one = results.iter().find(of_rule).unwrap_or_else(|| panic!("{sarif}"));
    assert_eq!(place(one)["artifactLocation"]["uri"], "k8s/rules.yaml");
    let line = usize::try_from(place(one)["region"]["startLine"].as_u64().expect("a line")).expect("small");
    let text = world.read("checkout/k8s/rules.yaml");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[line - 1].contains("noAuth") || lines[line - 1].contains("path"), "{}", lines[line - 1]);
    let known = step(&world, "fix namespace-level-missing -f k8s -o patch=own.patch");
    assert_eq!(known.code, 0, "{}", known.err);
    let mut apply = Command::new("git");
    let done = apply.args(["apply", "own.patch"]).current_dir(world.path().join("checkout")).output();
    assert!(done.expect("git").status.success(), "{}", world.read("checkout/own.patch"));
}

#[test]
fn a_branch_that_cannot_be_read_passes_no_gate() {
    let world = clone();
    world.file("checkout/k8s/rules.yaml", "kind: [");
    let run = step(&world, "scan -f k8s --baseline fnsec-baseline.yaml --fail-on-new");
    assert_eq!(run.code, 4, "{}{}", run.out, run.err);
    let run = step(&world, "diff main:k8s k8s -o markdown");
    assert_ne!(run.code, 0, "{}{}", run.out, run.err);
    assert!(!run.out.contains("is gone") || run.out.contains("not known"), "{}", run.out);
}
