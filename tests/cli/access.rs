//! What `fnsec can` and `fnsec who-can` answer, and how they say what they do not know.

use super::run::World;
use super::server::Server;
use serde_json::{Value, json};

const ROLES: &str = "apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: ops, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: ops}
  - {kind: ServiceAccount, name: default, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: lost, namespace: dark}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: gone}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: anna}]
";

fn world() -> World {
    let world = World::new();
    world.file("all.yaml", ROLES);
    world
}

fn lines(world: &World, command: &str) -> Vec<Value> {
    let run = world.run(command);
    assert_eq!(run.code, 0, "{}", run.err);
    run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn a_yes_comes_with_its_binding_and_role() {
    let run = world().run("can get secrets --group ops -n shop -f all.yaml");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("yes: a member of ops may get secrets in shop"), "{}", run.out);
    assert!(run.out.contains("RoleBinding/ops in shop grants ClusterRole/reader"), "{}", run.out);
}

#[test]
fn a_service_account_is_in_its_groups_without_being_told() {
    let asked = lines(
        &world(),
        "can get secrets/token --user system:serviceaccount:shop:default -n shop -f all.yaml -o jsonl",
    );
    assert_eq!(asked[0]["allowed"], json!(true));
    assert_eq!(
        asked[0]["via"],
        json!([{"binding": "RoleBinding/ops", "role": "ClusterRole/reader", "namespace": "shop"}])
    );
}

#[test]
fn without_a_namespace_the_whole_cluster_is_meant() {
    let server = Server::of(&[ROLES]);
    let run = World::with_cluster(&server.address).run("can get secrets --group ops");
    assert!(run.out.starts_with("no: "), "{}", run.all());
}

#[test]
fn files_say_who_has_a_right_and_never_who_has_none() {
    let run = world().run("can get secrets --group ops -f all.yaml");
    assert!(run.out.starts_with("unknown: ") && run.out.contains("only files were read"), "{}", run.out);
}

#[test]
fn questions_are_answered_line_by_line_and_a_bad_line_is_told() {
    let world = world();
    world.file(
        "asked.jsonl",
        "{\"user\":\"\",\"groups\":[\"ops\"],\"verb\":\"get\",\"resource\":\"secrets\",\"namespace\":\"shop\"}\n\
         {\"user\":\"anna\",\"groups\":[],\"verb\":\"get\",\"path\":\"/metrics\"}\n\
         nonsense\n",
    );
    let run = world.run("can --queries asked.jsonl -f all.yaml");
    assert_eq!(run.code, 2, "{}", run.err);
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0]["allowed"], json!(true));
    assert_eq!(lines[0]["verb"], json!("get"));
    assert_eq!((&lines[1]["allowed"], &lines[1]["via"]), (&Value::Null, &json!([])));
    assert!(lines[2]["error"].as_str().is_some_and(|why| why.contains("JSON")));
}

#[test]
fn nobody_to_ask_about_is_a_sentence() {
    let run = world().run("can get secrets -f all.yaml");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--user or --group"), "{}", run.err);
}

#[test]
fn everybody_with_a_right_is_listed_with_where_it_holds() {
    let rows = lines(&world(), "who-can get secrets -n shop -f all.yaml -o jsonl");
    let names: Vec<&str> = rows.iter().filter_map(|row| row["subject"]["name"].as_str()).collect();
    assert_eq!(names, ["system:masters", "ops", "default"]);
    assert_eq!(rows[1]["namespace"], json!("shop"));
    let table = world().run("who-can get secrets -f all.yaml").out;
    assert!(table.contains("ServiceAccount shop/default"), "{table}");
}

#[test]
fn a_kubectl_word_without_group_is_understood() {
    let run = world().run("can create fn --group ops -n shop -f all.yaml");
    assert!(run.out.contains("create functions.serverless.kyma-project.io in shop"), "{}", run.out);
}
