//! What `fnsec pod-security` says of pods, templates and Functions to come.

use super::run::World;
use serde_json::{Value, json};

const POD: &str = "apiVersion: v1
kind: Pod
metadata: {name: loud, namespace: x}
spec:
  hostNetwork: true
  containers: [{name: c, image: i, ports: [{containerPort: 80}]}]
  volumes: [{name: bare}]
";
const JOB: &str = "apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: x}
spec: {schedule: '* * * * *', jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}}
";
const GIT: &str = "apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: fetched, namespace: x}
spec: {runtime: nodejs22, source: {gitRepository: {url: 'https://a.test/b', baseDir: /, reference: main}}}
";

fn lines(world: &World, options: &str) -> Vec<Value> {
    let run = world.run(&format!("pod-security -f all.yaml -o jsonl {options}"));
    assert_eq!(run.code, 0, "{}", run.err);
    run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn world() -> World {
    let world = World::new();
    world.file("all.yaml", &format!("{POD}---\n{JOB}---\n{GIT}"));
    world
}

fn of<'a>(lines: &'a [Value], name: &str) -> &'a Value {
    lines.iter().find(|line| line["object"]["name"] == name).expect("a line of it")
}

fn checks(line: &Value) -> Vec<&str> {
    line["violations"].as_array().expect("a list").iter().filter_map(|one| one["check"].as_str()).collect()
}

#[test]
fn each_pod_and_template_has_its_line_with_the_words_of_the_admission() {
    let lines = lines(&world(), "--level baseline");
    let pod = of(&lines, "loud");
    assert_eq!((&pod["template"], &pod["allowed"]), (&json!(false), &json!(false)));
    assert_eq!((&pod["level"], &pod["version"]), (&json!("baseline"), &json!("latest")));
    assert_eq!((&pod["file"], &pod["doc"]), (&json!("all.yaml"), &json!(0)));
    assert_eq!(
        pod["violations"],
        json!([
            {"check": "hostNamespaces", "reason": "host namespaces", "detail": "hostNetwork=true"},
            {"check": "hostPorts", "reason": "hostPort", "detail": "container \"c\" uses hostPort 80"},
        ])
    );
    let job = of(&lines, "nightly");
    assert_eq!((&job["template"], &job["allowed"]), (&json!(true), &json!(true)));
}

#[test]
fn a_function_without_pods_is_judged_by_the_pods_it_will_make() {
    let lines = lines(&world(), "");
    let function = of(&lines, "fetched");
    assert_eq!(checks(function), ["allowPrivilegeEscalation", "runAsNonRoot"]);
    assert_eq!(function["forecast"], json!({"purpose": "serve", "certain": false}));
}

#[test]
fn older_editions_have_fewer_rules() {
    let lines = lines(&world(), "--level-version v1.0");
    assert!(!checks(of(&lines, "nightly")).contains(&"seccompProfile_restricted"));
}

#[test]
fn what_the_admission_exempts_is_let_in_and_says_why() {
    let lines = lines(&world(), "--exempt-namespace x");
    let pod = of(&lines, "loud");
    assert_eq!((&pod["allowed"], &pod["exempt"]), (&json!(true), &json!("namespace")));
}

#[test]
fn an_edition_that_is_none_is_refused_with_a_sentence() {
    let run = world().run("pod-security -f all.yaml --level-version 1.33");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("use latest, or v1.N"), "{}", run.err);
}
