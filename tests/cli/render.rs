//! Charts and kustomizations: reported, or rendered by other programs, with findings led back to their files.

use super::run::{FUNCTION, OPEN, Run, SPACE, World, finish};
use std::os::unix::fs::PermissionsExt;

const RULE: &str = "jwt-without-authorizations";
const TEMPLATE: &str = "# {{ .Values.host }}\n";

/// A chart, and a program that renders it as helm does, and keeps its arguments.
fn chart() -> World {
    let world = World::new();
    world.file("charts/shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
    let template = OPEN.replace("orders.example.com", "{{ .Values.host }}");
    world.file("charts/shop/templates/rule.yaml", &format!("{TEMPLATE}{template}"));
    world.file("plain/space.yaml", SPACE);
    world
}

pub fn program(world: &World, name: &str, script: &str) {
    let path = world.file(&format!("bin/{name}"), &format!("#!/bin/bash\n{script}"));
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("executable");
}

fn helm(world: &World) {
    world.file("out.yaml", &format!("---\n# Source: shop/templates/rule.yaml\n{OPEN}"));
    program(world, "helm", "printf '%s\\n' \"$@\" > args\ncat out.yaml\n");
}

fn run(world: &World, words: &[&str]) -> Run {
    let mut command = world.command("scan");
    command.args(words).env("PATH", format!("{}/bin:/usr/bin:/bin", world.path().display()));
    finish(command)
}

/// The same with no other program on the PATH.
fn alone(world: &World, words: &[&str]) -> Run {
    let mut command = world.command("scan");
    command.args(words).env("PATH", world.path().join("bin"));
    finish(command)
}

#[test]
fn a_chart_is_reported_with_the_command_that_renders_it() {
    let world = chart();
    helm(&world);
    let run = run(&world, &["-f", "charts"]);
    assert_eq!(run.code, 4, "nothing could be judged: {}", run.out);
    assert!(run.out.contains("helm template charts/shop | fnsec scan -f -"), "{}", run.out);
    assert!(!world.path().join("args").exists(), "no program runs without --render");
}

#[test]
fn a_chart_is_rendered_with_its_values_and_leads_back_to_its_template() {
    let world = chart();
    helm(&world);
    world.file("values.yaml", "host: orders.example.com\n");
    let run = run(&world, &["-f", ".", "--render", "always", "--values", "values.yaml", "-o", "json"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let all = run.json();
    let found = all["findings"].as_array().expect("findings").iter().find(|one| one["check"] == RULE);
    let found = found.unwrap_or_else(|| panic!("{all}"));
    assert_eq!(found["object"]["file"], "charts/shop/templates/rule.yaml");
    let template = world.read("charts/shop/templates/rule.yaml");
    let line = template.lines().position(|line| line.contains("authentications:")).expect("the field") + 1;
    assert_eq!(found["at"]["line"], line, "the line of the template, not of what was rendered");
    assert_eq!(
        world.read("args"),
        "template\n./charts/shop\n--namespace\ndefault\n--values\n./values.yaml\n"
    );
}

#[test]
fn a_fix_leaves_a_template_that_does_not_contain_what_it_renders() {
    let world = chart();
    helm(&world);
    world.file("out.txt", &format!("---\n# Source: shop/templates/rule.yaml\n{SPACE}---\n{FUNCTION}"));
    program(&world, "helm", "cat out.txt\n");
    let before = world.read("charts/shop/templates/rule.yaml");
    let mut command = world.command("fix namespace-level-missing -f charts --render always --apply --yes");
    command.env("PATH", format!("{}/bin:/usr/bin:/bin", world.path().display()));
    let run = finish(command);
    assert_eq!(run.code, 5, "{}", run.err);
    assert!(run.err.contains("charts/shop/templates/rule.yaml is left as it is"), "{}", run.err);
    assert_eq!(world.read("charts/shop/templates/rule.yaml"), before);
    assert_eq!(world.read("plain/space.yaml"), SPACE);
}

#[test]
fn hostile_names_of_charts_are_arguments() {
    let world = World::new();
    let name = "--post-renderer=x; touch made";
    world.file(&format!("{name}/Chart.yaml"), "name: shop\n");
    world.file(&format!("{name}/templates/a.yaml"), TEMPLATE);
    helm(&world);
    let run = run(&world, &["-f", ".", "--render", "always", "-o", "json"]);
    assert!(!world.path().join("made").exists());
    assert!(world.read("args").contains(&format!("./{name}\n")), "{} {}", world.read("args"), run.err);
}

#[test]
fn a_missing_program_leaves_the_report_or_ends_the_scan() {
    let world = chart();
    let auto = alone(&world, &["-f", "charts", "--render", "auto"]);
    assert_eq!(auto.code, 4, "{}{}", auto.out, auto.err);
    assert!(auto.out.contains("helm template charts/shop | fnsec scan -f -"), "{}", auto.out);
    let always = alone(&world, &["-f", "charts", "--render", "always"]);
    assert_eq!(always.code, 2);
    assert!(always.err.contains("Rendering charts/shop: helm is not on the PATH"), "{}", always.err);
}

#[test]
fn a_chart_that_cannot_be_rendered_is_never_clean() {
    let world = chart();
    program(&world, "helm", "echo 'Error: no values' >&2\nexit 1\n");
    let auto = run(&world, &["-f", ".", "--render", "auto"]);
    assert_eq!(auto.code, 4, "{}{}", auto.out, auto.err);
    assert!(auto.out.contains("charts/shop: not rendered: helm: Error: no values"), "{}", auto.out);
    let always = run(&world, &["-f", ".", "--render", "always"]);
    assert!(always.code == 2 && always.err.contains("helm: Error: no values"), "{}", always.err);
}

/// Prints the rule with the origin that kustomize writes, relative to the folder that includes the real one.
const KUSTOMIZE: &str = "real=$(sed -n 's/^- \\(.*overlays.*\\)$/\\1/p' kustomization.yaml)\n\
    sed \"s|^  namespace: shop|  namespace: shop\\n  annotations:\\n    config.kubernetes.io/origin: \\\"path: $real/../../base/rule.yaml\\\"|\" \"$FNSEC_TEST_OUT\"\n";

#[test]
fn every_overlay_is_a_set_and_findings_lead_back_to_the_base() {
    let world = World::new();
    world.file("r/base/kustomization.yaml", "resources: [rule.yaml]\n");
    world.file("r/base/rule.yaml", OPEN);
    for overlay in ["dev", "prod"] {
        world.file(
            &format!("r/overlays/{overlay}/kustomization.yaml"),
            "resources: [../../base]\nnamePrefix: x-\n",
        );
    }
    let out = world.file("out.yaml", OPEN);
    program(&world, "kustomize", KUSTOMIZE);
    let mut command = world.command("scan -f r --render always -o json");
    command.env("PATH", format!("{}/bin:/usr/bin:/bin", world.path().display())).env("FNSEC_TEST_OUT", out);
    let run = finish(command);
    let all = run.json();
    let found: Vec<_> =
        all["findings"].as_array().expect("findings").iter().filter(|one| one["check"] == RULE).collect();
    assert_eq!(found.len(), 1, "the same finding of a shared base counts once: {all}");
    assert_eq!(found[0]["object"]["file"], "r/base/rule.yaml", "{}", run.err);
    assert_eq!(all["sets"], serde_json::json!(["overlays/dev", "overlays/prod"]));
}
