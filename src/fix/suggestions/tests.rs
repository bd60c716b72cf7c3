//! Findings that one change resolves form one cause, and the best ratio comes first.

use super::*;
use crate::checks::{ALL, Severity};
use crate::decode;
use crate::model::Change;
use crate::model::{Feed, Kind};
use serde_json::json;

const TODAY: Day = Day::new(2026, 11, 1);

fn finding(severity: Severity, key: &str) -> Arc<Finding> {
    let object = ObjectRef::new(Kind::Namespace, "", "shop");
    Arc::new(Finding::new(ALL[0], object).graded(severity, "").key(key))
}

fn label(value: &str) -> Fix {
    let target = ObjectRef::new(Kind::Namespace, "", "shop");
    let ops = vec![Op::set("/metadata/labels/level", json!(value))];
    Fix::new(format!("Set {value}"), Risk::Restarts).edit(Edit::modify(target, ops))
}

fn causes(found: &[(Arc<Finding>, Vec<Fix>)]) -> Vec<Cause> {
    let found: Vec<FindingFixes<'_>> = found.iter().map(|(one, fixes)| (one, fixes.as_slice())).collect();
    best(of(&found, &Snapshot::default(), TODAY), 20)
}

#[test]
fn findings_that_propose_the_same_change_are_one_cause() {
    let found = [
        (finding(Severity::High, "a"), vec![label("baseline")]),
        (finding(Severity::Medium, "b"), vec![label("other"), label("baseline")]),
    ];
    let all = causes(&found);
    assert_eq!((all[0].title.as_str(), all[0].clears.len()), ("Set baseline", 2));
    assert_eq!((all[0].cleared().as_str(), all[0].namespace.as_str()), ("1 high, 1 medium", "shop"));
}

#[test]
fn what_a_fix_expects_to_find_does_not_tell_it_from_another() {
    let mut careful = label("baseline");
    careful.title = "Said differently".into();
    if let EditKind::Modify(ops) = &mut careful.edits[0].change {
        ops.insert(0, Op::test("/metadata/name", json!("shop")));
    }
    let found = [
        (finding(Severity::High, "a"), vec![label("baseline")]),
        (finding(Severity::High, "b"), vec![careful]),
    ];
    assert_eq!(causes(&found).len(), 1);
}

#[test]
fn another_value_is_another_cause() {
    let found = [
        (finding(Severity::High, "a"), vec![label("baseline")]),
        (finding(Severity::High, "b"), vec![label("restricted")]),
    ];
    assert_eq!(causes(&found).len(), 2);
}

#[test]
fn the_safer_of_two_equal_changes_comes_first() {
    let mut safe = label("safe");
    safe.risk = Risk::Safe;
    let found =
        [(finding(Severity::High, "a"), vec![label("restarts")]), (finding(Severity::High, "b"), vec![safe])];
    let titles: Vec<String> = causes(&found).into_iter().map(|cause| cause.title).collect();
    assert_eq!(titles, ["Set safe", "Set restarts"]);
}

#[test]
fn what_a_better_cause_resolves_as_well_is_left_out() {
    let found = [
        (finding(Severity::High, "a"), vec![label("baseline")]),
        (finding(Severity::Medium, "b"), vec![label("other"), label("baseline")]),
    ];
    assert_eq!(causes(&found).len(), 1);
}

#[test]
fn a_finding_without_a_fix_and_one_that_costs_nothing_have_no_cause() {
    let found =
        [(finding(Severity::High, "a"), Vec::new()), (finding(Severity::Info, "b"), vec![label("none")])];
    assert_eq!(causes(&found), []);
}

#[test]
fn the_same_change_found_in_two_namespaces_counts_once() {
    let one = [(finding(Severity::High, "a"), vec![label("baseline")])];
    let other = [(finding(Severity::Low, "b"), vec![label("baseline")])];
    let all = best(causes(&one).into_iter().chain(causes(&other)), 20);
    assert_eq!((all.len(), all[0].cleared().as_str()), (1, "1 high, 1 low"));
}

