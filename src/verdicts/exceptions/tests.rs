use crate::checks::Finding;
use crate::decode;
use crate::model::calendar::Day;
use crate::model::{Change, Dirty, Feed, Kind, Snapshot};
use crate::verdicts::exceptions::{Exception, ExceptionTarget};
use crate::verdicts::{Policy, Report};
use std::sync::Arc;

const TODAY: Day = Day::new(2026, 11, 1);
const CHECK: &str = "jwt-without-authorizations";
const GAP: &str = "not to be seen";

fn rule(namespace: &str, authorizations: &str) -> Change {
    let text = format!(
        r#"{{"apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule",
        "metadata": {{"name": "orders", "namespace": "{namespace}", "uid": "u-{namespace}"}},
        "spec": {{"hosts": ["orders"], "service": {{"name": "orders", "port": 80}}, "rules": [
            {{"path": "/orders", "methods": ["GET"], "jwt": {{
                "authentications": [{{"issuer": "https://id.example.com", "jwksUri": "https://id.example.com/keys"}}]
                {authorizations}}}}}]}},
        "status": {{"state": "Ready"}}}}"#
    );
    Change::Put(decode::object(Kind::APIRule, &text).expect("an APIRule"))
}

/// A snapshot of the whole cluster, or of one namespace.
fn snapshot(only: &str, rules: Vec<Change>) -> Snapshot {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        let namespace = if kind.info().namespaced() { only } else { "" }.to_owned();
        snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    for rule in rules {
        snapshot.apply(rule, &mut dirty);
    }
    snapshot
}

fn open(namespaces: &[&str]) -> Vec<Change> {
    namespaces.iter().map(|name| rule(name, "")).collect()
}

fn about(target: ExceptionTarget) -> Policy {
    let exception = Exception {
        check: CHECK,
        target,
        reason: "known".into(),
        by: String::new(),
        expires: None,
        place: "/home/anna/fnsec.yaml:7".into(),
        sets: Vec::new(),
    };
    Policy { exceptions: vec![exception].into(), ..Policy::default() }
}

fn object(namespace: &str, name: &str) -> Policy {
    about(ExceptionTarget::Object { kind: "APIRule".into(), namespace: namespace.into(), name: name.into() })
}

fn until(day: Day, mut policy: Policy) -> Policy {
    policy.exceptions.iter_mut().for_each(|exception| exception.expires = Some(day));
    policy
}

fn of_exceptions(report: &Report) -> Vec<Arc<Finding>> {
    report.findings().into_iter().filter(|finding| finding.check.starts_with("exception-")).collect()
}

fn told(policy: Policy, snapshot: &Snapshot) -> Vec<(&'static str, String)> {
    let found = of_exceptions(&Report::by(policy, snapshot, TODAY));
    found.iter().map(|finding| (finding.check, finding.message.to_string())).collect()
}

fn checks(policy: Policy, snapshot: &Snapshot) -> Vec<&'static str> {
    told(policy, snapshot).into_iter().map(|one| one.0).collect()
}

#[test]
fn an_exception_that_accepts_something_is_not_reported() {
    let snapshot = snapshot("", open(&["shop"]));
    assert_eq!(checks(object("shop", "orders"), &snapshot), [""; 0]);
    assert_eq!(checks(until(TODAY, object("shop", "orders")), &snapshot), [""; 0]);
}

#[test]
fn an_exception_that_matches_nothing_is_reported_with_its_line() {
    let report = Report::by(object("shop", "gone"), &snapshot("", open(&["shop"])), TODAY);
    let found = of_exceptions(&report);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (one.check, one.line, one.object.to_string().as_str()),
        ("exception-unmatched", 7, "Exception/fnsec.yaml")
    );
    assert_eq!(*one.message, format!("The exception of APIRule/shop/gone for {CHECK} matches no finding"));
    assert!(one.evidence.starts_with("/home/anna/fnsec.yaml:7"));
    assert_eq!(report.space("").map(|space| space.counts.total()), Some(1));
}

#[test]
fn an_expired_exception_shows_what_counts_again() {
    let yesterday = Day::new(2026, 10, 31);
    let snapshot = snapshot("", open(&["shop"]));
    let over = told(until(yesterday, object("shop", "orders")), &snapshot);
    assert_eq!(over.len(), 1);
    assert_eq!(over[0].0, "exception-expired");
    assert!(over[0].1.ends_with("expired on 2026-10-31, and its finding counts again"), "{}", over[0].1);
    let gone = told(until(yesterday, object("shop", "gone")), &snapshot);
    assert!(gone[0].1.ends_with("and it covers no findings any more"), "{}", gone[0].1);
}

