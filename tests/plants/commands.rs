//! The built program over files with planted credentials: no output of any command, and no message, shows one.

use crate::rounds::{Round, count, rounds};
use crate::run::World;
use serde_json::Value;
use std::collections::BTreeSet;

const USUAL: usize = 36;

const COMMANDS: [&str; 12] = [
    "migrate -o yaml -o report -o json",
    "apirule -o table -o yaml -o json",
    "tokens -o table -o json",
    "sbom",
    "sbom --merge",
    "reach",
    "reach -o jsonl",
    "reach --events",
    "pod-security -o table -o jsonl",
    "who-can get secrets -o table -o jsonl",
    "can get secrets --user anna -o jsonl",
    "explain credentials-in-function",
];

const FORMATS: [&str; 12] = [
    "wide",
    "sarif",
    "junit",
    "gitlab",
    "gitlab-sast",
    "github",
    "markdown",
    "html",
    "csv",
    "prometheus",
    "policyreport",
    "openreports",
];

/// A walk through the linear mode that reads every kind of text.
const LINES: &str = "namespaces\nopen 1\nwhy 1\nnext-pane\nopen 1\nwhy 1\nnext-pane\nmore\nmore\ncopy-yaml\nfindings\nmore\n\
    why 1\nwhy 2\nwhy 3\ncopy-markdown\nwhole-object\nmore\ncopy-yaml\nback\nfix 1\ncopy-yaml\ncopy-patch\ncopy-kubectl\nback\n\
    reach\nwhy 2\naccess\nwhy 1\npolicy\n1\nmore\nsubject\n1\ncoverage\noverview\nnext-pane\nnext-pane\nwhy 1\nwhere\nquit\n";

/// The commands that have something to say of a scan, which is written to a file.
fn commands(world: &World) -> Vec<String> {
    let scan: Value = serde_json::from_str(&world.read("scan.json")).expect("JSON");
    let all = scan["findings"].as_array().expect("a list").iter();
    let found: BTreeSet<&str> = all.filter_map(|one| one["check"].as_str()).collect();
    let fixes = found.iter().map(|id| format!("fix {id} -o yaml -o diff -o kubectl -o kustomize -o json"));
    COMMANDS.into_iter().map(Into::into).chain(fixes).collect()
}

fn leaks(round: &Round) -> Vec<String> {
    let world = World::new();
    world.file("all.yaml", &round.text());
    let files = FORMATS.map(|format| format!(" -o {format}=scan.{format}")).concat();
    let scan = world.run(&format!("scan -f all.yaml -o table -o json=scan.json -o jsonl{files}"));
    assert!(scan.code < 6, "{}", scan.err);
    let read = FORMATS.map(|format| world.read(&format!("scan.{format}"))).concat();
    let text = scan.all() + &world.read("scan.json") + &read;
    let mut found = round.leaks(&text, "scan");
    found.extend(compared(&world, round));
    for words in commands(&world) {
        let run = world.run(&format!("{words} -f all.yaml"));
        assert!(run.code < 6, "{words}: {} {}", run.code, run.err);
        assert!(!run.err.starts_with("error: "), "{words}: {}", run.err);
        found.extend(round.leaks(&run.all(), &words));
    }
    let lines = world.run_with_input("--linear -f all.yaml", LINES);
    assert_eq!(lines.code, 0, "{}", lines.err);
    found.extend(round.leaks(&lines.all(), "--linear"));
    found
}

/// The commands that compare, keep and test, which name their files themselves.
fn compared(world: &World, round: &Round) -> Vec<String> {
    world.file("empty/space.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
    world.file("fnsec.yaml", EXPECT);
    let mut found = Vec::new();
    for words in [
        "diff empty all.yaml -o table -o json -o markdown",
        "diff all.yaml empty -o table -o json -o markdown",
        "diff scan.json empty -o table -o json -o markdown",
        "test -f all.yaml -o table -o json -o junit",
        "baseline write -f all.yaml known.yaml",
        "baseline diff -f empty known.yaml -o table -o json",
    ] {
        let run = world.run(words);
        assert!(run.code < 6 && !run.err.starts_with("error: "), "{words}: {} {}", run.code, run.err);
        found.extend(round.leaks(&run.all(), words));
    }
    found.extend(round.leaks(&world.read("known.yaml"), "the baseline"));
    found
}

const EXPECT: &str = "expect:\n- internet may not reach */*\n- a token of issuer https://tenant.example.com opens nothing\n- group dev may not read Secrets anywhere\n- '*/* may not connect to internet'\n- no namespace below restricted\n";

#[test]
fn no_command_shows_a_planted_value() {
    let rounds = rounds(count(USUAL));
    let halves: Vec<Vec<String>> = std::thread::scope(|scope| {
        let work = |part: usize| {
            let rounds = &rounds;
            scope.spawn(move || rounds.iter().skip(part).step_by(2).flat_map(leaks).collect())
        };
        let running = [work(0), work(1)];
        running.map(|one| one.join().expect("ended")).into()
    });
    let found: BTreeSet<String> = halves.into_iter().flatten().collect();
    let planted: usize = rounds.iter().map(|round| round.plants.len()).sum();
    assert!(found.is_empty(), "{} leaks of {planted} planted values: {found:#?}", found.len());
}

#[test]
fn no_page_of_a_check_is_taken_for_a_credential() {
    for check in fnsec::checks::ALL {
        let page = fnsec::checks::page::whole(check);
        assert_eq!(fnsec::engine::credentials::masked(&page), page, "{}", check.id);
    }
}
