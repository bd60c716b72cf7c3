//! The demo's clusters keep what they promise: every check has something to say, and some namespaces are clean.

mod support;

use fnsec::checks::{self, Family};
use fnsec::decode;
use fnsec::engine::credentials;
use fnsec::model::reads::Reads;
use fnsec::model::{Change, Feed, Kind, Snapshot};
use fnsec::source::demo;
use fnsec::source::embedded::Embedded;
use fnsec::verdicts::Report;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use support::{Estate, TODAY, take};

fn estate(context: &str) -> Estate {
    let mut estate = Estate::default();
    if let Some(cluster) = demo::cluster(context, TODAY, false) {
        Kind::ALL.into_iter().flat_map(|kind| cluster.objects(kind)).for_each(|object| estate.put(object));
    }
    estate
}

fn reports() -> Vec<(Snapshot, Report)> {
    let look = |context: &&str| {
        let estate = estate(context);
        (estate.snapshot(), estate.report())
    };
    demo::CONTEXTS.iter().map(look).collect()
}

fn with_functions(snapshot: &Snapshot) -> impl Iterator<Item = &str> {
    snapshot.spaces().filter(|space| !space.functions.is_empty()).map(|space| &*space.name)
}

/// All that is said, as a person would read it.
fn told(report: &Report) -> String {
    let mut text = String::new();
    for finding in report.findings() {
        let place = format!("{} {} {}", finding.object, finding.path, finding.check);
        let _ = writeln!(text, "{} {}: {place}", finding.severity.short(), finding.home());
        let _ = writeln!(
            text,
            "    {} | {} | {} | {}",
            finding.message,
            finding.evidence,
            finding.note,
            finding.confidence.word()
        );
    }
    text
}

#[test]
fn every_object_makes_sense() {
    for (snapshot, _) in reports() {
        for space in snapshot.spaces().chain([snapshot.cluster()]) {
            assert!(space.unreadable.is_empty(), "{}: {:?}", space.name, space.unreadable);
        }
    }
}

#[test]
fn the_clusters_are_as_large_as_promised() {
    let reports = reports();
    let [(buildless, _), (legacy, _)] = reports.as_slice() else { panic!("two contexts") };
    assert!(with_functions(buildless).count() >= 8 && buildless.count(Kind::Function) >= 25);
    assert!(with_functions(legacy).count() >= 5 && legacy.count(Kind::Function) >= 12);
}

/// What the demo has no case of: each of these is shown by its fixtures alone.
const SILENT: &[&str] = &[
    "function-version-unserved",
    "code-injection",
    "cross-site-scripting",
    "header-injection",
    "ldap-injection",
    "nosql-injection",
    "open-redirect",
    "path-traversal",
    "prototype-pollution",
    "regex-denial-of-service",
    "template-injection",
    "xml-external-entities",
    "package-typosquat",
    // Only with OSV data.
    "vulnerable-package",
    "event-in-log",
    "secret-in-response",
    "secret-sent-away",
    "stack-trace-in-response",
    "predictable-random-value",
    "secret-compared-by-equality",
    "static-key",
    "weak-cipher",
    "weak-hash-for-password",
    "ingress-gateway-cut-off",
    "plaintext-http-to-public-host",
    "pods-refused",
    "registry-ambiguous",
    "role-beyond-code",
    "apirule-refused",
    "cors-any-origin-in-code",
    "identity-from-header",
    "jwt-not-verified",
    "object-refused",
    "unguarded-change",
    "wildcard-host-shadows-token",
];

#[test]
fn each_check_says_something_or_is_listed_as_silent() {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (_, report) in reports() {
        seen.extend(report.findings().iter().map(|finding| finding.check));
    }
    let of_clusters = checks::ALL.iter().filter(|check| !check.judges_configuration());
    let silent: Vec<&str> = of_clusters.map(|check| check.id).filter(|id| !seen.contains(id)).collect();
    assert_eq!(silent, SILENT);
}

#[test]
fn every_family_has_something_to_say() {
    for family in Family::ALL {
        let of_family = |report: &Report| {
            report
                .findings()
                .iter()
                .any(|one| checks::find(one.check).is_some_and(|check| check.family == family))
        };
        assert!(reports().iter().any(|(_, report)| of_family(report)), "{}", family.word());
    }
}