#[test]
fn exceptions_for_unscanned_namespaces_are_not_reported() {
    let shop = snapshot("shop", open(&["shop"]));
    let over = |policy| until(Day::new(2026, 1, 1), policy);
    for other in
        [about(ExceptionTarget::Namespace("bank".into())), object("bank", "gone"), object("", "gone")]
    {
        assert_eq!(checks(other.clone(), &shop), [""; 0], "{other:?}");
        assert_eq!(checks(over(other.clone()), &shop), [""; 0], "{other:?}");
    }
    assert_eq!(checks(about(ExceptionTarget::Fingerprint("v1:0".into())), &shop), [""; 0]);
    assert_eq!(checks(object("shop", "gone"), &shop), ["exception-unmatched"]);
}

#[test]
fn exceptions_for_a_missing_namespace_are_reported_if_all_namespaces_were_seen() {
    let whole = snapshot("", open(&["shop"]));
    assert_eq!(checks(about(ExceptionTarget::Namespace("bank".into())), &whole), ["exception-unmatched"]);
    assert_eq!(checks(about(ExceptionTarget::Fingerprint("v1:0".into())), &whole), ["exception-unmatched"]);
}

#[test]
fn exceptions_are_not_reported_while_the_check_is_unknown() {
    let mut snapshot = snapshot("", open(&["shop"]));
    let feed = Feed::Forbidden(GAP.into());
    let blind = Change::Feed { kind: Kind::APIRule, namespace: "shop".into(), feed };
    snapshot.apply(blind, &mut Dirty::default());
    assert_eq!(checks(object("shop", "gone"), &snapshot), [""; 0]);
    assert_eq!(checks(until(Day::new(2026, 1, 1), object("shop", "gone")), &snapshot), [""; 0]);
    assert_eq!(checks(about(ExceptionTarget::Fingerprint("v1:0".into())), &snapshot), [""; 0]);
    assert_eq!(checks(object("bank", "gone"), &snapshot), ["exception-unmatched"]);
}

#[test]
fn exceptions_for_a_disabled_check_are_not_reported_and_both_checks_can_be_disabled() {
    let snapshot = snapshot("", open(&["shop"]));
    for off in [CHECK, "exception-unmatched"] {
        let mut policy = object("shop", "gone");
        policy.off.insert(off);
        assert_eq!(checks(policy, &snapshot), [""; 0], "{off}");
    }
}

#[test]
fn a_severity_of_the_configuration_applies_to_them_too() {
    let mut policy = object("shop", "gone");
    policy.grades.insert("exception-unmatched", crate::checks::Severity::High);
    let report = Report::by(policy, &snapshot("", open(&["shop"])), TODAY);
    assert_eq!(report.counts().of(crate::checks::Severity::High), 1 + 1);
}

#[test]
fn it_disappears_when_the_exception_matches_and_returns_when_the_finding_is_fixed() {
    let mut snapshot = snapshot("", open(&["shop"]));
    let mut report = Report::by(object("shop", "orders"), &snapshot, TODAY);
    let mut take = |report: &mut Report, change| {
        let mut dirty = Dirty::default();
        snapshot.apply(change, &mut dirty);
        report.mark(&snapshot, &dirty);
        while report.step(&snapshot, TODAY) {}
        of_exceptions(report).len()
    };
    let asks = r#", "authorizations": [{"audiences": ["orders"]}]"#;
    assert_eq!(take(&mut report, rule("shop", asks)), 1);
    assert_eq!(take(&mut report, rule("shop", "")), 0);
}

#[test]
fn a_changed_configuration_takes_effect_immediately() {
    let snapshot = snapshot("", open(&["shop"]));
    let mut report = Report::by(Policy::default(), &snapshot, TODAY);
    for (policy, count) in
        [(object("shop", "gone"), 1), (object("shop", "orders"), 0), (Policy::default(), 0)]
    {
        report.follow(policy, &snapshot);
        while report.step(&snapshot, TODAY) {}
        assert_eq!(of_exceptions(&report).len(), count);
    }
}

#[test]
fn neither_its_line_nor_its_folder_is_part_of_its_fingerprint() {
    let snapshot = snapshot("", open(&["shop"]));
    let print = |place: &str| {
        let mut policy = object("shop", "gone");
        policy.exceptions[0].place = place.into();
        crate::checks::fingerprint::of(&of_exceptions(&Report::by(policy, &snapshot, TODAY))[0])
    };
    assert_eq!(print("/home/anna/fnsec.yaml:7"), print("fnsec.yaml:9"));
}
