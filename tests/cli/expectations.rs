//! Expectations: what holds, what fails and why, and that unknown fails.

use super::run::{FUNCTION, OPEN, Run, SPACE, World, finish};
use serde_json::Value;

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: orders, namespace: shop}\nspec:\n  selector: {app: orders}\n  ports: [{port: 80}]\n";
const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader, namespace: shop}\nrules: [{apiGroups: [\"\"], resources: [secrets], verbs: [list]}]\n";

fn binding(group: &str, kind: &str, role: &str) -> String {
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: {group}, namespace: shop}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: {kind}, name: {role}}}\nsubjects: [{{apiGroup: rbac.authorization.k8s.io, kind: Group, name: {group}}}]\n"
    )
}

fn world() -> World {
    let world = World::new();
    let (dev, ops) = (binding("dev", "Role", "reader"), binding("ops", "ClusterRole", "edit"));
    world.file(
        "k8s/all.yaml",
        &format!("{SPACE}---\n{OPEN}---\n{SERVICE}---\n{FUNCTION}---\n{ROLE}---\n{dev}---\n{ops}"),
    );
    world
}

/// Tests one sentence.
fn test(world: &World, sentence: &str) -> (Run, Value) {
    let mut command = world.command("test -f k8s -o json --expect");
    command.arg(sentence);
    let run = super::run::finish(command);
    let one = run.json()["tests"][0].clone();
    (run, one)
}

fn answer(world: &World, sentence: &str) -> String {
    let (run, one) = test(world, sentence);
    let answer = one["answer"].as_str().expect("an answer").to_owned();
    assert_eq!(run.code, i32::from(answer != "holds"), "{sentence}: {one}");
    answer
}

#[test]
fn the_internet_reaches_what_a_route_opens_without_a_token() {
    let world = world();
    assert_eq!(answer(&world, "internet may not reach shop/*"), "holds");
    assert_eq!(answer(&world, "internet may reach shop/orders"), "fails");
    let (head, _) = OPEN.split_once("      jwt:").expect("the strategy");
    world.file("k8s/all.yaml", &format!("{SPACE}---\n{head}      noAuth: true\n---\n{SERVICE}"));
    let (_, one) = test(&world, "internet may not reach shop/*");
    assert_eq!(one["answer"], "fails");
    let why = one["why"][0].as_str().expect("a reason");
    assert_eq!(why, "GET orders.example.com/orders leads to shop/orders (APIRule/orders in shop)");
    assert_eq!(answer(&world, "internet may not reach pay/*"), "holds");
    assert_eq!(answer(&world, "internet may reach shop/orders"), "holds");
}

#[test]
fn a_service_that_leads_outside_is_reached() {
    let world = world();
    let service = SERVICE.replace("spec:\n", "spec:\n  type: LoadBalancer\n");
    world.file("k8s/all.yaml", &format!("{SPACE}---\n{service}"));
    assert_eq!(answer(&world, "internet may not reach */*"), "fails");
}

#[test]
fn a_token_opens_only_what_is_listed() {
    let world = world();
    let issuer = "a token of issuer https://tenant.example.com";
    assert_eq!(answer(&world, &format!("{issuer} opens only shop/orders")), "holds");
    assert_eq!(answer(&world, &format!("{issuer} for audience x opens only shop/cart")), "fails");
    assert_eq!(answer(&world, &format!("{issuer} opens nothing")), "fails");
    assert_eq!(answer(&world, &format!("{issuer} does not open shop/orders")), "fails");
    assert_eq!(answer(&world, "a token of issuer https://other.example.com opens nothing"), "holds");
}

#[test]
fn permissions_are_answered_and_a_role_that_is_not_there_is_unknown() {
    let world = world();
    assert_eq!(answer(&world, "group dev may not read Secrets in shop"), "fails");
    assert_eq!(answer(&world, "group dev may list secrets in shop"), "holds");
    assert_eq!(answer(&world, "group dev may not delete pods in shop"), "holds");
    assert_eq!(answer(&world, "group qa may not read Secrets anywhere"), "holds");
    let (_, one) = test(&world, "group ops may not read Secrets in shop");
    assert_eq!(one["answer"], "unknown", "the rules of ClusterRole edit are not in the files: {one}");
    assert!(one["why"].to_string().contains("ClusterRole/edit"), "{one}");
}

