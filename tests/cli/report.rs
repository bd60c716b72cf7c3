//! Policy reports in a cluster: printed, rehearsed, written, recorded and taken back.

use super::run::{FUNCTION, OPEN, SPACE, World};
use super::server::Server;
use fnsec::model::Kind;
use fnsec::source::embedded::ServerFault;
use serde_json::{Value, json};

/// The reports of another tool, so that the server serves both APIs.
const SERVED: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: quiet}
---
apiVersion: wgpolicyk8s.io/v1alpha2
kind: PolicyReport
metadata: {name: other, namespace: quiet}
---
apiVersion: wgpolicyk8s.io/v1alpha2
kind: ClusterPolicyReport
metadata: {name: other}
---
apiVersion: openreports.io/v1alpha1
kind: Report
metadata: {name: other, namespace: quiet}
---
apiVersion: openreports.io/v1alpha1
kind: ClusterReport
metadata: {name: other}
";

fn report_of_cluster(server: &Server) -> Option<Value> {
    report(server, Kind::ClusterPolicyReport)
}

fn report(server: &Server, kind: Kind) -> Option<Value> {
    server.embedded.object(kind, if kind.info().namespaced() { "shop" } else { "" }, "fnsec")
}

fn results(report: &Value) -> Vec<Value> {
    report["results"].as_array().expect("results").clone()
}

#[test]
fn reports_are_written_once_recorded_and_taken_back() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN, SERVED]);
    let world = World::with_cluster(&server.address);
    let run = world.run("report --apply --yes");
    assert_eq!(run.code, 0, "{}", run.err);
    let first = report(&server, Kind::PolicyReport).expect("it is written");
    assert!(results(&first).iter().any(|one| one["policy"] == super::run::CHECK && one["result"] == "fail"));
    assert_eq!(first["metadata"]["labels"], json!({"app.kubernetes.io/managed-by": "fnsec"}));
    assert!(run.err.contains("Created PolicyReport/fnsec in shop."), "{}", run.err);

    let again = world.run("report --apply --yes");
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.err.contains("up to date"), "{}", again.err);
    assert_eq!(report(&server, Kind::PolicyReport), Some(first.clone()), "the same results change nothing");

    assert!(server.embedded.remove(Kind::APIRule, "shop", "orders"));
    let run = world.run("report --apply --yes");
    assert!(run.err.contains("Changed PolicyReport/fnsec in shop."), "{}", run.err);
    let second = report(&server, Kind::PolicyReport).expect("it is there");
    assert!(!results(&second).iter().any(|one| one["policy"] == super::run::CHECK));

    assert_eq!(world.run("undo --yes").code, 0);
    let back = report(&server, Kind::PolicyReport).expect("it is there");
    assert_eq!((&back["results"], &back["summary"]), (&first["results"], &first["summary"]));
    let run = world.run("undo --yes");
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(report(&server, Kind::PolicyReport), None);
    assert_eq!(report_of_cluster(&server), None);
}

#[test]
fn the_report_of_a_namespace_without_results_becomes_empty() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN, SERVED]);
    let world = World::with_cluster(&server.address);
    let earlier = json!({
        "apiVersion": "openreports.io/v1alpha1", "kind": "Report", "source": "fnsec",
        "metadata": {"name": "fnsec", "namespace": "gone", "labels": {"app.kubernetes.io/managed-by": "fnsec"}},
        "results": [{"source": "fnsec", "policy": "a", "result": "fail"}],
        "summary": {"pass": 0, "fail": 1, "warn": 0, "error": 0, "skip": 0},
    });
    server.embedded.seed(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "gone"}}));
    server.embedded.seed(earlier);
    let run = world.run("report --api openreports --apply --yes");
    assert_eq!(run.code, 0, "{}", run.err);
    let now = server.embedded.object(Kind::OpenReport, "gone", "fnsec").expect("it is there");
    assert!(results(&now).iter().all(|one| one["policy"] != "a"), "{now}");
    assert!(report(&server, Kind::OpenReport).is_some() && report(&server, Kind::PolicyReport).is_none());
}

