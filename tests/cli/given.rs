//! Whatever was given and could not be read is named, and never clean; whatever kubectl reads is read.

use super::run::{FUNCTION, OPEN, SPACE, World};
use super::server::Server;
use fnsec::source::embedded::ServerFault;
use serde_json::json;

const CHECK: &str = "jwt-without-authorizations";

fn scan(world: &World, words: &str) -> (i32, serde_json::Value) {
    let run = world.run(&format!("scan -o json {words}"));
    (run.code, run.json())
}

#[test]
fn what_windows_writes_is_read() {
    let world = World::new();
    world.bytes("mark.yaml", &[b"\xEF\xBB\xBF", OPEN.as_bytes()].concat());
    let wide: Vec<u8> = OPEN.encode_utf16().flat_map(u16::to_le_bytes).collect();
    world.bytes("wide.yaml", &[b"\xFF\xFE".as_slice(), &wide].concat());
    for file in ["mark.yaml", "wide.yaml"] {
        let (code, all) = scan(&world, &format!("-f {file} --check {CHECK}"));
        assert_eq!((code, &all["summary"]["high"], &all["notSeen"]), (1, &json!(1), &json!(null)), "{file}");
    }
}

#[test]
fn nothing_read_is_never_clean() {
    let world = World::new();
    for (file, text) in [
        ("broken.yaml", "apiVersion: v1\nkind: [\n"),
        ("template.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Values.name }}}\n"),
        ("placeholder.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: '${NAME}'}\n"),
        ("unserved.yaml", "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\n"),
        ("half.yaml", "kind: Function\nmetadata: {name: a}\n"),
        ("list.yaml", "apiVersion: v1\nkind: List\nitems: {}\n"),
        ("others.yaml", "apiVersion: v1\nkind: Event\nmetadata: {name: a}\n"),
    ] {
        world.file(file, text);
        let (code, all) = scan(&world, &format!("-f {file}"));
        assert_eq!((code, &all["summary"]["passed"]), (4, &json!(0)), "{file}: {all}");
    }
    let (code, all) = scan(&world, "-f broken.yaml --allow-unread");
    assert_eq!((code, &all["notSeen"][0]["what"]), (0, &json!("broken.yaml:3")), "{all}");
}

#[test]
fn a_document_that_was_not_read_makes_unknown_what_may_depend_on_it() {
    let world = World::new();
    world.file("k8s/all.yaml", &format!("{SPACE}---\n{FUNCTION}---\n{OPEN}"));
    let clean = world.run("scan -f k8s -o json").json();
    world.file(
        "k8s/lost.yaml",
        "apiVersion: gateway.kyma-project.io/v2\nkind: APIRule\nmetadata: {name: x}\nspec: [\n",
    );
    let (code, all) = scan(&world, "-f k8s");
    assert_eq!(code, 1);
    assert_eq!(all["summary"]["high"], clean["summary"]["high"], "findings stay");
    let unknown = |all: &serde_json::Value| all["coverage"]["unknown"].as_array().map_or(0, Vec::len);
    assert!(unknown(&all) > unknown(&clean));
    let named = all["coverage"]["unknown"].as_array().expect("a list").iter();
    let named = named.filter(|one| one["detail"].as_str().is_some_and(|why| why.contains("k8s/lost.yaml:")));
    assert!(named.count() > 3, "{all}");
}

#[test]
fn a_refused_field_is_named_with_its_line_and_column_in_the_users_text() {
    let world = World::new();
    let text = format!("{SPACE}---\n# ours\n{FUNCTION}")
        .replace("  runtime:", "  env:\n  - {name: PORT, value: 6379}\n  runtime:");
    world.file("a.yaml", &text);
    let line = text.lines().position(|line| line.contains("6379")).expect("there") + 1;
    let column = text.lines().nth(line - 1).and_then(|line| line.find("6379")).expect("there") + 1;
    let (_, all) = scan(&world, "-f a.yaml --check object-refused");
    let found = &all["findings"][0];
    assert_eq!(found["at"], json!({"line": line, "column": column}), "{found}");
    assert_eq!(
        found["message"],
        json!("Refused by the API server: /spec/env/0/value must be a string, not an integer")
    );
    assert!(world.run("scan -f a.yaml").out.contains(&format!("a.yaml:{line}:{column}")));
}

#[test]
fn the_same_object_twice_is_judged_twice() {
    let world = World::new();
    let fixed = format!("{OPEN}        authorizations: [{{audiences: [orders]}}]\n");
    world.file("k8s/a.yaml", OPEN);
    world.file("k8s/b.yaml", &fixed);
    let (code, all) = scan(&world, &format!("-f k8s --check {CHECK}"));
    assert_eq!((code, &all["findings"][0]["object"]["file"]), (1, &json!("k8s/a.yaml")));
    world.file("k8s/b.yaml", OPEN);
    let (_, all) = scan(&world, &format!("-f k8s --check {CHECK}"));
    let files = all["findings"].as_array().expect("a list").iter().map(|one| one["object"]["file"].clone());
    assert_eq!(files.collect::<Vec<_>>(), [json!("k8s/a.yaml"), json!("k8s/b.yaml")]);
    assert_eq!(all["sets"].as_array().map(Vec::len), Some(2));
}

