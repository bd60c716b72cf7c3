//! Recordings are sources: they give the verdicts of what was recorded, refusals included, and nothing is applied.

use super::run::{CHECK, FUNCTION, OPEN, Run, SPACE, World};
use super::server::Server;
use fnsec::model::Kind;
use fnsec::source::embedded::ServerFault;
use serde_json::{Value, json};

/// What a scan says, without the name of the source.
fn verdicts(run: &Run) -> Value {
    let mut all = run.json();
    let map = all.as_object_mut().expect("an object");
    map.remove("source");
    all
}

fn recorded(world: &World, source: &str) -> Run {
    let run = world.run(&format!("record all.fnrec {source}"));
    assert!(world.path().join("all.fnrec").is_file(), "{}", run.all());
    run
}

fn cluster(texts: &[&str], faults: Vec<ServerFault>) -> (Server, World) {
    let server = faults.into_iter().fold(Server::of(texts), Server::fault);
    let world = World::with_cluster(&server.address);
    (server, world)
}

#[test]
fn a_recording_of_each_demo_has_the_verdicts_of_the_demo() {
    for context in ["demo-buildless", "demo-legacy"] {
        let world = World::new();
        let source = format!("--demo --context {context}");
        let live = world.run(&format!("scan -o json {source}"));
        let record = recorded(&world, &source);
        assert!(record.code == 0 && !record.out.contains("otherwise"), "{}", record.all());
        let scan = world.run("scan -o json -f all.fnrec");
        assert_eq!(scan.code, live.code, "{}", scan.err);
        let (live, replay) = (verdicts(&live), verdicts(&scan));
        for key in live.as_object().expect("an object").keys() {
            let (old, new) = (live[key].to_string(), replay[key].to_string());
            let at = old.bytes().zip(new.bytes()).position(|(old, new)| old != new).unwrap_or_default();
            let part = |text: &str| {
                text.get(at.saturating_sub(200)..).unwrap_or(text).chars().take(300).collect::<String>()
            };
            assert!(old == new, "{context} {key}:\n{}\n{}", part(&old), part(&new));
        }
        let name = scan.json()["source"]["name"].as_str().expect("a name").to_owned();
        assert!(name.starts_with(&format!("recording of {context}, 20")), "{name}");
    }
}

#[test]
fn what_was_refused_stays_unknown_with_the_servers_words() {
    let hidden = ServerFault::Forbidden { verb: None, kind: Kind::APIRule, namespace: String::new() };
    let (_server, world) =
        cluster(&[SPACE, FUNCTION, OPEN], vec![hidden, ServerFault::NotServed(Kind::Ingress)]);
    let live = world.run("scan -o json");
    assert_eq!(recorded(&world, "").code, 4, "an incomplete recording says so");
    let replay = world.run("scan -o json -f all.fnrec");
    assert_eq!(replay.code, live.code);
    let (live, replay) = (verdicts(&live), verdicts(&replay));
    assert_eq!(live["coverage"], replay["coverage"]);
    assert_eq!(live["notSeen"], replay["notSeen"]);
    assert!(replay["coverage"].to_string().contains("cannot"), "{}", replay["coverage"]);
}

#[test]
fn rights_within_one_namespace_are_replayed() {
    let within = |kind| ServerFault::OnlyWithin { kind, namespaces: vec!["default".into()] };
    let texts = [SPACE, &FUNCTION.replace("shop", "default"), &OPEN.replace("shop", "default")];
    let (_server, world) = cluster(&texts, Kind::ALL.into_iter().map(within).collect());
    let live = verdicts(&world.run("scan -o json"));
    recorded(&world, "");
    let replay = verdicts(&world.run("scan -o json -f all.fnrec"));
    for key in ["findings", "coverage", "namespaces", "notSeen"] {
        assert!(live[key] == replay[key], "{key}:\n{}\n{}", live[key], replay[key]);
    }
}

#[test]
fn a_document_that_could_not_be_read_is_still_named() {
    let world = World::new();
    world.file("k8s/all.yaml", &format!("{SPACE}---\n{FUNCTION}---\n{OPEN}---\nkind: APIRule\nspec: [\n"));
    let live = world.run("scan -o json -f k8s").json();
    recorded(&world, "-f k8s");
    let replay = world.run("scan -o json -f all.fnrec").json();
    assert!(replay["notSeen"].to_string().contains("k8s/all.yaml"), "{}", replay["notSeen"]);
    assert_eq!(live["summary"], replay["summary"]);
}

#[test]
fn nothing_in_a_recording_can_be_applied() {
    let (_server, world) = cluster(&[SPACE, FUNCTION, OPEN], Vec::new());
    recorded(&world, "");
    let run = world.run(&format!("fix {CHECK} -f all.fnrec --apply --yes"));
    assert!(run.code == 2 && run.err.contains("recording"), "{} {}", run.code, run.all());
    let shown = world.run(&format!("fix {CHECK} -f all.fnrec -o diff"));
    assert!(shown.err.contains("read-only"), "{}", shown.all());
}

#[test]
fn several_points_in_time_are_chosen_by_number() {
    let (_server, world) = cluster(&[SPACE, FUNCTION, OPEN], Vec::new());
    let run = recorded(&world, "--every 10ms --for 20ms");
    assert!(run.out.contains("3 points"), "{}", run.all());
    let first = world.run("scan -f all.fnrec --at 1 -o json");
    assert!(first.err.contains("point 1 of 3"), "{}", first.err);
    assert_eq!(verdicts(&first), verdicts(&world.run("scan -f all.fnrec -o json")));
    let none = world.run("scan -f all.fnrec --at 4");
    assert!(none.code == 2 && none.err.contains("no point 4"), "{}", none.err);
}

