//! Kubeconfigs that are broken, incomplete or absent: a sentence each, and what to do next.

use super::run::{Run, World, finish};
use super::server::Server;

const CONTEXTS: &str = "contexts: [{name: near, context: {cluster: one, user: me}}, {name: far, context: {cluster: one, user: me}}]
clusters: [{name: one, cluster: {server: \"http://127.0.0.1:1\"}}]
users: [{name: me, user: {}}]
";

fn with(text: &str, words: &str) -> Run {
    let world = World::new();
    let path = world.file("broken", &format!("apiVersion: v1\nkind: Config\n{text}"));
    let mut command = world.command(words);
    command.env("KUBECONFIG", path);
    finish(command)
}

#[test]
fn broken_yaml_is_told_with_the_file_and_the_place() {
    for text in ["contexts: [{name: near", "contexts: 7\n", "\u{0}", "contexts: [{name: [a]}]\n"] {
        let run = with(text, "scan");
        assert_eq!(run.code, 2, "{text:?}: {}", run.err);
        assert!(run.err.contains("broken") && run.err.contains("--kubeconfig"), "{text:?}: {}", run.err);
        assert!(!run.err.contains('\u{0}') && !run.err.contains("panicked"), "{}", run.err);
    }
}

#[test]
fn without_a_current_context_the_others_are_named() {
    for words in ["scan", ""] {
        let run = with(CONTEXTS, words);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains("no current context"), "{}", run.err);
        assert!(run.err.contains("--context") && run.err.contains("near, far"), "{}", run.err);
    }
}

#[test]
fn a_context_that_is_not_there_is_told_with_those_that_are() {
    for (text, words) in
        [(CONTEXTS, "scan --context nearby"), (&*format!("{CONTEXTS}current-context: nearby\n"), "scan")]
    {
        let run = with(text, words);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains("\"nearby\"") && run.err.contains("near, far"), "{}", run.err);
    }
}

#[test]
fn a_context_whose_cluster_is_missing_is_told() {
    let run =
        with("contexts: [{name: near, context: {cluster: gone, user: me}}]\ncurrent-context: near\n", "scan");
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("gone") || run.err.contains("cluster"), "{}", run.err);
}

#[test]
fn a_list_with_a_missing_entry_works() {
    let server = Server::of(&[super::run::SPACE]);
    let world = World::with_cluster(&server.address);
    let list = format!("{0}/gone:{0}/kubeconfig", world.path().display());
    let mut command = world.command("scan -o json");
    command.env("KUBECONFIG", list);
    let run = finish(command);
    assert_eq!(run.json()["source"]["name"], "here", "{}", run.all());
}

#[test]
fn a_named_file_that_is_missing_is_an_error() {
    let run = World::new().run("scan --kubeconfig gone.yaml");
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("gone.yaml"), "{}", run.err);
}

#[test]
fn without_any_kubeconfig_the_ways_on_are_named() {
    let world = World::new();
    for words in ["scan", ""] {
        let mut command = world.command(words);
        command.env_remove("KUBECONFIG");
        let run = finish(command);
        assert_eq!(run.code, 2, "{}", run.err);
        for word in ["~/.kube/config", "--demo", "-f", "--kubeconfig"] {
            assert!(run.err.contains(word), "{word}: {}", run.err);
        }
    }
}
