//! Unusual forms: what is missing or of another type counts as absent, and matched secrets are never stored.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use crate::decode::object;
use crate::model::Tri;
use crate::model::calendar::Day;
use crate::model::external_reports::{
    Constraint, Grade, ImageReport, KyvernoPolicy, PolicyDemand, PolicyReport, ReportSubject, Weight,
};
use crate::model::{Kind, Object};
use serde_json::{Value, json};

fn image(kind: Kind, value: &Value) -> ImageReport {
    match object(kind, &value.to_string()).expect("it reads") {
        Object::VulnerabilityReport(report) | Object::ExposedSecretReport(report) => *report,
        other => panic!("{other:?}"),
    }
}

fn policies(value: &Value) -> PolicyReport {
    match object(Kind::PolicyReport, &value.to_string()).expect("it reads") {
        Object::PolicyReport(report) => *report,
        other => panic!("{other:?}"),
    }
}

fn kyverno(value: &Value) -> KyvernoPolicy {
    match object(Kind::KyvernoClusterPolicy, &value.to_string()).expect("it reads") {
        Object::KyvernoClusterPolicy(policy) => *policy,
        other => panic!("{other:?}"),
    }
}

fn constraint(spec: &Value) -> Constraint {
    let value = json!({"metadata": {"name": "one"}, "spec": spec});
    match object(Kind::GatekeeperPrivileged, &value.to_string()).expect("it reads") {
        Object::GatekeeperPrivileged(one) => *one,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_report_of_an_image_keeps_its_counts_and_the_worst_few() {
    let many: Vec<Value> = (0..40)
        .map(|at| json!({"vulnerabilityID": format!("CVE-{at:02}"), "severity": if at == 33 { "CRITICAL" } else { "LOW" },
            "resource": "openssl", "installedVersion": "3.0", "title": "a hole", "description": "x".repeat(9_000)}))
        .collect();
    let report = image(
        Kind::VulnerabilityReport,
        &json!({"metadata": {"name": "r", "namespace": "shop", "labels": {
            "trivy-operator.resource.kind": "ReplicaSet", "trivy-operator.resource.name": "pay-x1-abc",
            "trivy-operator.resource.namespace": "shop", "trivy-operator.container.name": "function"}},
            "report": {"updateTimestamp": "2026-10-30T08:00:00Z", "registry": {"server": "index.docker.io"},
                "artifact": {"repository": "library/node", "tag": "22"},
                "summary": {"criticalCount": 1, "lowCount": 39}, "vulnerabilities": many}}),
    );
    let subject =
        ReportSubject { kind: "ReplicaSet".into(), name: "pay-x1-abc".into(), namespace: "shop".into() };
    assert_eq!((report.subject, report.container.as_str()), (subject, "function"));
    assert_eq!((report.tally.of(Grade::Critical), report.tally.of(Grade::Low)), (1, 39));
    assert_eq!((report.image.repository.as_str(), report.image.tag.as_str()), ("node", "22"));
    assert_eq!(report.checked, Some(Day::new(2026, 10, 30)));
    assert_eq!((report.worst.len(), report.worst[0].id.as_str()), (5, "CVE-33"));
    assert_eq!(report.worst[0].at, "openssl 3.0");
    assert!(report.meta.labels.is_empty());
}

#[test]
fn without_a_summary_the_entries_are_counted() {
    let report = image(
        Kind::VulnerabilityReport,
        &json!({"metadata": {"name": "r"}, "report": {"summary": "none", "vulnerabilities": [
            {"severity": "HIGH"}, {"severity": 3}, "nonsense", {"severity": "sideways"}]}}),
    );
    assert_eq!((report.tally.of(Grade::High), report.tally.of(Grade::Unknown)), (1, 2));
}

#[test]
fn fields_of_other_types_hide_nothing_else() {
    for report in [
        json!(null),
        json!([]),
        json!("x"),
        json!({"vulnerabilities": {}, "artifact": [], "registry": 7, "updateTimestamp": 5}),
    ] {
        let report = image(Kind::VulnerabilityReport, &json!({"metadata": {"name": "r"}, "report": report}));
        assert_eq!((report.tally.total(), report.worst.len(), report.checked), (0, 0, None));
        assert_eq!(report.meta.name, "r");
    }
}

#[test]
fn negative_and_huge_counts_are_none() {
    let report = image(
        Kind::VulnerabilityReport,
        &json!({"metadata": {"name": "r"}, "report": {"summary": {"criticalCount": -4, "highCount": 99_999_999_999_i64, "lowCount": 2}}}),
    );
    assert_eq!(
        (report.tally.of(Grade::Critical), report.tally.of(Grade::High), report.tally.of(Grade::Low)),
        (0, 0, 2)
    );
}

#[test]
fn names_too_long_for_a_label_are_read_at_the_owner() {
    let owner = json!([{"kind": "ReplicaSet", "name": "long", "uid": "1", "apiVersion": "apps/v1"}]);
    let report = image(
        Kind::VulnerabilityReport,
        &json!({"metadata": {"name": "r", "labels": {"trivy-operator.resource.kind": "ReplicaSet", "trivy-operator.resource.name-hash": "7c4d"}, "ownerReferences": owner}}),
    );
    assert_eq!((report.subject.kind.as_str(), report.subject.name.as_str()), ("ReplicaSet", "long"));
}

#[test]
fn what_a_secret_matched_never_comes_in() {
    let report = image(
        Kind::ExposedSecretReport,
        &json!({"metadata": {"name": "r"}, "report": {"summary": {"highCount": 1}, "secrets": [
            {"target": "/app/.env", "ruleID": "stripe-secret-token", "title": "Stripe", "severity": "HIGH", "category": "Stripe", "match": "KEY=sesame-open"}]}}),
    );
    assert!(!format!("{report:?}").contains("sesame"));
    assert_eq!(
        (report.worst[0].id.as_str(), report.worst[0].at.as_str()),
        ("stripe-secret-token", "/app/.env")
    );
}

#[test]
fn of_a_policy_report_only_what_did_not_pass_is_kept() {
    let report = policies(&json!({"metadata": {"name": "r", "creationTimestamp": "2026-10-01T00:00:00Z",
            "labels": {"app.kubernetes.io/managed-by": "kyverno"}},
        "scope": {"kind": "Deployment", "name": "pay"},
        "results": [
            {"policy": "a", "rule": "b", "result": "pass"},
            {"policy": "require-limits", "rule": "cpu", "result": "fail", "severity": "high", "message": "no\nlimits",
                "timestamp": {"seconds": 1_792_800_000_i64, "nanos": 0}},
            {"policy": "old", "status": "warn", "source": "other"},
            {"policy": "odd", "result": 7}, {"result": "skip"}, "nonsense"]}));
    let told: Vec<_> = report
        .outcomes
        .iter()
        .map(|outcome| (outcome.policy.as_str(), outcome.weight, outcome.source.as_str()))
        .collect();
    assert_eq!(told, [("require-limits", Weight::Fail, "kyverno"), ("old", Weight::Warn, "other")]);
    assert_eq!(report.outcomes[0].message, "no");
    assert_eq!(report.outcomes[0].checked, Some(Day::of_seconds(1_792_800_000)));
    assert_eq!(report.outcomes[1].checked, Some(Day::new(2026, 10, 1)));
    assert_eq!(report.scope.map(|report_subject| report_subject.name), Some("pay".into()));
}

#[test]
fn outcomes_without_end_are_counted_and_not_kept() {
    let all: Vec<Value> = (0..450).map(|_| json!({"policy": "a", "result": "fail"})).collect();
    let report = policies(&json!({"metadata": {"name": "r"}, "results": all, "scope": []}));
    assert_eq!((report.outcomes.len(), report.left, report.scope), (200, 250, None));
}

#[test]
fn both_groups_name_their_subjects_in_their_own_fields() {
    for key in ["resources", "subjects"] {
        let report = policies(&json!({"metadata": {"name": "r"}, "source": "kyverno",
            "results": [{"policy": "a", "result": "error", key: [{"kind": "Pod", "name": "p", "namespace": "shop"}, 5]}]}));
        assert_eq!((report.outcomes[0].subjects.len(), report.outcomes[0].source.as_str()), (1, "kyverno"));
    }
}

fn baseline(action: &Value) -> Value {
    json!({"metadata": {"name": "p"}, "spec": {"validationFailureAction": action, "rules": [
        {"name": "level", "match": {"any": [{"resources": {"kinds": ["Pod"]}}]}, "validate": {"podSecurity": {"level": "baseline"}}},
        {"name": "other", "match": {"any": [{"resources": {"kinds": ["Pod"]}}]}, "validate": {"pattern": {}}}]}})
}

#[test]
fn a_policy_that_only_audits_refuses_nothing() {
    for (action, reaches) in [
        (json!("Enforce"), Tri::Yes),
        (json!("enforce"), Tri::Yes),
        (json!("Audit"), Tri::No),
        (json!(null), Tri::No),
        (json!(7), Tri::No),
    ] {
        let policy = kyverno(&baseline(&action));
        assert_eq!(policy.rules.len(), 1);
        assert_eq!(policy.rules[0].ask, PolicyDemand::Level("baseline".into()));
        assert_eq!(policy.rules[0].reaches("shop"), reaches, "{action}");
    }
}

fn changed(change: impl FnOnce(&mut Value)) -> Tri {
    let mut value = baseline(&json!("Enforce"));
    change(&mut value["spec"]);
    kyverno(&value).rules.first().map_or(Tri::No, |rule| rule.reaches("shop"))
}

#[test]
fn filters_that_exclude_pods_are_reported_as_possible_or_never() {
    let rule = |key: &'static str, value: Value| changed(move |spec| spec["rules"][0][key] = value);
    assert_eq!(rule("preconditions", json!({"all": [{"key": "x"}]})), Tri::Maybe);
    assert_eq!(rule("exclude", json!({"any": [{"resources": {"namespaces": ["sh*"]}}]})), Tri::No);
    assert_eq!(rule("exclude", json!({"any": [{"resources": {"namespaces": ["kyma-*"]}}]})), Tri::Yes);
    assert_eq!(
        rule("exclude", json!({"any": [{"subjects": [{"kind": "User", "name": "root"}]}]})),
        Tri::Maybe
    );
    assert_eq!(rule("match", json!({"any": [{"resources": {"kinds": ["Deployment"]}}]})), Tri::No);
    assert_eq!(rule("match", json!({"resources": {"kinds": ["v1/Pod"], "namespaces": ["shop"]}})), Tri::Yes);
    assert_eq!(
        rule(
            "match",
            json!({"all": [{"resources": {"kinds": ["Pod"], "selector": {"matchLabels": {"a": "b"}}}}]})
        ),
        Tri::Maybe
    );
    assert_eq!(rule("match", json!([])), Tri::No);
    let exempt =
        json!({"podSecurity": {"level": "baseline", "exclude": [{"controlName": "HostPath Volumes"}]}});
    assert_eq!(rule("validate", exempt), Tri::Maybe);
    assert_eq!(
        rule("validate", json!({"failureAction": "Audit", "podSecurity": {"level": "restricted"}})),
        Tri::No
    );
    assert_eq!(rule("validate", json!({"podSecurity": {"level": "privileged"}})), Tri::No);
    assert_eq!(changed(|spec| spec["admission"] = json!(false)), Tri::No);
    let overrides = json!([{"action": "Audit", "namespaces": ["shop"]}]);
    assert_eq!(changed(|spec| spec["validationFailureActionOverrides"] = overrides), Tri::No);
    let selects = json!([{"action": "Audit", "namespaceSelector": {"matchLabels": {"a": "b"}}}]);
    assert_eq!(changed(|spec| spec["validationFailureActionOverrides"] = selects), Tri::Maybe);
}

#[test]
fn signatures_count_where_a_signer_is_required() {
    let value = |verify: Value| {
        json!({"metadata": {"name": "p"}, "spec": {"validationFailureAction": "Enforce", "rules": [
        {"name": "s", "match": {"any": [{"resources": {"kinds": ["Pod"]}}]}, "verifyImages": [verify]}]}})
    };
    let signed = kyverno(&value(json!({"imageReferences": ["a/*"], "attestors": [{"entries": []}]})));
    assert_eq!(signed.rules[0].ask, PolicyDemand::Signatures(vec!["a/*".into()]));
    assert!(kyverno(&value(json!({"imageReferences": ["a/*"]}))).rules.is_empty());
}

#[test]
fn a_constraint_denies_unless_its_action_differs() {
    for (spec, reaches) in [
        (json!({}), Tri::Yes),
        (json!(null), Tri::Yes),
        (
            json!({"enforcementAction": "deny", "match": {"kinds": [{"apiGroups": [""], "kinds": ["Pod"]}]}}),
            Tri::Yes,
        ),
        (json!({"enforcementAction": "dryrun"}), Tri::No),
        (json!({"enforcementAction": "warn"}), Tri::No),
        (json!({"enforcementAction": "scoped"}), Tri::Maybe),
        (json!({"match": {"excludedNamespaces": ["sho*"]}}), Tri::No),
        (json!({"match": {"namespaces": ["other"]}}), Tri::No),
        (json!({"match": {"kinds": [{"apiGroups": ["apps"], "kinds": ["Deployment"]}]}}), Tri::No),
        (json!({"match": {"labelSelector": {"matchLabels": {"a": "b"}}}}), Tri::Maybe),
        (json!({"parameters": {"exemptImages": ["x/*"]}}), Tri::Maybe),
    ] {
        assert_eq!(constraint(&spec).reaches("shop"), reaches, "{spec}");
    }
}
