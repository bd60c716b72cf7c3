//! What a fix asks for, what it does without an answer, and what it does when it is run again.

use super::run::{FUNCTION, SPACE, World};
use super::server::Server;

fn function(name: &str, packages: &str) -> String {
    let text = FUNCTION.replace("name: orders", &format!("name: {name}"));
    text.replace("    inline:\n", &format!("    inline:\n      dependencies: '{packages}'\n"))
}

#[test]
fn versions_are_asked_for_all_at_once_and_never_guessed() {
    let world = World::new();
    let text = function("pay", r#"{"dependencies":{"axios":"^1.1.3","lodash":"^4.17.0"}}"#);
    world.file("a.yaml", &text);
    let run = world.run("fix unpinned-dependencies -f a.yaml --apply --yes");
    assert_eq!((run.code, world.read("a.yaml")), (2, text.clone()), "{}", run.err);
    for said in
        ["npm view axios version", "npm view lodash version", "--set axios=VERSION --set lodash=VERSION"]
    {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    assert!(!run.all().contains("1.1.3\"") || !run.all().contains('+'), "{}", run.all());
    let run =
        world.run("fix unpinned-dependencies -f a.yaml --set axios=1.6.8 --set lodash=4.17.21 --apply --yes");
    let wanted = text.replace("^1.1.3", "1.6.8").replace("^4.17.0", "4.17.21");
    assert_eq!((run.code, world.read("a.yaml")), (0, wanted), "{}", run.err);
}

#[test]
fn what_can_be_done_without_an_answer_is_done() {
    let world = World::new();
    let git = |name: &str, status: &str| {
        let text = FUNCTION.replace("name: orders", &format!("name: {name}"));
        let (head, _) = text.split_once("    inline:").expect("a source");
        format!(
            "{head}    gitRepository:\n      url: https://git.example.com/a.git\n      reference: main\n{status}"
        )
    };
    let commit = "8c5b5ac2e9f1d1c6f7c0a1b2c3d4e5f60718293a";
    world.file("k8s/known.yaml", &git("known", &format!("status:\n  commit: {commit}\n")));
    world.file("k8s/open.yaml", &git("open", ""));
    let run = world.run("fix mutable-git-reference -f k8s --apply --yes");
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("--set commit=COMMIT"), "{}", run.err);
    assert!(world.read("k8s/known.yaml").contains(&format!("reference: {commit}")));
    assert!(world.read("k8s/open.yaml").contains("reference: main"));
    let run = world.run(&format!("fix mutable-git-reference -f k8s --set commit={commit} --apply --yes"));
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(world.read("k8s/open.yaml").contains(&format!("reference: {commit}")));
}

#[test]
fn an_answer_that_nothing_asks_for_is_refused() {
    let world = World::new();
    world.file("a.yaml", &function("pay", r#"{"dependencies":{"axios":"^1.1.3"}}"#));
    let run = world.run("fix unpinned-dependencies -f a.yaml --set axois=1.6.8");
    assert!(run.code == 2 && run.err.contains("has no value \"axois\""), "{}", run.err);
}

#[test]
fn a_command_that_is_run_twice_goes_no_further() {
    let world = World::new();
    let weak = "  containerSecurityContext: {capabilities: {add: [NET_ADMIN]}}\n  source:\n";
    let text = format!("{SPACE}---\n{}", FUNCTION.replace("  source:\n", weak));
    world.file("a.yaml", &text);
    let fix = || world.run("fix namespace-level-missing -f a.yaml --apply --yes");
    assert_eq!(fix().code, 0);
    let once = world.read("a.yaml");
    assert!(once.contains("/warn: baseline") && !once.contains("/enforce"), "{once}");
    let again = fix();
    assert_eq!((again.code, world.read("a.yaml")), (1, once), "{}", again.err);
    assert!(
        again.err.contains("--fix enforce-baseline") && again.err.contains("violates baseline"),
        "{}",
        again.err
    );
    assert_eq!(
        world.run("fix namespace-level-missing -f a.yaml --fix enforce-baseline --apply --yes").code,
        0
    );
    assert!(world.read("a.yaml").contains("/enforce: baseline"));
}

#[test]
fn where_nothing_is_proposed_the_reason_and_the_way_by_hand_are_said() {
    let world = World::new();
    let text = function("pay", r#"{"dependencies":{"left":"https://packages.example.com/left.tgz"}}"#);
    world.file("a.yaml", &text);
    let run = world.run("fix unpinned-dependencies -f a.yaml");
    assert_eq!(run.code, 1, "{}", run.err);
    for said in ["no automatic fix", "By hand: Write exact versions", "is an archive", "fnsec explain"] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
}

#[test]
fn the_owner_in_git_is_named_in_every_form() {
    let world = World::new();
    let space = SPACE.replace(
        "  name: shop\n",
        "  name: shop\n  annotations:\n    argocd.argoproj.io/tracking-id: shop-app:v1/Namespace\n",
    );
    world.file("a.yaml", &format!("{space}---\n{FUNCTION}"));
    for format in ["yaml", "diff", "kubectl", "kustomize"] {
        let run = world.run(&format!("fix namespace-level-missing -f a.yaml -o {format}"));
        let line = run.out.lines().next().unwrap_or_default();
        assert_eq!(
            line,
            "# Namespace/shop is managed by Argo CD (shop-app): change it there as well, or the change is reverted",
            "{format}"
        );
    }
    let json = world.run("fix namespace-level-missing -f a.yaml -o json").json();
    assert_eq!(json["fixes"][0]["steps"][0]["managedBy"], "Argo CD (shop-app)");
}

#[test]
fn the_same_command_is_sent_as_the_same_user_and_only_to_what_was_seen() {
    let server = Server::of(&[SPACE, &FUNCTION.replace("nodejs22", "nodejs18")]);
    let world = World::with_cluster(&server.address);
    let said = |check: &str| {
        let words = format!("--as jane --as-group team-a --as-group team-b fix {check} -o kubectl");
        world.run(&words)
    };
    let patch = said("runtime-end-of-life");
    for part in [
        "--as jane --as-group team-a --as-group team-b patch",
        "--field-manager=fnsec",
        "\"resourceVersion\":\"",
    ] {
        assert!(patch.out.contains(part), "{part}: {}", patch.all());
    }
    let label = said("namespace-level-missing");
    for part in ["label --field-manager=fnsec --overwrite --resource-version=", "--as-group team-b"] {
        assert!(label.out.contains(part), "{part}: {}", label.all());
    }
    world.file("a.yaml", SPACE);
    world.file("b.yaml", FUNCTION);
    let files = world.run("fix namespace-level-missing -f a.yaml -f b.yaml -o kubectl");
    assert!(!files.out.contains("--resource-version") && files.out.contains("label"), "{}", files.all());
}
