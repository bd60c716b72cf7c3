//! Sources of several sets: what one overlay has, is not what another one has.

use super::run::{FUNCTION, OPEN, Run, SPACE, World, finish};
use serde_json::Value;

/// A base with two overlays; those that are named have the route.
pub fn overlays(world: &World, root: &str, all: &[&str], routed: &[&str]) {
    world.file(&format!("{root}/base/kustomization.yaml"), "resources: [all.yaml]\n");
    world.file(&format!("{root}/base/all.yaml"), &format!("{SPACE}---\n{FUNCTION}"));
    for name in all {
        let route = routed.contains(name);
        let own = if route { ", rule.yaml" } else { "" };
        let folder = format!("{root}/overlays/{name}");
        world.file(&format!("{folder}/kustomization.yaml"), &format!("resources: [../../base{own}]\n"));
        let rule = world.path().join(&folder).join("rule.yaml");
        if route {
            world.file(&format!("{folder}/rule.yaml"), OPEN);
        } else if rule.exists() {
            std::fs::remove_file(rule).expect("removed");
        }
    }
}

pub const BOTH: [&str; 2] = ["dev", "prod"];
pub const CHECK: &str = "jwt-without-authorizations";

fn diff(world: &World, words: &[&str]) -> Run {
    let mut command = world.command("diff");
    command.args(words).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    finish(command)
}

/// The changes of the route's finding: what, and in which sets.
pub fn of_route(all: &Value) -> Vec<(String, Vec<String>)> {
    let found = all["findings"].as_array().expect("a list").iter().filter(|one| one["check"] == CHECK);
    found.map(|one| (one["sense"].as_str().expect("a word").to_owned(), names(&one["sets"]))).collect()
}

pub fn names(all: &Value) -> Vec<String> {
    let all = all.as_array().into_iter().flatten().filter_map(Value::as_str);
    all.map(str::to_owned).collect()
}

pub fn change(sense: &str, sets: &[&str]) -> Vec<(String, Vec<String>)> {
    vec![(sense.to_owned(), sets.iter().map(|set| (*set).to_owned()).collect())]
}