/// The texts and plain values of Functions in which credentials lie.
fn texts(estate: &Estate) -> Vec<String> {
    let functions = estate.objects.iter().filter(|(target, _)| target.kind == Kind::Function);
    let text = |value: &Value| value.as_str().map(Into::into);
    let of_one = |function: &Value| -> Vec<String> {
        let env = function.pointer("/spec/env").and_then(Value::as_array).into_iter().flatten();
        let values = env.filter_map(|entry| text(&entry["value"]));
        values.chain(function.pointer("/spec/source/inline/source").and_then(text)).collect()
    };
    functions.flat_map(|(_, function)| of_one(function)).collect()
}

#[test]
fn no_finding_shows_a_credential() {
    let mut hidden = 0;
    for context in demo::CONTEXTS {
        let estate = estate(context);
        let said = told(&estate.report());
        for text in texts(&estate) {
            for found in credentials::scan(&text) {
                hidden += 1;
                let value = text.get(found.start..found.end).expect("a place in the text");
                assert!(!said.contains(value), "a {} is shown", found.kind);
            }
        }
    }
    assert!(hidden >= 6, "only {hidden} credentials lie about");
}

#[test]
fn nothing_is_unknown_but_code_and_packages_that_are_in_git() {
    for (snapshot, report) in reports() {
        for name in with_functions(&snapshot) {
            let functions = &snapshot.space(name).expect("a namespace").functions;
            let in_git = functions.values().any(|function| function.is_git());
            for (check, missing) in report.space(name).expect("a report").unknown() {
                let reads_git = [Reads::Code, Reads::Source, Reads::Packages]
                    .iter()
                    .any(|read| check.reads.contains(read));
                assert!(in_git && reads_git, "{name} {}: {missing:?}", check.id);
            }
        }
    }
}

#[test]
fn two_namespaces_with_functions_are_clean() {
    let (snapshot, report) = reports().remove(0);
    let clean = |name: &&str| report.space(name).is_some_and(|space| space.findings().next().is_none());
    let clean: Vec<&str> = with_functions(&snapshot).filter(clean).collect();
    assert!(clean.len() >= 2, "{clean:?}");
}

/// Everything of a kind, as a watch would tell of it.
fn arrival(cluster: &Embedded, kind: Kind) -> Vec<Change> {
    let objects = cluster.objects(kind).into_iter();
    let put = objects.filter_map(|object| decode::object(kind, &object.to_string()).ok()).map(Change::Put);
    let namespace = kind.info().place().to_owned();
    put.chain([Change::Feed { kind, namespace, feed: Feed::Live }]).collect()
}

/// A check that reads more than it says would keep a verdict that is out of date.
#[test]
fn whatever_arrives_last_the_report_is_the_same() {
    for context in demo::CONTEXTS {
        let cluster = demo::cluster(context, TODAY, false).expect("a context");
        for last in Kind::ALL {
            let (mut snapshot, mut report) = (Snapshot::default(), Report::default());
            let others = Kind::ALL.into_iter().filter(|kind| *kind != last);
            take(
                &mut snapshot,
                &mut report,
                others.flat_map(|kind| arrival(&cluster, kind)).collect(),
                TODAY,
            );
            take(&mut snapshot, &mut report, arrival(&cluster, last), TODAY);
            assert_eq!(told(&report), told(&Report::of(&snapshot, TODAY)), "{context}: {last:?} last");
        }
    }
}

#[test]
fn no_two_rows_of_findings_read_alike_and_few_titles_are_cut() {
    /// The narrowest column of titles at 120 by 36.
    const WIDTH: usize = 45;
    for (_, report) in reports() {
        let mut rows = BTreeSet::new();
        let all = report.findings();
        for finding in &all {
            let row = (finding.name(), finding.subject(), finding.home().to_owned());
            assert!(rows.insert(row.clone()), "twice: {row:?}");
        }
        let cut = all.iter().filter(|finding| finding.name().chars().count() > WIDTH).count();
        assert!(cut * 10 <= all.len(), "{cut} of {} titles are cut", all.len());
    }
}
