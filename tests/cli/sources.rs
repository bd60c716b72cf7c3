//! `--source`: the code of Functions in git, from a clone.

use super::revisions::git;
use super::run::{World, finish};

const FUNCTION: &str = "
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: orders, namespace: shop}
spec:
  runtime: nodejs22
  source:
    gitRepository: {url: 'https://git.example.com/acme/shop.git', reference: main, baseDir: /orders}
";
const SOURCE: &str = "const { exec } = require('child_process');\nmodule.exports = { main: (event) => exec(event.data.cmd) };\n";

/// A folder with a manifest, and a clone beside it.
fn world() -> World {
    let world = World::new();
    world.file("k8s/function.yaml", FUNCTION);
    world.file("shop/orders/handler.js", SOURCE);
    world.file("shop/orders/package.json", r#"{"dependencies": {"axios": "^1.6.0"}}"#);
    git(&world, &["init", "-q", "-b", "main", "shop"]);
    git(&world, &["-C", "shop", "add", "."]);
    git(&world, &["-C", "shop", "commit", "-qm", "x"]);
    world
}

fn run(world: &World, words: &str) -> super::run::Run {
    let mut command = world.command(words);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    finish(command)
}

const SCAN: &str =
    "scan -f k8s --check command-injection --check unpinned-dependencies -o json --fail-on none";

#[test]
fn code_and_packages_in_a_clone_are_judged_with_their_file_and_commit() {
    let world = world();
    let all = run(&world, &format!("{SCAN} --source https://git.example.com/acme/shop=shop")).json();
    let found: Vec<&str> = all["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|one| one["evidence"].as_str())
        .collect();
    assert_eq!(found.len(), 2, "{all:#}");
    assert!(
        found.iter().any(|one| one.starts_with("orders/handler.js at ") && one.contains("(line 2)")),
        "{found:?}"
    );
    assert!(found.iter().any(|one| one.starts_with("orders/package.json at ")), "{found:?}");
    let fix = run(&world, "fix unpinned-dependencies -f k8s --source https://git.example.com/acme/shop=shop");
    assert!(!fix.out.contains("axios"), "{}", fix.all());
}

#[test]
fn without_a_clone_the_checks_are_unknown_and_say_how() {
    let world = world();
    let run_ = run(&world, SCAN);
    assert!(run_.json()["findings"].as_array().is_some_and(Vec::is_empty), "{}", run_.all());
    for what in
        ["the source is in git; name a clone with --source", "the dependencies are in git; name a clone"]
    {
        assert!(run_.out.contains(what), "{}", run_.all());
    }
    let absent = run(&world, &format!("{SCAN} --source https://git.example.com/acme/shop=absent"));
    assert_eq!(absent.code, 2, "{}", absent.all());
    assert!(absent.err.contains("absent is not a folder"), "{}", absent.err);
}

#[test]
fn a_clone_that_lacks_the_branch_says_to_fetch() {
    let world = world();
    world.file("k8s/function.yaml", &FUNCTION.replace("reference: main", "reference: next"));
    let found = run(&world, &format!("{SCAN} --source git@git.example.com:acme/shop.git=shop"));
    assert!(
        found.out.contains("orders: source in git not read: next is not in shop: run"),
        "{}",
        found.all()
    );
}
