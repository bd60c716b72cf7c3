//! Manifests of git revisions: read without touching the work tree, whatever their names are.

use super::run::{FUNCTION, OPEN, SPACE, World};
use std::process::{Command, Stdio};

/// Runs git in the folder of a world, with nothing of the user's configuration.
pub fn git(world: &World, arguments: &[&str]) {
    let fixed = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"];
    let mut command = Command::new("git");
    command.args(fixed).args(arguments).current_dir(world.path());
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").stdout(Stdio::null());
    assert!(command.stderr(Stdio::null()).status().expect("git runs").success(), "git {arguments:?}");
}

/// A repository whose first commit has an open route, and whose second one does not.
pub fn world() -> World {
    let world = World::new();
    git(&world, &["init", "-q", "-b", "main"]);
    world.file("k8s/rules.yaml", &format!("{SPACE}---\n{OPEN}"));
    world.file("k8s/.hidden/x.yaml", OPEN);
    world.file("k8s/function.yaml", FUNCTION);
    git(&world, &["add", "."]);
    git(&world, &["commit", "-qm", "open"]);
    git(&world, &["tag", "first"]);
    world.file("k8s/rules.yaml", SPACE);
    git(&world, &["commit", "-qam", "closed"]);
    world
}

const RULE: &str = "jwt-without-authorizations";

/// The program finds git on the PATH of this test.
fn run(world: &World, words: &[&str]) -> super::run::Run {
    let mut command = world.command("");
    command.args(words).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    super::run::finish(command)
}

#[test]
fn a_revision_is_read_and_the_work_tree_is_left_alone() {
    let world = world();
    world.file("k8s/new.yaml", "kind: [");
    let index = || std::fs::read(world.path().join(".git/index")).expect("readable");
    let before = index();
    let run = run(&world, &["scan", "-f", "k8s", "--rev", "first", "-o", "json"]);
    let all = run.json();
    assert_eq!(all["source"]["name"], "k8s at first");
    let found = all["findings"].as_array().expect("findings").iter().find(|one| one["check"] == RULE);
    assert_eq!(found.expect("found")["object"]["file"], "k8s/rules.yaml");
    assert!(found.expect("found")["at"]["line"].as_u64() > Some(6), "the field has its line: {found:?}");
    assert!(!all.to_string().contains("new.yaml") && !all.to_string().contains(".hidden"), "{all}");
    assert_eq!(world.read("k8s/rules.yaml"), SPACE);
    assert_eq!(index(), before);
    let now = self::run(&world, &["scan", "-f", "k8s", "--rev", "main"]);
    assert!(!now.out.contains(RULE), "{}", now.out);
}

#[test]
fn a_file_and_a_subfolder_are_read_from_any_folder() {
    let world = world();
    for path in ["k8s/rules.yaml", "./k8s/rules.yaml", "k8s/../k8s"] {
        let run = run(&world, &["scan", "-f", path, "--rev", "first", "--check", RULE]);
        assert_eq!(run.code, 1, "{path}: {}", run.err);
    }
    let mut command = world.command("scan -f rules.yaml --rev first --check jwt-without-authorizations");
    command.current_dir(world.path().join("k8s")).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    assert_eq!(super::run::finish(command).code, 1);
}

#[test]
fn hostile_revisions_and_paths_are_refused_and_run_nothing() {
    let world = world();
    let marker = world.path().join("made");
    for revision in [
        "--output=made",
        "-x",
        "first; touch made",
        "$(touch made)",
        "first\ntouch made",
        "no-such",
        "first:k8s",
        "--upload-pack=touch made",
    ] {
        let flag = format!("--rev={revision}");
        let run = run(&world, &["scan", "-f", "k8s", &flag]);
        assert_eq!(run.code, 2, "{revision}: {}{}", run.out, run.err);
    }
    for path in ["k8s/$(touch made)", ":(glob)**", "nowhere", "../.."] {
        let run = run(&world, &["scan", "-f", path, "--rev", "first"]);
        assert_eq!(run.code, 2, "{path}: {}{}", run.out, run.err);
    }
    assert!(!marker.exists());
}

#[test]
fn names_with_spaces_newlines_and_dashes_are_read() {
    let world = world();
    world.file("k8s/-o a\n\"b\".yaml", OPEN);
    git(&world, &["add", "."]);
    git(&world, &["commit", "-qm", "odd"]);
    let run = run(&world, &["scan", "-f", "k8s", "--rev", "main", "--check", RULE, "-o", "json"]);
    assert_eq!(run.json()["findings"][0]["object"]["file"], "k8s/-o a\n\"b\".yaml", "{}", run.err);
}

#[test]
fn since_shows_and_counts_only_what_the_change_touched() {
    let world = World::new();
    git(&world, &["init", "-q", "-b", "main"]);
    world.file("k8s/rules.yaml", &format!("{SPACE}---\n{OPEN}"));
    git(&world, &["add", "."]);
    git(&world, &["commit", "-qm", "one"]);
    let unchanged = run(&world, &["scan", "-f", "k8s", "--since", "main"]);
    assert_eq!(unchanged.code, 0, "{}{}", unchanged.out, unchanged.err);
    assert!(!unchanged.out.contains(RULE), "{}", unchanged.out);
    let other =
        OPEN.replace("name: orders   #", "name: hooks   #").replace("orders.example", "hooks.example");
    world.file("k8s/other.yaml", &other);
    let added = run(&world, &["scan", "-f", "k8s", "--since", "main", "-o", "json"]);
    assert_eq!(added.code, 1, "{}", added.err);
    let all = added.json();
    let names: Vec<&str> = all["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|one| one["check"] == RULE)
        .filter_map(|one| one["object"]["name"].as_str())
        .collect();
    assert_eq!(names, ["hooks"], "the old route is known, and its file is unchanged");
    std::fs::remove_file(world.path().join("k8s/other.yaml")).expect("removed");
    world.file("k8s/rules.yaml", &format!("# changed\n{SPACE}---\n{OPEN}"));
    let touched = run(&world, &["scan", "-f", "k8s", "--since", "main"]);
    assert!(touched.out.contains(RULE) && touched.code == 1, "{}", touched.out);
}

#[test]
fn a_folder_that_the_revision_does_not_have_is_all_new() {
    let world = world();
    world.file("more/rules.yaml", OPEN);
    let since = run(&world, &["scan", "-f", "more", "--since", "first", "--check", RULE]);
    assert_eq!(since.code, 1, "{}", since.err);
    let at = run(&world, &["scan", "-f", "more", "--rev", "first"]);
    assert!(at.code == 2 && at.err.contains("no such file or folder"), "{}", at.err);
}

#[test]
fn without_git_the_reason_is_named() {
    let world = world();
    let mut command = world.command("scan -f k8s --rev first");
    command.env("PATH", world.path());
    let run = super::run::finish(command);
    assert!(run.code == 2 && run.err.contains("git is not on the PATH"), "{}", run.err);
}