/// A namespace with one Function and no restriction on its callers.
fn open() -> Snapshot {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        let namespace = kind.info().place().to_owned();
        snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    let function = json!({"metadata": {"name": "pay", "namespace": "shop"}, "spec": {"runtime": "nodejs22", "source": {"inline": {"source": "x"}}}});
    let namespace = json!({"metadata": {"name": "shop"}});
    for (kind, value) in [(Kind::Function, function), (Kind::Namespace, namespace)] {
        let object = decode::object(kind, &value.to_string()).expect("reads");
        snapshot.apply(Change::Put(object), &mut dirty);
    }
    snapshot
}

/// Findings of `open`, the first one with its fixes and the other one as if it had none.
fn tried(first: &str, other: &str) -> (Vec<String>, Vec<Cause>) {
    let snapshot = open();
    let scope = Scope::new(&snapshot, snapshot.space("shop").expect("a space"), TODAY);
    let one = |id: &str| {
        let check = find(id).expect("a check");
        Arc::new((check.find)(&scope).into_iter().next().expect("a finding"))
    };
    let (first, other) = (one(first), one(other));
    let fixes = (find(first.check).expect("a check").fixes)(&scope, &first);
    let found: Vec<FindingFixes<'_>> = vec![(&first, &fixes[..1]), (&other, &[])];
    let causes = of(&found, &snapshot, TODAY);
    (causes[0].clears.iter().map(|cleared| cleared.check.to_owned()).collect(), causes)
}

#[test]
fn a_finding_that_is_gone_from_a_copy_with_the_change_is_cleared_by_it() {
    let snapshot = open();
    let scope = Scope::new(&snapshot, snapshot.space("shop").expect("a space"), TODAY);
    let check = find("no-ingress-restriction").expect("a check");
    let one = Arc::new((check.find)(&scope).into_iter().next().expect("a finding"));
    let twin = Arc::new(Finding { message: "said again".into(), ..(*one).clone() });
    let fixes = (check.fixes)(&scope, &one);
    let found: Vec<FindingFixes<'_>> = vec![(&one, &fixes), (&twin, &[])];
    assert_eq!(of(&found, &snapshot, TODAY)[0].clears.len(), 2);
}

#[test]
fn a_finding_that_stays_in_the_copy_is_not_cleared() {
    let (clears, causes) = tried("no-ingress-restriction", "no-egress-restriction");
    assert_eq!((clears, causes.len()), (vec!["no-ingress-restriction".to_owned()], 1));
}

#[test]
fn a_cause_names_what_it_changes_and_a_new_object_what_it_is_for() {
    let about = |kind: Kind, name: &str| {
        let object = ObjectRef::new(kind, "shop", name);
        Arc::new(Finding::new(ALL[0], object).graded(Severity::High, "").key(name))
    };
    let policy = |name: &str| {
        let target = ObjectRef::new(Kind::NetworkPolicy, "shop", name);
        Fix::new("Limit", Risk::Safe).edit(Edit::create(target, json!({"metadata": {"name": name}})))
    };
    let ops = vec![Op::set("/spec/runtime", json!("nodejs24"))];
    let edit = Edit::modify(ObjectRef::new(Kind::Function, "shop", "pay"), ops);
    let found = [
        (about(Kind::Function, "pay"), vec![Fix::new("Move", Risk::MayBreak).edit(edit)]),
        (about(Kind::Function, "refund"), vec![policy("one")]),
        (about(Kind::Function, "a"), vec![policy("shared")]),
        (about(Kind::Function, "b"), vec![policy("shared")]),
        (finding(Severity::Low, "label"), vec![label("baseline")]),
    ];
    let places: Vec<String> = causes(&found).iter().map(Cause::place).collect();
    assert_eq!(places, ["shop", "shop/refund", "shop/pay", "shop"]);
}
