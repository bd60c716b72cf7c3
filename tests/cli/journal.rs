//! Changes of a cluster: applied, recorded, taken back.

use super::run::{CHECK, FUNCTION, OPEN, SPACE, World};
use super::server::Server;
use fnsec::model::Kind;
use fnsec::source::embedded::Fault;
use serde_json::Value;

fn authorizations(server: &Server) -> Option<Value> {
    let rule = server.embedded.object(Kind::APIRule, "shop", "orders").expect("there");
    rule.pointer("/spec/rules/0/jwt/authorizations").cloned()
}

#[test]
fn a_change_is_applied_recorded_and_taken_back() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN]);
    let world = World::with_cluster(&server.address);
    assert_eq!(world.run("changes").out, "No changes.\n");
    let run = world.run(&format!("fix {CHECK} --apply --yes --set audience=mine"));
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(authorizations(&server).is_some());
    let changes = world.run("changes --since 1h -o json").json();
    assert_eq!(changes["changes"][0]["object"]["name"], "orders");
    let id = changes["changes"][0]["change"].as_str().expect("an id").to_owned();
    assert!(run.err.contains(&format!("fnsec undo {id}")), "{}", run.err);
    assert_eq!(world.run("undo --dry-run server").code, 0);
    assert!(authorizations(&server).is_some());
    let run = world.run("undo --yes");
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(authorizations(&server), None);
    assert_eq!(world.run("changes -o json").json()["changes"].as_array().map(Vec::len), Some(2));
    assert_eq!(world.run("undo --yes").code, 2, "nothing is left to take back");
    let markdown = world.run("changes -o md").out;
    assert_eq!(markdown.lines().filter(|line| line.starts_with("| ")).count(), 3);
}

#[test]
fn a_rehearsal_that_fails_changes_and_records_nothing() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN]);
    let world = World::with_cluster(&server.address);
    let forbidden = Fault::Forbidden { verb: Some("patch"), kind: Kind::APIRule, namespace: String::new() };
    server.embedded.fault(forbidden);
    let run = world.run(&format!("fix {CHECK} --apply --yes"));
    assert_eq!(run.code, 5, "{}", run.err);
    assert_eq!(authorizations(&server), None);
    assert_eq!(world.run("changes").out, "No changes.\n");
}

#[test]
fn a_change_is_not_undone_on_another_cluster() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN]);
    let world = World::with_cluster(&server.address);
    assert_eq!(world.run(&format!("fix {CHECK} --apply --yes")).code, 0);
    let other = Server::of(&[SPACE, FUNCTION, OPEN]);
    let text = world.read("kubeconfig").replace(&server.address, &other.address);
    world.file("kubeconfig", &text);
    let run = world.run("undo --yes");
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains(&server.address), "{}", run.err);
}

#[test]
fn broken_lines_of_the_journal_are_counted() {
    let world = World::new();
    world.file("state/audit.jsonl", "{\n\u{0}\n");
    let run = world.run("changes -o json");
    assert_eq!((run.code, run.json()["unreadable"].clone()), (0, serde_json::json!(2)));
    assert!(run.err.contains("2 lines"), "{}", run.err);
}
