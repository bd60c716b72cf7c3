//! Clones of our own making, one for each test.

use super::*;
use crate::model::Kind;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const URL: &str = "https://git.example.com/acme/shop.git";

fn run(folder: &Path, arguments: &[&str]) -> String {
    let fixed = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"];
    let mut command = Command::new("git");
    command.args(fixed).args(arguments).current_dir(folder);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let out = command.output().expect("git runs");
    assert!(out.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

fn commit(folder: &Path) -> String {
    run(folder, &["add", "-A"]);
    run(folder, &["commit", "-qm", "x", "--allow-empty"]);
    run(folder, &["rev-parse", "HEAD"])
}

const UNSAFE: &str = "const { exec } = require('child_process');\nmodule.exports = { main: (event) => exec(event.data.cmd) };\n";
const SAFE: &str = "module.exports = { main: () => 'ok' };\n";

/// A repository with two Functions, whose first commit has the unsafe code.
fn repository() -> (TempDir, String) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path();
    run(path, &["init", "-q", "-b", "main"]);
    run(path, &["remote", "add", "origin", "git@git.example.com:acme/shop.git"]);
    write(path, "functions/orders/handler.js", UNSAFE);
    write(path, "functions/orders/package.json", r#"{"dependencies": {"axios": "^1.6.0"}}"#);
    write(path, "handler.py", "import helper\n\ndef main(event, context):\n    return helper.run(event)\n");
    write(path, "helper.py", "def run(event):\n    return 1\n");
    let first = commit(path);
    write(path, "functions/orders/handler.js", SAFE);
    commit(path);
    (folder, first)
}

fn object(runtime: &str, base: &str, reference: &str, commit: &str) -> (Object, String) {
    let value = serde_json::json!({
        "apiVersion": "serverless.kyma-project.io/v1alpha2", "kind": "Function",
        "metadata": {"name": "orders", "namespace": "shop"},
        "spec": {"runtime": runtime, "source": {"gitRepository": {"url": URL, "reference": reference, "baseDir": base}}},
        "status": {"commit": commit},
    });
    let text = value.to_string();
    (decode::object(Kind::Function, &text).expect("it reads"), text)
}

fn supplied(sources: &FunctionSources, (mut object, text): (Object, String)) -> Function {
    sources.supply(&mut object, &text);
    match object {
        Object::Function(function) => *function,
        other => panic!("{other:?}"),
    }
}

fn named(folder: &Path) -> FunctionSources {
    FunctionSources::of(vec![(URL.into(), folder.into())], PathBuf::from("/"))
}

fn why(function: &Function) -> &str {
    match function.checkout() {
        Some(Checkout::Unreadable(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_commit_that_runs_is_analysed_and_the_work_tree_is_left_alone() {
    let (folder, first) = repository();
    write(folder.path(), "functions/orders/handler.js", "not even (");
    let before = std::fs::read(folder.path().join(".git/index")).expect("readable");
    let sources = named(folder.path());
    let old = supplied(&sources, object("nodejs22", "/functions/orders/", "main", &first));
    assert_eq!(old.code.analysis().map(|code| code.flows.len()), Some(1), "{:?}", old.code);
    assert_eq!(old.dependencies.len(), 1);
    let new = supplied(&sources, object("nodejs22", "functions/orders", "main", ""));
    assert_eq!(new.code.analysis().map(|code| code.flows.len()), Some(0), "{:?}", new.code);
    assert_eq!(std::fs::read(folder.path().join(".git/index")).expect("readable"), before);
    let Some(Checkout::Read { commit, source, .. }) = old.checkout() else { panic!("{:?}", old.checkout()) };
    assert_eq!((&**commit, &**source), (first.as_str(), "functions/orders/handler.js"));
}

#[test]
fn the_folder_around_is_found_by_its_remotes() {
    let (folder, _) = repository();
    let around = FunctionSources::of(Vec::new(), folder.path().into());
    let found = supplied(&around, object("nodejs22", "functions/orders", "main", ""));
    assert!(matches!(found.checkout(), Some(Checkout::Read { .. })), "{:?}", found.checkout());
    let elsewhere = TempDir::new().expect("a folder");
    let nothing = FunctionSources::of(Vec::new(), elsewhere.path().into());
    let unknown = supplied(&nothing, object("nodejs22", "functions/orders", "main", ""));
    assert_eq!(unknown.checkout(), Some(&Checkout::None));
    let other = FunctionSources::of(
        vec![("https://git.example.com/acme/other".into(), folder.path().into())],
        "/".into(),
    );
    assert_eq!(supplied(&other, object("nodejs22", "/", "main", "")).checkout(), Some(&Checkout::None));
}

#[test]
fn a_remote_branch_comes_before_a_local_one() {
    let (folder, first) = repository();
    run(folder.path(), &["update-ref", "refs/remotes/origin/main", &first]);
    let function = supplied(&named(folder.path()), object("nodejs22", "functions/orders", "main", ""));
    assert_eq!(function.code.analysis().map(|code| code.flows.len()), Some(1));
    run(folder.path(), &["tag", "v1", &first]);
    let tagged = supplied(&named(folder.path()), object("nodejs22", "functions/orders", "v1", ""));
    assert_eq!(tagged.code.analysis().map(|code| code.flows.len()), Some(1));
}

#[test]
fn a_failure_is_not_tried_again_with_every_change_of_a_function() {
    let (folder, first) = repository();
    let sources = named(folder.path());
    let asked = || object("nodejs22", "functions/orders", "later", "");
    let before = why(&supplied(&sources, asked())).to_owned();
    run(folder.path(), &["branch", "later", &first]);
    assert_eq!(why(&supplied(&sources, asked())), before);
    let anew = supplied(&named(folder.path()), asked());
    assert!(matches!(anew.checkout(), Some(Checkout::Read { .. })), "{:?}", anew.checkout());
}

#[test]
fn a_source_that_imports_another_file_was_analysed_in_part() {
    let (folder, _) = repository();
    let function = supplied(&named(folder.path()), object("python312", "/", "main", ""));
    let obstacle = function.code.obstacle().expect("the other file");
    assert_eq!((obstacle.line, obstacle.reason), (1, crate::model::code::Obstacle::OtherFile));
    write(
        folder.path(),
        "functions/orders/handler.js",
        "const x = require('./lib/x');\nmodule.exports = { main: () => x() };",
    );
    commit(folder.path());
    let function = supplied(&named(folder.path()), object("nodejs22", "functions/orders", "main", ""));
    assert_eq!(function.code.obstacle().map(|unparsed| unparsed.line), Some(1));
}

#[test]
fn what_cannot_be_read_from_a_clone_says_why() {
    let (folder, first) = repository();
    let path = folder.path();
    write(path, "large/handler.js", &"x".repeat((1 << 20) + 1));
    write(path, "odd/handler.js", "x");
    std::fs::write(path.join("odd/handler.js"), [0xff, 0xfe, 0xfd]).expect("written");
    std::os::unix::fs::symlink("/etc/passwd", path.join("functions/handler.js")).expect("linked");
    commit(path);
    let sources = named(path);
    let absent = first.chars().rev().collect::<String>();
    for (runtime, base, reference, commit, expected) in [
        ("nodejs22", "functions/orders", "main", absent.as_str(), "run \"git fetch\" there"),
        ("nodejs22", "functions/orders", "gone", "", "gone is not in "),
        ("nodejs22", "functions/orders", "", "", "names no branch, tag or commit"),
        ("nodejs22", "functions/orders", "main@{1}", "", "not the name of a branch"),
        ("nodejs22", "functions/orders", "--help", "", "--help is not in "),
        ("nodejs22", "functions/none", "main", "", "there is no folder functions/none at "),
        ("nodejs22", "../x", "main", "", "leads out of the repository"),
        ("python312", "functions/orders", "main", "", "there is no handler.py in functions/orders at "),
        ("nodejs22", "large", "main", "", "handler.js is larger than 1024 KiB"),
        ("nodejs22", "odd", "main", "", "handler.js is not UTF-8"),
        ("nodejs22", "functions", "main", "", "handler.js is a link, which is not followed"),
    ] {
        let function = supplied(&sources, object(runtime, base, reference, commit));
        assert!(why(&function).contains(expected), "{base} {reference}: {}", why(&function));
    }
    let gone = FunctionSources::of(vec![(URL.into(), path.join("functions"))], "/".into());
    let inside = supplied(&gone, object("nodejs22", "functions/orders", "main", ""));
    assert!(matches!(inside.checkout(), Some(Checkout::Read { .. })), "{:?}", inside.checkout());
    let none = TempDir::new().expect("a folder");
    let empty = supplied(&named(none.path()), object("nodejs22", "functions/orders", "main", ""));
    assert!(why(&empty).contains("not a git repository"), "{}", why(&empty));
}

#[test]
fn a_folder_with_too_many_entries_is_not_read() {
    let (folder, _) = repository();
    let index: Vec<String> =
        (0..10_001).map(|at| format!("100644 blob {}\tmany/{at}", run_once(folder.path()))).collect();
    let input = index.join("\n") + "\n";
    let mut command = Command::new("git");
    command
        .args(["update-index", "--index-info"])
        .current_dir(folder.path())
        .stdin(std::process::Stdio::piped());
    let mut child = command.spawn().expect("git runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("piped"), input.as_bytes()).expect("written");
    assert!(child.wait().expect("ended").success());
    run(folder.path(), &["commit", "-qm", "many"]);
    let function = supplied(&named(folder.path()), object("nodejs22", "many", "main", ""));
    assert!(why(&function).contains("more than 10000 entries"), "{}", why(&function));
}

/// The id of a file that is in the repository.
fn run_once(folder: &Path) -> &'static str {
    static ID: OnceLock<String> = OnceLock::new();
    ID.get_or_init(|| run(folder, &["rev-parse", "HEAD:helper.py"]))
}
