//! Which Function a report belongs to, whether it is about what runs, and the totals.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use super::*;
use crate::model::function::{Function, LABEL_MANAGED, LABEL_NAME};
use crate::model::meta::Owner;
use crate::model::pod::Pod;
use crate::model::workload::Workload;
use crate::model::{Labels, Meta, Object, Space};

fn meta(name: &str, labels: &[(&str, &str)]) -> Meta {
    let labels: Labels = labels.iter().copied().collect();
    Meta { namespace: "shop".into(), name: name.into(), labels, ..Meta::default() }
}

fn pod(name: &str, image: &str) -> Pod {
    let owner =
        Owner { kind: "ReplicaSet".into(), name: "pay-x1-new".into(), controller: true, ..Owner::default() };
    let labels = [(LABEL_MANAGED, "function-controller"), (LABEL_NAME, "pay")];
    let mut pod =
        Pod { meta: meta(name, &labels), image: image.into(), phase: "Running".into(), ..Pod::default() };
    pod.meta.owners = [owner].as_slice().into();
    let container = crate::model::pod_spec::Container {
        name: "function".into(),
        image: image.into(),
        ..Default::default()
    };
    std::sync::Arc::make_mut(&mut pod.template).spec.containers.push(container);
    pod
}

fn shop() -> Space {
    let mut space = Space::named("shop");
    let function = Function { meta: meta("pay", &[]), ..Function::default() };
    let deployment = Workload { meta: meta("pay-x1", &[(LABEL_NAME, "pay")]), ..Workload::default() };
    space.insert(Object::Function(Box::new(function)));
    space.insert(Object::Deployment(Box::new(deployment)));
    space.insert(Object::Pod(Box::new(pod("pay-x1-new-1", "node:22"))));
    space
}

fn report(name: &str, subject: (&str, &str), image: &str) -> ImageReport {
    let mut tally = Tally::default();
    tally.add(Grade::Critical, 3);
    let subject = ReportSubject { kind: subject.0.into(), name: subject.1.into(), namespace: "shop".into() };
    ImageReport { meta: meta(name, &[]), subject, image: Image::read(image), tally, ..ImageReport::default() }
}

fn told(report: ImageReport) -> (Option<String>, Standing) {
    let mut space = shop();
    space.insert(Object::VulnerabilityReport(Box::new(report)));
    let all = of_space(&space);
    (all[0].function.map(Into::into), all[0].standing)
}

#[test]
fn a_report_belongs_to_the_function_along_its_chain_of_owners() {
    for subject in [
        ("ReplicaSet", "pay-x1-new"),
        ("ReplicaSet", "pay-x1-gone"),
        ("Deployment", "pay-x1"),
        ("Pod", "pay-x1-new-1"),
        ("Function", "pay"),
    ] {
        assert_eq!(told(report("r", subject, "node:22")).0.as_deref(), Some("pay"), "{subject:?}");
    }
    for subject in [("Deployment", "other"), ("Job", "pay-x1"), ("Function", "gone")] {
        assert_eq!(told(report("r", subject, "node:22")).0, None, "{subject:?}");
    }
}

#[test]
fn a_report_of_another_namespace_is_nobodys() {
    let mut one = report("r", ("Function", "pay"), "node:22");
    one.subject.namespace = "elsewhere".into();
    assert_eq!(told(one).0, None);
}

#[test]
fn without_a_subject_the_image_shows_the_function() {
    assert_eq!(told(report("r", ("", ""), "docker.io/library/node:22")).0.as_deref(), Some("pay"));
    assert_eq!(told(report("r", ("", ""), "python:3")).0, None);
}

#[test]
fn a_report_of_an_image_that_runs_no_more_is_stale() {
    assert_eq!(told(report("r", ("Deployment", "pay-x1"), "node:22")).1, Standing::Current);
    assert_eq!(told(report("r", ("Deployment", "pay-x1"), "node:20")).1, Standing::Stale);
}

#[test]
fn without_pods_it_is_unknown_what_runs() {
    let mut space = shop();
    space.pods.clear();
    space.insert(Object::VulnerabilityReport(Box::new(report("r", ("Deployment", "pay-x1"), "node:20"))));
    assert_eq!(of_space(&space)[0].standing, Standing::Unknown);
}

#[test]
fn stale_reports_are_left_out_of_totals() {
    let mut space = shop();
    for (name, image) in [("a", "node:22"), ("b", "node:20")] {
        space.insert(Object::VulnerabilityReport(Box::new(report(name, ("Deployment", "pay-x1"), image))));
    }
    let all = of_space(&space);
    let total = totals(&all).remove(&ReportTool::Trivy).expect("a total");
    assert_eq!((total.words(false).as_str(), total.functions.len(), total.stale), ("3 critical", 1, 1));
}

#[test]
fn reports_without_results_are_left_out() {
    let mut space = shop();
    let clean = ImageReport { tally: Tally::default(), ..report("r", ("Deployment", "pay-x1"), "node:22") };
    space.insert(Object::VulnerabilityReport(Box::new(clean)));
    assert!(of_space(&space).is_empty());
}

#[test]
fn one_report_of_a_namespace_is_taken_apart_by_function_and_judge() {
    let outcome = |weight, source: &str, name: &str| PolicyOutcome {
        weight,
        policy: "require-limits".into(),
        rule: "cpu".into(),
        grade: Grade::Medium,
        message: String::new(),
        source: source.into(),
        checked: None,
        subjects: vec![ReportSubject {
            kind: "Deployment".into(),
            name: name.into(),
            namespace: String::new(),
        }],
    };
    let outcomes = vec![
        outcome(Weight::Fail, "kyverno", "pay-x1"),
        outcome(Weight::Warn, "kyverno", "pay-x1"),
        outcome(Weight::Fail, "kyverno", "other"),
        outcome(Weight::Fail, "", "pay-x1"),
    ];
    let mut space = shop();
    space.insert(Object::PolicyReport(Box::new(PolicyReport {
        meta: meta("r", &[]),
        outcomes,
        ..PolicyReport::default()
    })));
    let all = of_function(&space, "pay");
    let words: Vec<_> = all.iter().map(|one| (one.source.shown(), one.words())).collect();
    assert_eq!(words, [("Policies".into(), "1 fail".into()), ("Kyverno".into(), "1 fail, 1 warn".into())]);
    assert_eq!(all[1].worst[0].id, "require-limits/cpu");
    assert_eq!(of_space(&space).len(), 3);
}

#[test]
fn a_digest_decides_where_both_have_one() {
    let image = |text| Image::read(text);
    assert!(image("a/b:1@sha256:00").is(&image("a/b:2@sha256:00")));
    assert!(!image("a/b:1@sha256:00").is(&image("a/b:1@sha256:11")));
    assert!(image("a/b:1@sha256:00").is(&image("a/b:1")));
    assert!(!image("a/b").is(&image("a/b:1")));
    assert!(image("registry.local:5000/a/b").is(&image("registry.local:5000/a/b:latest")));
}

#[test]
fn a_pattern_fits_as_shells_would_have_it() {
    for (pattern, text, fits) in [
        ("*", "", true),
        ("kube-*", "kube-system", true),
        ("kube-*", "kub", false),
        ("*a*b", "xaybzb", true),
        ("*a*b", "xaybz", false),
        ("sh?p", "shop", true),
        ("sh?p", "shp", false),
        ("", "a", false),
    ] {
        assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
    }
}
