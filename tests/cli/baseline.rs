//! Baselines: what stays known, what is new, and that nothing unknown counts as fixed.

use super::run::{FUNCTION, OPEN, Run, SPACE, World};
use super::server::Server;
use fnsec::model::Kind;

fn world() -> World {
    let world = World::new();
    world.file("k8s/rules.yaml", &format!("{SPACE}---\n{OPEN}"));
    world.file("k8s/function.yaml", FUNCTION);
    world
}

fn written() -> World {
    let world = world();
    let run = world.run("baseline write -f k8s");
    assert_eq!(run.code, 0, "{}", run.err);
    world
}

fn diff(world: &World) -> Run {
    world.run("baseline diff -f k8s")
}

fn assert_unchanged(world: &World) {
    let run = diff(world);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    for word in ["new", "fixed", "worse", "unknown"] {
        assert!(!run.out.contains(&format!("{word}: ")), "{}", run.out);
    }
}

#[test]
fn an_unchanged_source_has_nothing_new() {
    let world = written();
    assert_unchanged(&world);
    let scan = world.run("scan -f k8s --baseline fnsec-baseline.yaml --fail-on-new");
    assert_eq!(scan.code, 0, "{}", scan.out);
    assert_eq!(
        world.run("scan -f k8s --baseline fnsec-baseline.yaml").code,
        1,
        "--fail-on counts all findings"
    );
}

#[test]
fn a_rule_inserted_before_another_changes_no_fingerprint() {
    let world = written();
    let rule = "  rules:\n    - path: /health\n      methods: [GET]\n      extAuth: {authorizers: [x]}\n    # anyone may read\n";
    let text = OPEN.replace("  rules:\n    # anyone may read\n", rule);
    assert_ne!(text, OPEN);
    world.file("k8s/rules.yaml", &format!("{SPACE}---\n{text}"));
    let run = diff(&world);
    assert!(!run.out.contains("jwt-without-authorizations"), "{}", run.out);
    assert!(!run.out.contains("fixed: "), "{}", run.out);
}

#[test]
fn a_renamed_divided_and_reformatted_file_changes_no_fingerprint() {
    let world = written();
    std::fs::remove_file(world.path().join("k8s/rules.yaml")).expect("removed");
    world.file("k8s/deeper/other.yaml", &OPEN.replace("[GET]", "\n        - GET"));
    world.file("k8s/space.yaml", SPACE);
    assert_unchanged(&world);
}

#[test]
fn a_changed_label_changes_no_fingerprint() {
    let world = written();
    let text = OPEN
        .replace("  namespace: shop\n", "  namespace: shop\n  labels: {team: blue}\n  annotations: {a: b}\n");
    world.file("k8s/rules.yaml", &format!("{SPACE}---\n{text}"));
    assert_unchanged(&world);
}

#[test]
fn a_new_finding_is_marked_and_fails() {
    let world = written();
    world.file(
        "k8s/second.yaml",
        &OPEN.replace("name: orders   #", "name: hooks   #").replace("orders.example", "hooks.example"),
    );
    let run = diff(&world);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("new: high jwt-without-authorizations APIRule/hooks in shop"), "{}", run.out);
    let scan = world.run("scan -f k8s --baseline fnsec-baseline.yaml --fail-on-new -o json");
    assert_eq!(scan.code, 1, "{}", scan.err);
    let all = scan.json();
    let marked = |name: &str| {
        let all = all["findings"].as_array().expect("findings").iter();
        let one = all
            .into_iter()
            .find(|one| one["object"]["name"] == name && one["check"] == "jwt-without-authorizations");
        one.expect("the finding")["baseline"].clone()
    };
    assert_eq!((marked("hooks"), marked("orders")), ("new".into(), "known".into()));
    assert!(all["baseline"]["new"].as_u64() >= Some(1));
    let sarif = world.run("scan -f k8s --baseline fnsec-baseline.yaml -o sarif");
    assert!(sarif.out.contains("\"baselineState\": \"new\"") && sarif.out.contains("\"unchanged\""));
}