#[test]
fn projects_of_one_repository_are_not_joined() {
    let world = World::new();
    world.file("one/rule.yaml", OPEN);
    world.file("one/space.yaml", SPACE);
    world.file("two/function.yaml", FUNCTION);
    world.file("two/space.yaml", SPACE);
    let (_, all) = scan(&world, &format!("-f . --check {CHECK}"));
    assert_eq!(
        all["findings"][0]["functions"],
        json!(null),
        "the Function of two is not behind the rule of one"
    );
}

#[test]
fn a_namespace_option_means_what_it_means_to_kubectl() {
    let world = World::new();
    world.file("a.yaml", &OPEN.replace("  namespace: shop\n", ""));
    let (code, all) = scan(&world, &format!("-f a.yaml -n dev --check {CHECK}"));
    assert_eq!((code, &all["findings"][0]["namespace"]), (1, &json!("dev")));
    world.file("b.yaml", OPEN);
    let run = world.run("scan -f b.yaml -n dev");
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(run.err.contains("no namespace \"dev\"") && run.err.contains("shop"), "{}", run.err);
    let run = world.run("scan --demo -n nosuch");
    assert_eq!(run.code, 2, "{}", run.all());
    let server = Server::of(&[SPACE, FUNCTION, OPEN]);
    let run = World::with_cluster(&server.address).run("scan -n shpo");
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(run.err.contains("does not exist"), "{}", run.err);
}

#[test]
fn rules_of_other_namespaces_count_and_are_not_reported() {
    let world = World::new();
    let afar = OPEN
        .replace("namespace: shop\n", "namespace: edge\n")
        .replace("name: orders\n    port", "name: orders\n    namespace: shop\n    port");
    world.file("all.yaml", &format!("{SPACE}---\n{FUNCTION}---\n{afar}"));
    let (_, all) = scan(&world, "-f all.yaml -n shop --check cross-namespace-exposure");
    assert_eq!(all["findings"].as_array().map(Vec::len), Some(1), "{all}");
    let server = Server::of(&[SPACE, FUNCTION, &afar]);
    let live =
        World::with_cluster(&server.address).run("scan -o json -n shop --check cross-namespace-exposure");
    assert_eq!(live.json()["findings"].as_array().map(Vec::len), Some(1), "{}", live.all());
    assert!(!live.all().contains("still loading"), "{}", live.all());
}

#[cfg(unix)]
#[test]
fn links_cycles_pipes_and_packages_neither_hang_nor_hide() {
    use std::os::unix::fs::symlink;
    let world = World::new();
    world.file("k8s/a.yaml", OPEN);
    world.file("k8s/node_modules/x/f.yaml", FUNCTION);
    world.file("k8s/inner/b.yaml", SPACE);
    let place = |name: &str| world.path().join(name);
    symlink("/nowhere", place("k8s/dangling.yaml")).expect("a link");
    symlink("..", place("k8s/inner/up")).expect("a link");
    symlink("..", place("k8s/inner/again")).expect("a link");
    let made = std::process::Command::new("mkfifo").arg(place("k8s/pipe.yaml")).status().expect("mkfifo");
    assert!(made.success());
    let run = world.run(&format!("scan -f k8s --check {CHECK} -o json"));
    let all = run.json();
    assert_eq!((run.code, &all["summary"]["high"]), (1, &json!(1)), "{}", run.all());
    assert_eq!(all["notSeen"][0]["what"], json!("k8s/pipe.yaml"), "{all}");
    let table = world.run("scan -f k8s").out;
    assert!(
        table.contains("3 links that were not followed") && table.contains("1 folder with dependencies"),
        "{table}"
    );
}

#[test]
fn a_login_that_ends_in_the_middle_is_3_in_every_command() {
    for words in [
        "scan",
        "apirule",
        "tokens",
        "pod-security",
        "reach",
        "who-can get secrets",
        "can get secrets --group ops",
    ] {
        let server = Server::of(&[SPACE, FUNCTION, OPEN]).fault(ServerFault::RefuseLists(401));
        let run = World::with_cluster(&server.address).run(words);
        assert_eq!(run.code, 3, "{words}: {}", run.all());
        assert!(
            run.all().contains("Not seen: ") || run.all().contains("Unauthorized"),
            "{words}: {}",
            run.all()
        );
    }
}

#[test]
fn what_silences_is_never_silent_and_can_be_refused() {
    let world = World::new();
    world.file("k8s/a.yaml", OPEN);
    world.file("k8s/fnsec.yaml", &format!("checks: {{{CHECK}: off}}"));
    let run = world.run("scan -f k8s -o json");
    assert!(run.err.contains("Silenced by k8s/fnsec.yaml: 1 check off"), "{}", run.err);
    assert_eq!(run.json()["silenced"]["off"], json!([CHECK]));
    let refused = world.run("scan -f k8s -o json --no-project-config");
    assert_eq!((refused.code, &refused.json()["silenced"]), (1, &json!(null)));
}