#[test]
fn what_is_new_in_one_overlay_is_not_hidden_by_the_same_in_another() {
    let world = World::new();
    overlays(&world, "a", &BOTH, &["dev"]);
    overlays(&world, "b", &BOTH, &BOTH);
    let run = diff(&world, &["a", "b", "-o", "json"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    let all = run.json();
    assert_eq!(of_route(&all), change("new", &["overlays/prod"]), "{all}");
    let route = all["facts"].as_array().expect("a list").iter().find(|one| one["area"] == "route");
    let route = route.expect("the route of prod");
    assert_eq!((&route["sense"], names(&route["sets"])), (&"opens".into(), vec!["overlays/prod".into()]));
    let text = diff(&world, &["a", "b"]).out;
    assert!(text.contains(&format!("new: high {CHECK} APIRule/shop/orders in overlays/prod (")), "{text}");
    let markdown = diff(&world, &["a", "b", "-o", "markdown"]).out;
    assert!(markdown.contains("`APIRule/shop/orders` in overlays/prod<br>"), "{markdown}");
    assert!(markdown.contains("orders to shop/orders` in overlays/prod: "), "{markdown}");
    let back = diff(&world, &["b", "a", "-o", "json"]).json();
    assert_eq!(of_route(&back), change("gone", &["overlays/prod"]), "{back}");
}

#[test]
fn what_neither_side_could_read_is_said_once() {
    let world = World::new();
    overlays(&world, "a", &BOTH, &BOTH);
    world.file("a/overlays/dev/kustomization.yaml", "resources: [../../base, gone]\n");
    let git = "git init -q . && git add a && git -c user.name=x -c user.email=x@example.com commit -qm x";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", git]).current_dir(world.path()).env("HOME", world.path());
    assert!(command.status().expect("git").success());
    let said = diff(&world, &["HEAD:a", "a", "-o", "markdown"]).out;
    assert_eq!(said.matches("which was not read").count(), 1, "{said}");
    assert!(said.contains("\n- Not seen: ") && said.contains("(HEAD:a and a)"), "{said}");
}

#[test]
fn the_same_change_in_several_overlays_is_one_with_their_names() {
    let world = World::new();
    overlays(&world, "a", &BOTH, &[]);
    overlays(&world, "b", &BOTH, &BOTH);
    let all = diff(&world, &["a", "b", "-o", "json"]).json();
    assert_eq!(of_route(&all), change("new", &["overlays/dev", "overlays/prod"]), "{all}");
}

#[test]
fn an_overlay_that_is_renamed_changes_nothing_and_one_that_is_added_is_new() {
    let world = World::new();
    overlays(&world, "a", &BOTH, &BOTH);
    overlays(&world, "b", &["dev", "live"], &["dev", "live"]);
    let all = diff(&world, &["a", "b"]).out;
    assert!(all.contains("No differences."), "{all}");
    overlays(&world, "c", &["dev", "prod", "stage"], &["dev", "prod", "stage"]);
    let all = diff(&world, &["a", "c", "-o", "json"]).json();
    assert_eq!(of_route(&all), change("new", &["overlays/stage"]), "{all}");
    let all = diff(&world, &["c", "a", "-o", "json"]).json();
    assert_eq!(of_route(&all), change("gone", &["overlays/stage"]), "{all}");
    // One of the two new names may be prod; the other one is new.
    overlays(&world, "d", &["dev", "live", "stage"], &["dev", "live", "stage"]);
    let all = diff(&world, &["a", "d", "-o", "json"]).json();
    assert_eq!(of_route(&all).len(), 1, "{all}");
    assert_eq!(of_route(&all), change("new", &["overlays/live", "overlays/stage"]), "{all}");
}

#[test]
fn an_overlay_that_cannot_be_read_closes_nothing_of_its_own_and_all_of_another() {
    let world = World::new();
    overlays(&world, "a", &BOTH, &BOTH);
    overlays(&world, "b", &BOTH, &BOTH);
    std::fs::remove_file(world.path().join("b/overlays/dev/rule.yaml")).expect("removed");
    world.file("b/overlays/dev/kustomization.yaml", "resources: [../../base]\n");
    world.file("b/overlays/prod/rule.yaml", &OPEN.replace("spec:", "spec: ["));
    let all = diff(&world, &["a", "b", "-o", "json"]).json();
    let mut changes = of_route(&all);
    changes.sort();
    let both = [change("gone", &["overlays/dev"]), change("unknown", &["overlays/prod"])].concat();
    assert_eq!(changes, both, "{all}");
    let sense = |set: &str| {
        let mut routes = all["facts"].as_array().expect("a list").iter().filter(|one| one["area"] == "route");
        routes.find(|one| names(&one["sets"]) == [set]).map(|one| one["sense"].clone())
    };
    assert_eq!(sense("overlays/dev"), Some("closes".into()), "{all}");
    assert_eq!(sense("overlays/prod"), Some("unknown".into()), "{all}");
}

#[test]
fn a_source_of_one_set_names_none() {
    let world = World::new();
    world.file("a/all.yaml", &format!("{SPACE}---\n{FUNCTION}"));
    world.file("b/all.yaml", &format!("{SPACE}---\n{FUNCTION}---\n{OPEN}"));
    let all = diff(&world, &["a", "b", "-o", "json"]);
    assert!(!all.out.contains("\"sets\"") && of_route(&all.json()) == change("new", &[]), "{}", all.out);
}

/// Both overlays with the route of `dev` alone as a baseline, and then in both.
pub fn grown() -> World {
    let world = World::new();
    overlays(&world, "k8s", &BOTH, &["dev"]);
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    overlays(&world, "k8s", &BOTH, &BOTH);
    world
}

pub const GATE: &str = "--baseline fnsec-baseline.yaml --fail-on-new";

#[test]
fn a_finding_that_is_accepted_in_one_overlay_is_new_in_another() {
    let world = grown();
    let run = world.run("baseline diff -f k8s");
    assert_eq!(run.code, 1, "{}", run.all());
    let line = format!("new: high {CHECK} APIRule/orders in shop in overlays/prod: ");
    assert!(run.out.contains(&line), "{}", run.out);
    let scan = world.run(&format!("scan -f k8s {GATE} -o json"));
    assert_eq!(scan.code, 1, "{}", scan.all());
    let all = scan.json();
    let found = all["findings"].as_array().expect("a list").iter().filter(|one| one["check"] == CHECK);
    let marks: Vec<_> = found.map(|one| (one["baseline"].clone(), names(&one["newIn"]))).collect();
    let both = vec![("known".into(), Vec::new()), ("new".into(), vec!["overlays/prod".to_owned()])];
    assert_eq!(marks, both, "{all}");
    let sarif = world.run(&format!("scan -f k8s {GATE} -o sarif")).json();
    let results = sarif["runs"][0]["results"].as_array().expect("results").iter();
    let states: Vec<_> =
        results.filter(|one| one["ruleId"] == CHECK).map(|one| one["baselineState"].clone()).collect();
    assert_eq!(states, ["unchanged", "new"], "{sarif}");
    // Only one of the overlays is given.
    assert_eq!(world.run(&format!("scan -f k8s/overlays/dev -f k8s/base {GATE}")).code, 0);
}

#[test]
fn what_is_accepted_everywhere_is_known_and_the_text_says_where() {
    let world = grown();
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    assert_eq!(world.run(&format!("scan -f k8s {GATE}")).code, 0);
    let text = world.read("fnsec-baseline.yaml");
    assert!(text.contains("sets:\n- overlays/dev\n- overlays/prod\nfindings:"), "{text}");
    let entry = text.split("- fingerprint: ").find(|entry| entry.contains(CHECK)).expect("an entry");
    assert!(entry.ends_with("  sets:\n  - overlays/dev\n  - overlays/prod\n"), "{entry}");
    // The folder is given in another way.
    let folder = world.path().join("k8s").display().to_string();
    assert_eq!(world.run(&format!("scan -f {folder} {GATE}")).code, 0);
    assert_eq!(world.run(&format!("scan -f ./k8s/ {GATE}")).code, 0);
}

#[test]
fn a_baseline_without_sets_is_accepted_in_every_overlay() {
    let world = grown();
    let text = world.read("fnsec-baseline.yaml");
    let old: Vec<&str> =
        text.lines().filter(|line| !line.contains("sets:") && !line.contains("overlays/")).collect();
    world.file("fnsec-baseline.yaml", &(old.join("\n") + "\n"));
    let run = world.run("baseline diff -f k8s");
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(!run.out.contains("new: ") && !run.out.contains("fixed: "), "{}", run.out);
}

#[test]
fn an_overlay_that_cannot_be_read_keeps_its_own_entries_alone() {
    let world = grown();
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    overlays(&world, "k8s", &BOTH, &["prod"]);
    world.file("k8s/overlays/prod/rule.yaml", &OPEN.replace("spec:", "spec: ["));
    let run = world.run("baseline diff -f k8s");
    let entry = format!("high {CHECK} APIRule/shop/orders in overlays");
    assert!(run.out.contains(&format!("fixed: {entry}/dev\n")), "{}", run.out);
    assert!(run.out.contains(&format!("unknown: {entry}/prod: ")), "{}", run.out);
    for command in ["prune", "write"] {
        assert_eq!(world.run(&format!("baseline {command} -f k8s")).code, 4);
        let text = world.read("fnsec-baseline.yaml");
        let entry = text.split("- fingerprint: ").find(|entry| entry.contains(CHECK)).expect("an entry");
        assert!(entry.ends_with("  sets:\n  - overlays/prod\n"), "{command}: {entry}");
    }
    world.file("k8s/overlays/prod/rule.yaml", OPEN);
    assert_eq!(world.run(&format!("scan -f k8s {GATE}")).code, 0);
}

#[test]
fn an_overlay_that_is_renamed_stays_accepted_and_one_that_is_added_does_not() {
    let world = World::new();
    overlays(&world, "k8s", &BOTH, &BOTH);
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    std::fs::rename(world.path().join("k8s/overlays/prod"), world.path().join("k8s/overlays/live"))
        .expect("renamed");
    let run = world.run("baseline diff -f k8s");
    assert!(run.code == 0 && !run.out.contains("fixed: "), "{}", run.all());
    overlays(&world, "k8s", &["stage"], &["stage"]);
    let run = world.run("baseline diff -f k8s");
    let line = format!("new: high {CHECK} APIRule/orders in shop in overlays/stage: ");
    assert!(run.code == 1 && run.out.contains(&line), "{}", run.all());
    std::fs::remove_dir_all(world.path().join("k8s/overlays/stage")).expect("removed");
    std::fs::remove_dir_all(world.path().join("k8s/overlays/live")).expect("removed");
    overlays(&world, "k8s", &["test"], &[]);
    let run = world.run("baseline diff -f k8s");
    let line = format!("fixed: high {CHECK} APIRule/shop/orders in overlays/prod\n");
    assert!(run.out.contains(&line), "{}", run.all());
}

#[test]
fn what_is_worse_in_one_overlay_is_not_hidden_by_another() {
    let world = grown();
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    let text = world.read("fnsec-baseline.yaml");
    let entries: Vec<&str> = text.split_inclusive("- fingerprint: ").collect();
    let one = entries.iter().find(|entry| entry.contains(CHECK)).expect("an entry");
    let body = one.trim_end_matches("- fingerprint: ");
    let high = body.replace("  - overlays/prod\n", "");
    let low = body.replace("  - overlays/dev\n", "").replace("severity: high", "severity: low");
    let text = text.replace(body, &format!("{high}- fingerprint: {low}"));
    world.file("fnsec-baseline.yaml", &text);
    let run = world.run("baseline diff -f k8s");
    let line = format!("worse: high {CHECK} APIRule/orders in shop in overlays/prod: ");
    assert!(run.code == 1 && run.out.contains(&line), "{}", run.all());
    assert!(!run.out.contains("in overlays/dev"), "{}", run.out);
}

#[test]
fn an_expectation_about_what_one_overlay_could_not_read_does_not_hold_by_another() {
    let world = World::new();
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: orders, namespace: shop}\nspec: {ports: [{port: 80}]}\n";
    overlays(&world, "k8s", &BOTH, &BOTH);
    world.file("k8s/base/all.yaml", SPACE);
    for name in BOTH {
        world
            .file(&format!("k8s/overlays/{name}/rule.yaml"), &format!("{OPEN}---\n{service}---\n{FUNCTION}"));
    }
    let test = || {
        let mut command = world.command("test -f k8s -o json");
        command.args(["--expect", "internet may not reach shop/orders"]);
        finish(command)
    };
    let answers = |run: &Run| {
        let all = run.json();
        let all = all["tests"].as_array().expect("tests").iter();
        all.map(|one| (one["set"].clone(), one["answer"].clone())).collect::<Vec<_>>()
    };
    let run = test();
    assert_eq!((run.code, answers(&run).len()), (0, 2), "{}", run.all());
    world.file("k8s/overlays/prod/rule.yaml", "apiVersion: v1\nkind: [\n");
    let run = test();
    let expected = vec![("overlays/dev".into(), "holds".into()), ("overlays/prod".into(), "unknown".into())];
    assert_eq!((run.code, answers(&run)), (1, expected), "{}", run.all());
    // A set that was read and lacks it is left out.
    world.file("k8s/overlays/prod/rule.yaml", "");
    let run = test();
    assert_eq!((run.code, answers(&run).len()), (0, 1), "{}", run.all());
}

#[test]
fn the_explorer_marks_what_is_new_in_the_overlay_that_is_shown() {
    let world = grown();
    let shown = |set: &str| {
        let start = format!("-f k8s --context k8s/overlays/{set} --linear --baseline fnsec-baseline.yaml");
        world.run_with_input(&start, "findings\nquit\n").all()
    };
    let (dev, prod) = (shown("dev"), shown("prod"));
    assert!(dev.contains("apirule/orders") && !dev.contains(": new, "), "{dev}");
    assert!(prod.contains(": new, "), "{prod}");
}