#[test]
fn a_fixed_finding_is_pruned_and_a_new_one_is_not_added() {
    let world = written();
    world.file("k8s/rules.yaml", SPACE);
    world.file("k8s/second.yaml", &OPEN.replace("name: orders   #", "name: hooks   #"));
    let scan = world.run("scan -f k8s --baseline fnsec-baseline.yaml --fail-on none");
    assert!(scan.out.contains("  fixed: jwt-without-authorizations APIRule/shop/orders"), "{}", scan.out);
    let run = world.run("baseline prune -f k8s");
    assert_eq!(run.code, 0, "{}", run.err);
    let text = world.read("fnsec-baseline.yaml");
    assert!(!text.contains("APIRule/shop/orders") && !text.contains("hooks"), "{text}");
}

#[test]
fn a_removed_object_is_fixed_and_a_doubtful_verdict_about_one_that_is_there_is_not() {
    let world = written();
    world.file("k8s/rules.yaml", SPACE);
    let run = diff(&world);
    assert!(run.out.contains("fixed: high jwt-without-authorizations APIRule/shop/orders"), "{}", run.out);
    let text = world.read("fnsec-baseline.yaml");
    let entry = "- fingerprint: v1:00\n  check: exposed-outside-apirule\n  severity: high\n  object: Function/shop/orders\n  namespace: shop\n";
    world.file("fnsec-baseline.yaml", &format!("{text}{entry}"));
    let run = diff(&world);
    assert!(run.out.contains("unknown: high exposed-outside-apirule Function/shop/orders"), "{}", run.out);
}

#[test]
fn what_cannot_be_read_is_not_fixed() {
    let world = written();
    world.file("k8s/rules.yaml", &format!("{SPACE}---\n{}", OPEN.replace("spec:", "spec: [")));
    let run = diff(&world);
    assert!(run.out.contains("unknown: high jwt-without-authorizations APIRule/shop/orders"), "{}", run.out);
    assert!(!run.out.contains("fixed: high jwt-without-authorizations"), "{}", run.out);
    assert_eq!(run.code, 4, "{}{}", run.out, run.err);
    for command in ["prune", "write"] {
        let run = world.run(&format!("baseline {command} -f k8s"));
        assert_eq!(run.code, 4, "{}", run.err);
        assert!(world.read("fnsec-baseline.yaml").contains("object: APIRule/shop/orders"), "{command}");
    }
}

#[test]
fn a_check_or_a_namespace_that_was_left_out_is_not_fixed() {
    let world = written();
    world.file("k8s/other.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: pay}\n");
    let scan =
        world.run("scan -f k8s --baseline fnsec-baseline.yaml -o json --check mixed-authentication").json();
    assert_eq!(scan["baseline"]["fixed"], serde_json::json!([]));
    assert!(
        scan["baseline"]["unknown"].to_string().contains("the check was not run"),
        "{}",
        scan["baseline"]
    );
    let scan = world.run("scan -f k8s -n pay --baseline fnsec-baseline.yaml -o json").json();
    assert_eq!(scan["baseline"]["fixed"], serde_json::json!([]));
    assert!(
        scan["baseline"]["unknown"].to_string().contains("the namespace was not read"),
        "{}",
        scan["baseline"]
    );
}

#[test]
fn a_worse_finding_is_new_and_a_filter_hides_no_new_one_from_the_exit_code() {
    let world = written();
    let text = world.read("fnsec-baseline.yaml").replace("severity: high", "severity: low");
    world.file("fnsec-baseline.yaml", &text);
    let scan = world.run("scan -f k8s --baseline fnsec-baseline.yaml --fail-on-new --severity critical");
    assert_eq!(scan.code, 1, "{}", scan.out);
    assert!(scan.out.contains(" worse"), "{}", scan.out);
}

