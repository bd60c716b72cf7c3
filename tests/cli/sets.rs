//! Sources of several sets: what one overlay has, is not what another one has.

use super::run::{FUNCTION, OPEN, Run, SPACE, World, finish};
use serde_json::Value;

/// A base with two overlays; those that are named have the route.
fn overlays(world: &World, root: &str, all: &[&str], routed: &[&str]) {
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

const BOTH: [&str; 2] = ["dev", "prod"];
const CHECK: &str = "jwt-without-authorizations";

fn diff(world: &World, words: &[&str]) -> Run {
    let mut command = world.command("diff");
    command.args(words).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    finish(command)
}

/// The changes of the route's finding: what, and in which sets.
fn of_route(all: &Value) -> Vec<(String, Vec<String>)> {
    let found = all["findings"].as_array().expect("a list").iter().filter(|one| one["check"] == CHECK);
    found.map(|one| (one["sense"].as_str().expect("a word").to_owned(), names(&one["sets"]))).collect()
}

fn names(all: &Value) -> Vec<String> {
    let all = all.as_array().into_iter().flatten().filter_map(Value::as_str);
    all.map(str::to_owned).collect()
}

fn change(sense: &str, sets: &[&str]) -> Vec<(String, Vec<String>)> {
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
