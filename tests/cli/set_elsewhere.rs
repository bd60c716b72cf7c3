//! Kustomizations and charts of which a part is not in the files.

use super::run::{FUNCTION, OPEN, Run, SPACE, World};

fn scan(kustomization: &str) -> Run {
    let world = World::new();
    world.file("k8s/kustomization.yaml", &format!("resources:\n- all.yaml\n{kustomization}"));
    let rule = format!("{OPEN}        authorizations: [{{audiences: [orders]}}]\n");
    world.file("k8s/all.yaml", &format!("{SPACE}---\n{FUNCTION}---\n{rule}"));
    world.run("scan -f k8s --check jwt-without-authorizations -o json")
}

/// Nothing is wrong in the files themselves.
fn is_clean(run: &Run) -> bool {
    run.code == 0
}

#[test]
fn an_address_in_a_kustomization_is_unread_with_its_line_and_the_command_that_reads_it() {
    assert!(is_clean(&scan("")), "{}", scan("").all());
    for address in [
        "https://example.com/rule.yaml",
        "git::https://example.com/repo",
        "github.com/org/repo//base?ref=v1",
        "ssh://git@example.com/org/repo",
        "git@example.com:org/repo.git",
    ] {
        let run = scan(&format!("- {address}\n"));
        assert!(!is_clean(&run), "{address}: {}", run.all());
        let said = run.all();
        assert!(said.contains("k8s/kustomization.yaml:3"), "{address}: {said}");
        assert!(said.contains("kustomize build k8s | fnsec scan -f -"), "{address}: {said}");
        assert!(!said.contains("Give the folder that contains both"), "{address}: {said}");
    }
}

#[test]
fn what_a_kustomization_generates_or_changes_is_unread() {
    for (text, said) in [
        ("components:\n- https://example.com/c\n", "includes https://example.com/c"),
        ("patches:\n- path: https://example.com/p.yaml\n", "applies the patch https://example.com/p.yaml"),
        ("helmCharts:\n- name: web\n", "renders the Helm chart web"),
        ("generators:\n- plugin.yaml\n", "runs the generator plugin.yaml"),
        ("transformers:\n- plugin.yaml\n", "runs the transformer plugin.yaml"),
        (
            "replacements:\n- targets:\n  - select: {kind: APIRule}\n",
            "has 1 replacement, which was not applied",
        ),
        ("vars:\n- name: HOST\n", "has 1 variable, which was not applied"),
    ] {
        let run = scan(text);
        assert!(!is_clean(&run) && run.all().contains(said), "{text}: {}", run.all());
    }
}

#[test]
fn fields_that_change_objects_and_are_not_applied_leave_verdicts_unknown() {
    for (text, said) in [
        (
            "patches:\n- target: {kind: APIRule}\n  patch: |-\n    - op: remove\n      path: /spec/rules/0/jwt\n",
            "has 1 inline patch of APIRule, which was not applied",
        ),
        (
            "patches:\n- patch: |-\n    apiVersion: gateway.kyma-project.io/v2\n    kind: APIRule\n    metadata: {name: f}\n    spec: {hosts: [g]}\n",
            "has 1 inline patch of APIRule f, which was not applied",
        ),
        (
            "patchesStrategicMerge:\n- |-\n  kind: APIRule\n  metadata: {name: f}\n",
            "has 1 inline patch of APIRule f, which was not applied",
        ),
        (
            "patchesJson6902:\n- target: {group: gateway.kyma-project.io, version: v2, kind: APIRule, name: f}\n  patch: '[{\"op\": \"remove\", \"path\": \"/spec/rules\"}]'\n",
            "has 1 inline patch of APIRule f, which was not applied",
        ),
        (
            "patches:\n- target: {labelSelector: a=b}\n  patch: '[]'\n",
            "has 1 inline patch, which was not applied",
        ),
        ("namePrefix: test-\n", "sets namePrefix, which was not applied"),
        ("nameSuffix: -v2\n", "sets nameSuffix, which was not applied"),
    ] {
        let run = scan(text);
        assert!(!is_clean(&run) && run.all().contains(said), "{text}: {}", run.all());
        assert!(run.all().contains("k8s/kustomization.yaml:3"), "{text}: {}", run.all());
    }
    let world = World::new();
    world.file(
        "k8s/kustomization.yaml",
        "resources:\n- all.yaml\nlabels:\n- pairs: {pod-security.kubernetes.io/enforce: baseline}\n",
    );
    world.file("k8s/all.yaml", &format!("{SPACE}---\n{FUNCTION}"));
    let run = world.run("scan -f k8s --check namespace-level-missing");
    assert!(run.all().contains("sets labels with labels, which were not applied"), "{}", run.all());
}

