//! Every way to end.

use super::run::{FUNCTION, OPEN, SPACE, World, finish};
use super::server::Server;
use fnsec::model::Kind;
use fnsec::source::embedded::ServerFault;

#[test]
fn clean_is_0_and_findings_are_1_from_the_threshold_on() {
    let world = World::new();
    world.file("a.yaml", OPEN);
    world.file("clean.yaml", &format!("{OPEN}        authorizations: [{{audiences: [orders]}}]\n"));
    assert_eq!(world.run("scan -f clean.yaml --check jwt-without-authorizations").code, 0);
    assert_eq!(world.run("scan -f a.yaml").code, 1);
    assert_eq!(world.run("scan -f a.yaml --fail-on info").code, 1);
    let only = "--check jwt-without-authorizations";
    assert_eq!(world.run(&format!("scan -f a.yaml --fail-on critical {only}")).code, 0);
    assert_eq!(world.run("scan -f a.yaml --fail-on none").code, 0);
}

#[test]
fn usage_and_configuration_are_2_with_what_to_do_next() {
    let world = World::new();
    world.file("a.yaml", OPEN);
    for words in [
        "scan",
        "scan -f missing",
        "scan -f a.yaml -o pdf",
        "scan -f a.yaml --fail-on bad",
        "scan -f a.yaml --min-coverage 101",
        "scan --demo -f a.yaml",
        "scan -f a.yaml --request-timeout soon",
        "explain jwt-without-authorisations",
        "fix jwt-without-authorizations -f a.yaml --fix 9",
        "fix jwt-without-authorizations -f a.yaml --set color=red",
        "fix jwt-without-authorizations -f a.yaml --apply",
        "fix jwt-without-authorizations -f a.yaml --apply --yes --read-only",
        "undo",
        "undo --demo",
        "man nothing",
        "render --scene nothing",
        "reach",
        "nonsense",
    ] {
        let run = world.run(words);
        assert_eq!(run.code, 2, "{words}: {}", run.all());
        assert!(run.out.is_empty() && !run.err.trim().is_empty(), "{words}: {}", run.all());
    }
    let mut command = world.command("scan -f a.yaml");
    command.env("FNSEC_TODAY", "tomorrow");
    assert_eq!(finish(command).code, 2);
}

#[test]
fn a_cluster_that_cannot_be_reached_is_3() {
    let nobody = World::with_cluster("127.0.0.1:1");
    let run = nobody.run("scan");
    assert_eq!(run.code, 3, "{}", run.err);
    let refusing = Server::of(&[]).fault(ServerFault::Refuse(401));
    let run = World::with_cluster(&refusing.address).run("scan");
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("Log in again"), "{}", run.err);
    let ill = Server::of(&[]).fault(ServerFault::Refuse(503));
    assert_eq!(World::with_cluster(&ill.address).run("scan").code, 3);
    let slow = Server::of(&[]).fault(ServerFault::Slow(std::time::Duration::from_secs(60)));
    let run = World::with_cluster(&slow.address).run("scan --request-timeout 200ms");
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("--request-timeout"), "{}", run.err);
}

#[test]
fn too_little_coverage_is_4_and_findings_beat_it() {
    let hidden = ServerFault::Forbidden { verb: None, kind: Kind::APIRule, namespace: String::new() };
    let server = Server::of(&[SPACE, FUNCTION, OPEN]).fault(hidden);
    let world = World::with_cluster(&server.address);
    let only = "--check jwt-without-authorizations";
    let run = world.run(&format!("scan -n shop --min-coverage 50 {only}"));
    assert_eq!(run.code, 4, "{}", run.all());
    assert!(run.out.contains("apirules: ") && run.out.contains("forbidden"), "{}", run.out);
    assert_eq!(world.run(&format!("scan -n shop {only}")).code, 4);
    assert_eq!(world.run(&format!("scan -n shop --allow-unread {only}")).code, 0);
    world.file("a.yaml", &format!("{OPEN}---\nkind: [\n"));
    assert_eq!(world.run("scan -f a.yaml --min-coverage 100").code, 1);
    assert_eq!(world.run("scan -f a.yaml --min-coverage 100 --fail-on none").code, 4);
}

#[test]
fn a_conflict_is_5() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN]).fault(ServerFault::ConflictOnce);
    let world = World::with_cluster(&server.address);
    let run = world.run("fix jwt-without-authorizations --dry-run server");
    assert_eq!(run.code, 5, "{}", run.all());
    assert_eq!(world.run("fix jwt-without-authorizations --dry-run=server").code, 0);
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_130() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let world = World::with_cluster(&silent.local_addr().expect("an address").to_string());
    let mut child = world.command("scan --request-timeout 0").spawn().expect("started");
    let _connected = silent.accept().expect("the program has begun to ask");
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("sent").success());
    assert_eq!(child.wait().expect("ended").code(), Some(130));
}

#[test]
fn a_reader_that_goes_away_is_nobodys_mistake() {
    let world = World::new();
    let mut child = world.command("completion bash").spawn().expect("started");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("ended");
    assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()));
}