#[test]
fn a_missing_or_broken_baseline_ends_the_scan() {
    let world = world();
    let run = world.run("scan -f k8s --baseline none.yaml");
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("Reading the baseline none.yaml: no such file"), "{}", run.err);
    world.file("b.yaml", "findings: [{check: x}]\n");
    let run = world.run("scan -f k8s --baseline b.yaml");
    assert!(run.code == 2 && run.err.contains("Invalid baseline: b.yaml:1: "), "{}", run.err);
}

#[test]
fn the_explorer_marks_what_is_new_and_counts_what_is_fixed() {
    let world = World::new();
    world.file("k8s/all.yaml", &format!("{SPACE}---\n{FUNCTION}"));
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    let start = "-f k8s --linear --baseline fnsec-baseline.yaml";
    let same = world.run_with_input(start, "findings\nquit\n");
    assert!(!same.out.contains(": new, "), "{}", same.all());
    let labels = "  labels:\n    pod-security.kubernetes.io/enforce: restricted\n";
    world.file("k8s/all.yaml", &format!("{SPACE}{labels}---\n{FUNCTION}---\n{OPEN}"));
    let run = world.run_with_input(start, "findings\nfilter is:new\nfilter is:known\nquit\n");
    assert!(run.out.contains(": new, "), "{}", run.all());
    let known = run.out.rsplit("is:known").next().unwrap_or_default();
    assert!(!known.contains(": new, "), "{known}");
    let none = world.run_with_input("-f k8s --linear --baseline missing.yaml", "quit\n");
    assert!(none.code == 2 && none.err.contains("missing.yaml"), "{}", none.all());
}

#[test]
fn the_explorer_marks_what_is_new_since_the_last_visit_of_a_cluster() {
    let server = Server::of(&[SPACE, FUNCTION]);
    let world = World::with_cluster(&server.address);
    let visit = || world.run_with_input("--linear", "findings\nquit\n").all();
    let first = visit();
    assert!(!first.contains(": new, ") && !first.contains("Since the last visit"), "{first}");
    for doc in fnsec::yaml::parse(OPEN).expect("YAML") {
        assert!(server.embedded.seed(doc.value));
    }
    let second = visit();
    assert!(second.contains(": new, ") && second.contains("Since the last visit ("), "{second}");
    let third = visit();
    assert!(!third.contains(": new, ") && third.contains("0 new, 0 fixed"), "{third}");
    assert!(server.embedded.remove(Kind::APIRule, "shop", "orders"));
    let fourth = visit();
    assert!(!fourth.contains(": new, ") && !fourth.contains(" 0 fixed"), "{fourth}");
    let folder = std::fs::read_dir(world.path().join("state/trend")).expect("a folder");
    let names: Vec<String> =
        folder.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    let kept = names.iter().find(|name| name.ends_with(".visit.json")).expect("what was found");
    let text = world.read(&format!("state/trend/{kept}"));
    assert!(text.contains("v1:") && !text.contains("orders"), "fingerprints alone: {text}");
    world.file("k8s/all.yaml", &format!("{SPACE}---\n{FUNCTION}"));
    world.run_with_input("-f k8s --linear", "findings\nquit\n");
    let after = std::fs::read_dir(world.path().join("state/trend")).expect("a folder").count();
    assert_eq!(after, names.len(), "nothing is kept of files");
}

#[test]
fn a_second_weak_server_of_the_same_port_is_new() {
    let world = World::new();
    let server = |host: &str| {
        format!(
            "    - {{port: {{number: 443, protocol: HTTPS, name: {host}}}, hosts: [{host}.example], tls: {{mode: SIMPLE, credentialName: c, minProtocolVersion: TLSV1_0}}}}\n"
        )
    };
    let head = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\nspec:\n  selector: {istio: ingressgateway}\n  servers:\n";
    world.file("k8s/edge.yaml", &format!("{SPACE}---\n{head}{}", server("a")));
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    world.file("k8s/edge.yaml", &format!("{SPACE}---\n{head}{}{}", server("a"), server("b")));
    let run = diff(&world);
    assert_eq!(run.out.matches("new: ").count(), 1, "{}", run.out);
    assert!(run.out.contains("weak-gateway"), "{}", run.out);
}