#[test]
fn what_cannot_change_a_verdict_leaves_it() {
    for text in [
        "commonLabels: {team: pay}\n",
        "labels:\n- pairs: {team: pay}\n",
        "namePrefix: ''\n",
        "images:\n- name: a\n  newTag: v2\n",
        "patches:\n- target: {kind: Widget}\n  patch: '[]'\n",
        "patches:\n- patch: |-\n    kind: Widget\n    metadata: {name: a}\n",
        "crds:\n- https://example.com/crd.json\n",
        "configMapGenerator:\n- name: settings\n",
        "replacements:\n- targets:\n  - select: {kind: Widget}\n",
    ] {
        let run = scan(text);
        assert!(is_clean(&run), "{text}: {}", run.all());
    }
}

#[test]
fn a_chart_that_is_not_unpacked_is_unread_once() {
    let world = World::new();
    let chart = "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies:\n- name: b\n- name: c\n";
    world.file("k8s/Chart.yaml", chart);
    world.file("k8s/charts/c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
    world.file("k8s/templates/all.yaml", &format!("{SPACE}---\n{FUNCTION}"));
    let run = world.run("scan -f k8s --check jwt-without-authorizations");
    assert_ne!(run.code, 0, "{}", run.all());
    assert!(run.all().contains("depends on the chart b, which was not read"), "{}", run.all());
}

#[test]
fn a_chart_of_helm_2_names_what_it_depends_on_in_a_file_of_its_own() {
    let world = World::new();
    world.file("k8s/Chart.yaml", "apiVersion: v1\nname: a\nversion: 1.0.0\n");
    let needs =
        "dependencies:\n- name: b\n  version: 1.0.0\n  repository: https://adm:s3cretpw@example.com\n";
    world.file("k8s/requirements.yaml", needs);
    world.file("k8s/templates/all.yaml", &format!("{SPACE}---\n{FUNCTION}"));
    let run = world.run("scan -f k8s --check jwt-without-authorizations");
    assert!(run.all().contains("depends on the chart b, which was not read"), "{}", run.all());
    assert!(!run.all().contains("s3cretpw"), "{}", run.all());
}

#[test]
fn credentials_of_an_address_are_shown_in_no_format() {
    for (address, secret) in [
        ("https://adm:s3cret@pw@example.com/x.yaml", "pw@"),
        ("https://adm:s3cretpw@example.com/x.yaml", "s3cret"),
        ("git::https://oauth2:s3cretpw@example.com/x", "s3cret"),
        ("adm:s3cretpw@git.example.com:org/repo.git", "s3cret"),
        ("https://example.com/x.yaml?sig=s3cretpw", "s3cret"),
        ("https://example.com/x.yaml?access_token=s3cretpw&ref=v1", "s3cret"),
    ] {
        let world = World::new();
        world.file("k8s/all.yaml", &format!("{SPACE}---\n{FUNCTION}"));
        let text = format!("resources:\n- all.yaml\n- '{address}'\npatches:\n- path: '{address}'\n");
        world.file("k8s/kustomization.yaml", &text);
        for format in ["table", "wide", "json", "sarif", "markdown", "html", "csv", "junit"] {
            let run = world.run(&format!("scan -f k8s --check jwt-without-authorizations -o {format}"));
            assert!(!run.all().contains(secret), "{format}: {address}: {}", run.all());
        }
    }
}