#[test]
fn a_rehearsal_and_a_print_write_nothing() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN, SERVED]);
    let world = World::with_cluster(&server.address);
    let printed = world.run("report");
    assert_eq!(printed.code, 0, "{}", printed.err);
    let docs = fnsec::yaml::parse(&printed.out).expect("YAML");
    assert!(docs.iter().all(|doc| doc.value["metadata"]["name"] == "fnsec") && !docs.is_empty());
    let rehearsed = world.run("report --dry-run server -o diff");
    assert_eq!(rehearsed.code, 0, "{}", rehearsed.err);
    assert!(rehearsed.out.contains("+kind: PolicyReport") && rehearsed.err.contains("would accept"));
    for words in ["report --apply", "report --apply --yes --read-only"] {
        assert_eq!(world.run(words).code, 2, "{words}");
    }
    assert_eq!(report(&server, Kind::PolicyReport), None);
    assert_eq!(world.run("changes").out, "No changes.\n");
}

#[test]
fn a_definition_that_is_missing_is_named_with_what_to_do() {
    let server =
        Server::of(&[SPACE, FUNCTION, OPEN, SERVED]).fault(ServerFault::NotServed(Kind::PolicyReport));
    let world = World::with_cluster(&server.address);
    let run = world.run("report --apply --yes");
    assert_eq!(run.code, 5, "{}", run.err);
    let said = "the cluster does not serve policyreports in wgpolicyk8s.io/v1alpha2. Install the CustomResourceDefinition policyreports.wgpolicyk8s.io, or use --api openreports, which the cluster serves.";
    assert!(run.err.contains(said), "{}", run.err);
    let run = world.run("report");
    assert!(run.code == 0 && run.err.contains(said) && run.out.contains("kind: PolicyReport"), "{}", run.err);
}

#[test]
fn a_report_of_the_same_name_that_another_tool_wrote_is_left_alone() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN, SERVED]);
    let world = World::with_cluster(&server.address);
    let theirs = json!({
        "apiVersion": "wgpolicyk8s.io/v1alpha2", "kind": "PolicyReport",
        "metadata": {"name": "fnsec", "namespace": "shop"}, "results": [],
    });
    server.embedded.seed(theirs);
    let before = report(&server, Kind::PolicyReport);
    let run = world.run("report --apply --yes");
    assert_eq!(run.code, 5, "{}", run.err);
    assert!(run.err.contains("was not written by fnsec"), "{}", run.err);
    assert_eq!(report(&server, Kind::PolicyReport), before);
}

#[test]
fn own_reports_are_not_results_of_another_tool() {
    let server = Server::of(&[SPACE, FUNCTION, OPEN, SERVED]);
    let world = World::with_cluster(&server.address);
    let before = world.run("scan -o json").out;
    assert_eq!(world.run("report --apply --yes").code, 0);
    assert_eq!(world.run("scan -o json").out, before);
}

#[test]
fn what_cannot_be_judged_is_an_error_in_the_report() {
    let forbidden = ServerFault::Forbidden { verb: None, kind: Kind::APIRule, namespace: String::new() };
    let server = Server::of(&[SPACE, FUNCTION, OPEN, SERVED]).fault(forbidden);
    let world = World::with_cluster(&server.address);
    let run = world.run("report --apply --yes -n shop");
    assert_eq!(run.code, 0, "{}", run.err);
    let report = report(&server, Kind::PolicyReport).expect("it is written");
    let unknown = results(&report).iter().filter(|one| one["result"] == "error").count();
    assert!(unknown > 0 && report["summary"]["error"] == unknown, "{report}");
    assert_eq!(report["summary"]["pass"], 0);
    assert_eq!(report_of_cluster(&server), None, "with -n, nothing is cluster-wide");
}

#[test]
fn files_have_no_cluster_to_write_reports_to() {
    let world = World::new();
    world.file("a.yaml", OPEN);
    let run = world.run("report -f a.yaml");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("fnsec scan -o policyreport"), "{}", run.err);
}