#[test]
fn levels_of_namespaces_are_compared() {
    let world = world();
    let (_, one) = test(&world, "no namespace below baseline");
    assert_eq!(
        (&one["answer"], &one["why"][0]),
        (&"fails".into(), &"namespace shop enforces privileged".into())
    );
    let labels = "  name: shop\n  labels: {pod-security.kubernetes.io/enforce: restricted}\n";
    world.file("k8s/all.yaml", &SPACE.replace("  name: shop\n", labels));
    assert_eq!(answer(&world, "no namespace below baseline"), "holds");
    assert_eq!(answer(&world, "namespace shop enforces restricted"), "holds");
    assert_eq!(answer(&world, "namespace pay enforces restricted"), "unknown");
}

#[test]
fn connections_are_answered_by_the_policies() {
    let world = world();
    assert_eq!(answer(&world, "shop/orders may connect to internet"), "holds");
    assert_eq!(answer(&world, "shop/orders may not connect to internet"), "fails");
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: none, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Egress]}\n";
    world.file("k8s/policy.yaml", policy);
    assert_eq!(answer(&world, "shop/* may not connect to internet"), "holds");
    assert_eq!(answer(&world, "shop/* may not connect to shop/*"), "holds");
    assert_eq!(answer(&world, "shop/none may not connect to internet"), "unknown", "there is no such pod");
}

#[test]
fn what_could_not_be_read_makes_the_answer_unknown() {
    let world = world();
    world.file(
        "k8s/broken.yaml",
        &OPEN.replace("name: orders   #", "name: hooks   #").replace("spec:", "spec: ["),
    );
    let (run, one) = test(&world, "internet may not reach shop/*");
    assert_eq!((run.code, &one["answer"]), (1, &"unknown".into()), "{one}");
    assert!(one["why"].to_string().contains("APIRule"), "{one}");
}

#[test]
fn the_configuration_is_tested_with_lines_and_as_junit() {
    let world = world();
    world.file("k8s/fnsec.yaml", "expect:\n- internet may not reach shop/*\n- no namespace below baseline\n- group ops may not read Secrets in shop\n");
    let run = world.run("test -f k8s -o table -o junit=out.xml");
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("holds    internet may not reach shop/*  (k8s/fnsec.yaml:2)"), "{}", run.out);
    assert!(run.out.contains("1 hold, 1 fail, 1 unknown"), "{}", run.out);
    let report = quick_junit::Report::deserialize_from_str(&world.read("out.xml")).expect("a report");
    assert_eq!((report.tests, report.failures, report.errors), (3, 1, 1));
}

#[test]
fn a_sentence_that_cannot_be_read_and_a_missing_list_end_the_command() {
    let world = world();
    assert_eq!(world.run("test -f k8s").code, 2);
    world.file("k8s/fnsec.yaml", "expect:\n- internet my not reach pay/*\n");
    let run = world.run("test -f k8s");
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("k8s/fnsec.yaml:2: expected \"may\", found \"my\"; did you mean \"may\"?"),
        "{}",
        run.err
    );
}

#[test]
fn sets_without_a_name_are_left_out_and_a_name_that_no_set_has_is_unknown() {
    let world = World::new();
    world.file("a/all.yaml", &format!("{SPACE}---\n{FUNCTION}"));
    let other = FUNCTION.replace("name: orders", "name: other");
    world.file("b/all.yaml", &format!("{SPACE}---\n{FUNCTION}---\n{other}"));
    let run = |sentence: &str| {
        let mut command = world.command("test -f .");
        command.args(["--expect", sentence]);
        finish(command)
    };
    let both = run("internet may not reach shop/orders");
    assert_eq!((both.code, both.out.matches("holds ").count()), (0, 2), "{}", both.out);
    let one = run("internet may not reach shop/other");
    assert_eq!((one.code, one.out.matches("holds ").count()), (0, 1), "{}", one.out);
    let none = run("internet may not reach shop/order");
    assert_eq!(none.code, 1, "{}", none.out);
    assert!(none.out.contains("shop/order is not known: check its name"), "{}", none.out);
}
