//! Scans of a cluster: what may be seen decides what is known.

use super::run::{CHECK, FUNCTION, OPEN, SPACE, World};
use super::server::Server;
use fnsec::model::Kind;
use fnsec::source::embedded::ServerFault;
use serde_json::json;

/// Files say nothing of pods, so that what they will get counts unless it is turned off.
const ACCOUNT: &str = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: shop}\nautomountServiceAccountToken: false\n";

#[test]
fn a_cluster_is_judged_as_its_manifests_are() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN, ACCOUNT]);
    let world = World::with_cluster(&server.address);
    let live = world.run("scan -o json").json();
    world.file("all.yaml", &format!("{SPACE}---\n{FUNCTION}---\n{OPEN}---\n{ACCOUNT}"));
    let filed = world.run("scan -f all.yaml -o json").json();
    assert_eq!(live["source"], json!({"kind": "cluster", "name": "here"}));
    let prints = |all: &serde_json::Value| -> Vec<_> {
        all["findings"].as_array().expect("a list").iter().map(|one| one["fingerprint"].clone()).collect()
    };
    assert_eq!(prints(&live), prints(&filed));
    let found = |all: &serde_json::Value| {
        ["critical", "high", "medium", "low"].map(|one| all["summary"][one].clone())
    };
    assert_eq!(found(&live), found(&filed));
    // What is absent from files is not absent from the cluster: less is known of them.
    assert!(live["summary"]["passed"].as_u64() > filed["summary"]["passed"].as_u64());
    assert!(filed["summary"]["unknown"].as_u64() > Some(0));
}

#[test]
fn without_the_right_to_list_everywhere_the_contexts_namespace_is_judged() {
    let mut server =
        Server::of(&[SPACE, &FUNCTION.replace("shop", "default"), &OPEN.replace("shop", "default")]);
    for kind in Kind::ALL {
        server = server.fault(ServerFault::OnlyWithin { kind, namespaces: vec!["default".into()] });
    }
    let world = World::with_cluster(&server.address);
    let all = world.run(&format!("scan -o json --check {CHECK}")).json();
    assert_eq!(all["namespaces"], json!(["default"]));
    assert_eq!(all["summary"]["high"], 1, "{all}");
}

#[test]
fn a_hidden_kind_makes_verdicts_unknown_with_the_servers_words() {
    let hidden = ServerFault::Forbidden { verb: None, kind: Kind::APIRule, namespace: String::new() };
    let server = Server::of(&[SPACE, FUNCTION, OPEN]).fault(hidden);
    let world = World::with_cluster(&server.address);
    let all = world.run(&format!("scan -n shop -o json --check {CHECK}")).json();
    let gap = &all["coverage"]["unknown"][0];
    assert_eq!((&gap["check"], &gap["namespace"]), (&json!(CHECK), &json!("shop")));
    assert_eq!((&gap["missing"], &gap["why"]), (&json!(["apirules"]), &json!("forbidden")));
    assert!(gap["detail"].as_str().is_some_and(|why| why.contains("cannot")), "{gap}");
    let run = world.run(&format!("fix {CHECK} -n shop"));
    assert!(run.err.contains("could not be evaluated in shop"), "{}", run.err);
}

#[test]
fn named_namespaces_alone_are_looked_at() {
    let other = OPEN.replace("shop", "other");
    let server = Server::of(&[SPACE, &SPACE.replace("shop", "other"), OPEN, &other]);
    let world = World::with_cluster(&server.address);
    let all = world.run(&format!("scan -n other -o json --check {CHECK}")).json();
    assert_eq!(all["namespaces"], json!(["other"]));
    assert_eq!(all["findings"][0]["namespace"], "other");
    assert_eq!(all["coverage"]["percent"], 100, "{all}");
    let all = world.run(&format!("scan -A -o json --check {CHECK}")).json();
    assert_eq!(all["summary"]["high"], 2);
}
