//! The log: made only when asked for, readable by its owner only, with the requests in it and no credential.

use super::run::{FUNCTION, OPEN, Run, SPACE, World, finish};
use super::server::Server;

const TOKEN: &str = "kT9vQ2xLm8zRw4pJtoken";
const PASSWORD: &str = "Zq7RtY3wPn5KdX8vLb2M";
const DATA: &str = "a1Q5dlEyeExtOHpSdzRwSg==";

fn cluster() -> Server {
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  namespace: shop\ndata:\n  password: {DATA}\n"
    );
    let function = FUNCTION.replace(
        "  source:\n",
        &format!("  env:\n    - name: DB_PASSWORD\n      value: {PASSWORD}\n  source:\n"),
    );
    Server::of(&[&[SPACE, &function, &secret, OPEN].join("---\n")])
}

fn world(server: &Server) -> World {
    let world = World::with_cluster(&server.address);
    let text = world.read("kubeconfig").replace("user: {}", &format!("user: {{token: {TOKEN}}}"));
    let text = text.replace("http://", "http://adm:s3cretpw@");
    world.file("kubeconfig", &text);
    world
}

fn run(world: &World, words: &str, log: &str) -> Run {
    let mut command = world.command(words);
    command.env("FNSEC_LOG", log);
    finish(command)
}

const EVERYTHING: &str = "trace,kube_client=trace,kube_runtime=trace,hyper=trace,hyper_util=trace,hyper_rustls=trace,tower=trace,tower_http=trace,rustls=trace";

#[test]
fn a_log_has_the_requests_and_no_credential() {
    let server = cluster();
    let world = world(&server);
    let run = run(&world, "scan", EVERYTHING);
    assert_eq!(run.code, 1, "{}", run.err);
    let log = world.read("state/fnsec.log");
    for part in [
        "INFO fnsec",
        "command=scan",
        "method=GET path=/apis",
        "status=200",
        "kind=Function",
        "state=live",
        "code=1",
        "kube_client",
    ] {
        assert!(log.contains(part), "{part} is missing in {log}");
    }
    for value in [TOKEN, PASSWORD, DATA, "s3cretpw", "kT9vQ2xLm8zRw4pJ", "DB_PASSWORD"] {
        assert!(!log.contains(value), "{value} is in the log");
        assert!(!run.all().contains(value) || value == "DB_PASSWORD", "{value} is in the output");
    }
}

#[test]
fn writes_are_logged_without_what_is_written() {
    let server = cluster();
    let world = world(&server);
    for check in ["credentials-in-function", super::run::CHECK] {
        run(&world, &format!("fix {check} --apply --yes"), EVERYTHING);
    }
    let log = world.read("state/fnsec.log");
    assert!(log.contains("method=PATCH"), "{log}");
    for value in [TOKEN, PASSWORD, DATA, "s3cretpw"] {
        assert!(!log.contains(value), "{value} is in the log");
    }
}

#[cfg(unix)]
#[test]
fn a_log_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    world.file("a.yaml", OPEN);
    world.file("state/fnsec.log", "");
    run(&world, "scan -f a.yaml", "info");
    let mode = std::fs::metadata(world.path().join("state/fnsec.log")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn without_being_asked_for_there_is_no_log() {
    let world = World::new();
    world.file("a.yaml", OPEN);
    for log in ["", "off"] {
        run(&world, "scan -f a.yaml", log);
        assert!(!world.path().join("state/fnsec.log").exists());
    }
}

#[test]
fn the_option_says_in_one_line_where_the_log_is() {
    let world = World::new();
    world.file("a.yaml", OPEN);
    let quiet = world.run("scan -f a.yaml");
    for option in ["-v", "-vv", "--verbose"] {
        let run = world.run(&format!("scan -f a.yaml {option}"));
        assert_eq!((run.code, &run.out), (quiet.code, &quiet.out));
        let more: Vec<&str> = run.err.lines().filter(|line| !quiet.err.contains(line)).collect();
        assert!(matches!(more[..], [line] if line.ends_with("state/fnsec.log")), "{}", run.err);
    }
    assert_eq!(run(&world, "scan -f a.yaml", "debug").err, quiet.err);
}

#[test]
fn an_invalid_value_ends_with_a_sentence() {
    let run = run(&World::new(), "version", "loud");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("FNSEC_LOG") && run.err.contains("\"loud\""), "{}", run.err);
}

#[test]
fn a_log_that_cannot_be_written_ends_nothing() {
    let world = World::new();
    world.file("a.yaml", OPEN);
    world.file("state", "a file where the folder should be");
    let run = run(&world, "scan -f a.yaml", "info");
    assert_eq!(run.code, 1, "{}", run.err);
    assert_eq!(run.err.matches("Nothing is logged").count(), 1, "{}", run.err);
}
