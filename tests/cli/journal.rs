//! Changes of a cluster: applied, recorded, taken back.

use super::run::{CHECK, FUNCTION, OPEN, SPACE, World};
use super::server::Server;
use fnsec::model::Kind;
use fnsec::source::embedded::ServerFault;
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
    let forbidden =
        ServerFault::Forbidden { verb: Some("patch"), kind: Kind::APIRule, namespace: String::new() };
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

/// A server that does a write, and whose answer never arrives.
fn answer_lost(server: &Server) {
    server.embedded.fault(ServerFault::LoseAnswer);
}

#[test]
fn a_write_whose_answer_is_lost_is_found_out_and_taken_back() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN]);
    let world = World::with_cluster(&server.address);
    answer_lost(&server);
    let run = world.run(&format!("fix {CHECK} --apply --yes --set audience=mine"));
    assert_eq!(run.code, 0, "the object itself tells that it was done: {}", run.err);
    assert!(authorizations(&server).is_some());
    assert_eq!(world.run("changes -o json").json()["changes"][0]["result"], "applied");
    assert_eq!(world.run("undo --yes").code, 0);
    assert_eq!(authorizations(&server), None);
}

#[test]
fn a_change_of_which_only_the_intent_is_known_is_settled_by_what_is_there() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN]);
    let world = World::with_cluster(&server.address);
    assert_eq!(world.run(&format!("fix {CHECK} --apply --yes --set audience=mine")).code, 0);
    // As a kill right after sending leaves it: the first line alone.
    let journal = world.read("state/audit.jsonl");
    let intent = journal.lines().next().expect("an intent").to_owned() + "\n";
    assert!(intent.contains("\"result\":\"sent\""), "{intent}");
    world.file("state/audit.jsonl", &intent);
    let run = world.run("changes -o json");
    assert_eq!((run.code, run.json()["changes"][0]["result"].clone()), (0, "applied".into()), "{}", run.err);
    world.file("state/audit.jsonl", &intent);
    assert_eq!(world.run("undo --yes").code, 0);
    assert_eq!(authorizations(&server), None);
}

#[test]
fn a_change_that_nobody_can_settle_is_unknown_and_its_owner_may_keep_it() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN]);
    let world = World::with_cluster(&server.address);
    assert_eq!(world.run(&format!("fix {CHECK} --apply --yes --set audience=mine")).code, 0);
    let journal = world.read("state/audit.jsonl");
    let intent = journal.lines().next().expect("an intent").to_owned() + "\n";
    world.file("state/audit.jsonl", &intent);
    server.embedded.update(Kind::APIRule, "shop", "orders", |rule| {
        rule["spec"]["rules"][0]["jwt"]["authorizations"] = serde_json::json!([{"audiences": ["other"]}]);
    });
    let run = world.run("changes");
    assert_eq!(run.code, 4, "{}", run.all());
    assert!(run.all().contains("unknown") && run.err.contains("--keep"), "{}", run.all());
    assert_eq!(world.run("undo --yes").code, 5);
    let id = world.run("changes -o json").json()["changes"][0]["id"].as_str().expect("an id").to_owned();
    let run = world.run(&format!("undo {id} --yes"));
    assert_eq!(run.code, 5, "what somebody else wrote is left: {}", run.all());
    assert!(run.err.contains("was changed since"), "{}", run.err);
    assert_eq!(world.run(&format!("changes --keep {id}")).code, 0);
    assert_eq!(world.run("changes").code, 0);
    assert_eq!(world.run(&format!("changes --keep {id}")).code, 2);
}

#[test]
fn a_cluster_that_cannot_be_asked_leaves_a_change_unknown() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN]);
    let world = World::with_cluster(&server.address);
    assert_eq!(world.run(&format!("fix {CHECK} --apply --yes --set audience=mine")).code, 0);
    let intent = world.read("state/audit.jsonl").lines().next().expect("an intent").to_owned() + "\n";
    world.file("state/audit.jsonl", &intent);
    let text = world.read("kubeconfig").replace(&server.address, "127.0.0.1:9");
    world.file("kubeconfig", &text);
    let run = world.run("changes --request-timeout 1");
    assert_eq!(run.code, 4, "{}", run.all());
    assert!(run.err.contains("is unknown"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn without_room_for_the_intent_nothing_is_sent() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN]);
    let world = World::with_cluster(&server.address);
    world.file("state/none", "");
    std::os::unix::fs::symlink("/dev/full", world.path().join("state/audit.jsonl")).expect("a link");
    let run = world.run(&format!("fix {CHECK} --apply --yes --set audience=mine"));
    assert_eq!(run.code, 2, "{}", run.err);
    assert_eq!(authorizations(&server), None);
}
