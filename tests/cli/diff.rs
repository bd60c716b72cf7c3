//! Comparisons: what a change opens, closes and adds, and that nothing unknown counts as closed.

use super::revisions;
use super::run::{FUNCTION, OPEN, Run, SPACE, World, finish};
use serde_json::Value;

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: orders, namespace: shop}\nspec:\n  selector: {app: orders}\n  ports: [{port: 80}]\n";

fn of(world: &World, folder: &str, rules: &str) {
    world.file(&format!("{folder}/rules.yaml"), &format!("{SPACE}---\n{rules}---\n{SERVICE}---\n{FUNCTION}"));
}

/// The route, open to anyone.
fn open() -> String {
    let (head, _) = OPEN.split_once("      jwt:").expect("the strategy");
    format!("{head}      noAuth: true\n")
}

fn diff(world: &World, words: &[&str]) -> Run {
    let mut command = world.command("diff");
    command.args(words).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    finish(command)
}

fn facts(run: &Run, area: &str) -> Vec<Value> {
    let all = run.json()["facts"].as_array().expect("facts").clone();
    all.into_iter().filter(|one| one["area"] == area).collect()
}

#[test]
fn a_route_that_is_opened_to_anyone_is_said_first() {
    let world = World::new();
    of(&world, "a", OPEN);
    of(&world, "b", &open());
    let run = diff(&world, &["a", "b", "-o", "markdown"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let line = run.out.lines().nth(2).expect("a line");
    assert_eq!(
        line,
        "- **This change opens** route `GET orders.example.com/orders to shop/orders`: to anyone"
    );
    let json = diff(&world, &["a", "b", "-o", "json"]);
    let routes = facts(&json, "route");
    assert_eq!(
        (routes.len(), &routes[0]["sense"], &routes[0]["after"]),
        (1, &"opens".into(), &"anyone".into())
    );
    let tokens = facts(&json, "token");
    assert!(tokens.iter().any(|one| one["sense"] == "closes"), "the token is no longer needed: {tokens:?}");
    let found = json.json()["findings"].clone();
    let of = |sense: &str| found.as_array().expect("a list").iter().any(|one| one["sense"] == sense);
    assert!(of("new") && of("gone"), "{found}");
}

#[test]
fn the_reverse_closes_and_is_no_failure() {
    let world = World::new();
    of(&world, "a", &open());
    of(&world, "b", &OPEN.replace("    # anyone may read\n", ""));
    let run = diff(&world, &["a", "b", "-o", "json", "--fail-on", "critical"]);
    assert_eq!(facts(&run, "route")[0]["sense"], "closes");
}

#[test]
fn equal_sources_have_no_difference() {
    let world = World::new();
    of(&world, "a", OPEN);
    of(&world, "b", OPEN);
    let run = diff(&world, &["a", "b"]);
    assert_eq!((run.code, run.out.as_str()), (0, "a → b\nNo differences.\n"), "{}", run.err);
}

#[test]
fn a_document_that_cannot_be_read_closes_nothing() {
    let world = World::new();
    of(&world, "a", &open());
    of(&world, "b", &open().replace("spec:", "spec: ["));
    let run = diff(&world, &["a", "b", "-o", "json"]);
    assert_eq!(run.code, 4, "{}{}", run.out, run.err);
    assert_eq!(facts(&run, "route")[0]["sense"], "unknown");
    let all = run.json();
    let route = all["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["check"] == "unauthenticated-route");
    assert_eq!(route.expect("listed")["sense"], "unknown", "{all}");
    assert!(all["notSeen"].to_string().contains("b/rules.yaml"), "{all}");
}

/// An overlay with the same Function as every other, and a route of its own.
fn overlay(world: &World, folder: &str, name: &str, rule: Option<&str>, function: &str) {
    let own = |text: &str| {
        text.replace("name: orders   #", &format!("name: {name}   #"))
            .replace("orders.example", &format!("{name}.example"))
    };
    let rule = rule.map(|text| format!("{}---\n", own(text))).unwrap_or_default();
    world.file(&format!("{folder}/all.yaml"), &format!("{SPACE}---\n{rule}{SERVICE}---\n{function}"));
}

#[test]
fn a_function_that_cannot_be_read_makes_nothing_unknown_in_another_set() {
    let world = World::new();
    let unreadable = FUNCTION.replace("runtime: nodejs22", "runtime: [nodejs22]");
    overlay(&world, "a/dev", "dev", Some(OPEN), FUNCTION);
    overlay(&world, "a/prod", "prod", Some(OPEN), FUNCTION);
    overlay(&world, "b/dev", "dev", None, FUNCTION);
    overlay(&world, "b/prod", "prod", None, &unreadable);
    let run = diff(&world, &["a", "b", "-o", "json"]);
    assert_eq!(run.code, 4, "{}{}", run.out, run.err);
    let all = run.json();
    let sense = |name: &str| {
        let mut found = all["findings"].as_array().expect("a list").iter();
        let own = |one: &&Value| {
            one["check"] == "jwt-without-authorizations" && one["object"] == format!("APIRule/shop/{name}")
        };
        found.find(own).map(|one| one["sense"].clone())
    };
    assert_eq!(sense("dev"), Some("gone".into()), "{all}");
    assert_eq!(sense("prod"), Some("unknown".into()), "{all}");
    // Where the sets themselves differ, it is not known to which of them the finding would belong.
    std::fs::rename(world.path().join("b/dev"), world.path().join("b/test")).expect("renamed");
    let all = diff(&world, &["a", "b", "-o", "json"]).json();
    let gone = all["findings"].as_array().expect("a list").iter().filter(|one| one["sense"] == "gone");
    assert_eq!(gone.count(), 0, "{all}");
}

#[test]
fn revisions_are_compared_with_the_work_tree() {
    let world = revisions::world();
    let run = diff(&world, &["first:k8s", "k8s", "-o", "json"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let all = run.json();
    assert_eq!((&all["before"], &all["after"]), (&"first:k8s".into(), &"k8s".into()));
    let gone = all["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .any(|one| one["sense"] == "gone" && one["check"] == "jwt-without-authorizations");
    assert!(gone, "{all}");
    assert_eq!(diff(&world, &["--", "-x:k8s", "k8s"]).code, 2);
}

#[test]
fn a_saved_report_is_compared_by_its_findings() {
    let world = World::new();
    of(&world, "a", OPEN);
    of(&world, "b", &open());
    world.run("scan -f a -o json=a.json");
    let run = diff(&world, &["a.json", "b", "-o", "json"]);
    let all = run.json();
    assert_eq!(all["comparedFacts"], false);
    assert!(all["findings"].to_string().contains("\"unauthenticated-route\""), "{all}");
    let same = diff(&world, &["a", "a.json"]);
    assert!(!same.out.contains("new: ") && !same.out.contains("gone: "), "{}", same.out);
    world.run("scan -f a -o json=part.json --check mixed-authentication");
    let part = diff(&world, &["a", "part.json", "-o", "json"]).json();
    assert!(!part["findings"].to_string().contains("\"gone\""), "{part}");
}

#[test]
fn permissions_connections_and_levels_are_compared() {
    let world = World::new();
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader, namespace: shop}\nrules: [{apiGroups: [\"\"], resources: [secrets], verbs: [get]}]\n";
    let binding = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: dev, namespace: shop}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\nsubjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: dev}]\n";
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: none, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress]}\n";
    let space = SPACE.replace(
        "  name: shop\n",
        "  name: shop\n  labels: {pod-security.kubernetes.io/enforce: baseline}\n",
    );
    world.file("a/all.yaml", &format!("{space}---\n{FUNCTION}---\n{policy}"));
    world.file("b/all.yaml", &format!("{SPACE}---\n{FUNCTION}---\n{role}---\n{binding}"));
    let run = diff(&world, &["a", "b", "-o", "json"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let named = |area: &str, name: &str| {
        let all = facts(&run, area);
        let one = all.iter().find(|one| one["name"].as_str().is_some_and(|own| own.contains(name))).cloned();
        one.unwrap_or_else(|| panic!("{name} among {all:?}"))
    };
    assert_eq!(named("right", "Group dev may get/list/watch secrets in shop")["sense"], "opens");
    assert_eq!(named("connection", "Function shop/orders to the internet")["sense"], "opens");
    let level = named("pod-security", "namespace shop enforces");
    assert_eq!((&level["before"], &level["after"]), (&"baseline".into(), &"privileged".into()));
}

#[test]
fn a_side_that_means_nothing_is_named_with_what_it_may_be() {
    let run = diff(&World::new(), &["nowhere", "k8s"]);
    assert!(run.code == 2 && run.err.contains("For a git revision write REV:PATH"), "{}", run.err);
}

#[test]
fn contexts_are_compared() {
    let run = diff(&World::new(), &["demo:demo-legacy", "demo:demo-legacy"]);
    assert!(run.out.contains("No differences."), "{}{}", run.out, run.err);
}