#[test]
fn a_cut_or_altered_recording_is_an_error_with_its_line() {
    let (_server, world) = cluster(&[SPACE, FUNCTION, OPEN], Vec::new());
    recorded(&world, "");
    let text = world.read("all.fnrec");
    world.file("cut.fnrec", &text.chars().take(text.chars().count() / 2).collect::<String>());
    let cut = world.run("scan -f cut.fnrec");
    assert!(cut.code == 2 && cut.err.contains("cut.fnrec: line "), "{}", cut.all());
    let line = text.lines().position(|line| line.contains("\"name\":\"orders\"")).expect("a line") + 1;
    world.file("altered.fnrec", &text.replacen("\"name\":\"orders\"", "\"name\":\"others\"", 1));
    let altered = world.run("scan -f altered.fnrec");
    assert!(altered.err.contains(&format!("line {line}: it was altered")), "{}", altered.all());
    world.file("k8s/a.yaml", SPACE);
    let both = world.run("scan -f all.fnrec -f k8s");
    assert!(both.code == 2 && both.err.contains("Name the recording alone"), "{}", both.err);
}

#[test]
fn an_existing_file_is_not_overwritten() {
    let world = World::new();
    world.file("all.fnrec", "mine");
    let run = world.run("record all.fnrec --demo");
    assert!(run.code == 2 && run.err.contains("exists"), "{}", run.all());
    assert_eq!(world.read("all.fnrec"), "mine");
    assert!(world.run("record all.json --demo").err.contains(".fnrec"));
}

#[test]
fn the_explorer_shows_a_recording_as_one() {
    let (_server, world) = cluster(&[SPACE, FUNCTION, OPEN], Vec::new());
    recorded(&world, "");
    let run = world.run_with_input("-f all.fnrec --linear", "quit\n");
    assert!(run.out.contains("recording of here, 20"), "{}", run.all());
    assert!(run.all().contains("read-only"), "{}", run.all());
}

#[test]
fn a_watch_begins_with_what_is_there_and_ends_in_time() {
    let run = World::new().run("watch --demo -o jsonl --for 50ms");
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let events = |at: usize| lines[at]["event"].clone();
    assert_eq!((run.code, events(0), events(lines.len() - 1)), (0, json!("started"), json!("ended")));
    assert!(lines[0]["verdicts"]["findings"].as_u64() > Some(50), "{}", lines[0]);
}

#[test]
fn a_watch_reports_a_finding_that_appears_and_disappears_by_its_fingerprint() {
    use std::io::{BufRead, BufReader};
    let (server, world) = cluster(&[SPACE, FUNCTION], Vec::new());
    let mut child = world.command("watch -o jsonl").spawn().expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut next = |event: &str| loop {
        let line = lines.next().expect("a line").expect("readable");
        let line: Value = serde_json::from_str(&line).expect("JSON");
        if line["event"] == event && (event == "started" || line["check"] == CHECK) {
            return line;
        }
    };
    next("started");
    let rule = fnsec::yaml::parse(OPEN).expect("YAML").remove(0).value;
    let (mut prints, mut requests) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        server.embedded.seed(rule.clone());
        prints.push(next("appeared")["fingerprint"].to_string());
        server.embedded.remove(Kind::APIRule, "shop", "orders");
        prints.push(next("disappeared")["fingerprint"].to_string());
        requests.push(server.embedded.requests());
    }
    assert!(prints[0].starts_with("\"v1:") && prints.iter().all(|print| *print == prints[0]), "{prints:?}");
    assert_eq!(requests[1], requests[2], "a change costs no request besides the watches");
    child.kill().expect("stopped");
    child.wait().expect("ended");
}

#[test]
fn two_points_in_time_of_a_recording_are_compared() {
    let (_server, world) = cluster(&[SPACE, FUNCTION, OPEN], Vec::new());
    recorded(&world, "--every 10ms --for 10ms");
    let run = world.run("diff all.fnrec@1 all.fnrec@2");
    assert!(run.out.contains("No differences."), "{}", run.all());
    assert!(world.run("diff all.fnrec@1 all.fnrec@3").err.contains("no point 3"));
}

#[test]
fn the_explorer_steps_through_the_points_of_a_recording_and_stays_where_it_is() {
    let (_server, world) = cluster(&[SPACE, FUNCTION, OPEN], Vec::new());
    recorded(&world, "--every 10ms --for 20ms");
    let lines = ["findings", "previous-point", "where", "next-point", "next-point", "point", "quit"];
    let run = world.run_with_input("-f all.fnrec --linear", &(lines.join("\n") + "\n"));
    assert!(run.out.contains("point 3 of 3"), "the last point comes first: {}", run.all());
    assert!(run.out.contains("point 2 of 3"), "{}", run.all());
    assert!(run.out.contains("this is the last point in time"), "{}", run.all());
    let at = world.run_with_input("-f all.fnrec --at 1 --linear", "previous-point\nquit\n");
    assert!(
        at.out.contains("point 1 of 3") && at.out.contains("this is the first point in time"),
        "{}",
        at.all()
    );
    let demo = world.run_with_input("--demo --linear", "next-point\nquit\n");
    assert!(demo.out.contains("only a recording with several points in time"), "{}", demo.all());
}
