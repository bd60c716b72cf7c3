//! Every fix of some checks on a real server, from their fixtures: planned on fresh objects, rehearsed, applied
//! and undone, until all is as it was.

use fnsec::checks::{self, Fix, Report};
use fnsec::door;
use fnsec::fix::journal::Stamp;
use fnsec::fix::plan::{Inputs, Plan, view};
use fnsec::fix::{Receipt, undo};
use fnsec::model::calendar::Day;
use fnsec::model::{Change, Dirty, Feed, Kind, ObjectRef, Scope, Snapshot};
use fnsec::source::submit::Submitter;
use serde_json::Value;
use std::collections::BTreeMap;

use super::access::ADMIN;
use super::fixtures::fixtures_of;
use super::objects::{put, reference};
use super::shared;

const TODAY: Day = Day::new(2026, 11, 1);
const CHECKS: [&str; 5] = [
    "dead-registry-credentials",
    "generated-policies-drifted",
    "route-shadowed-by-exclusion",
    "service-taken-over",
    "who-deletes-policies",
];

/// What the fixes of a fixture's findings are, by what is concluded without any server.
fn fixes(objects: &[Value]) -> Vec<Fix> {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        let namespace = kind.info().place().to_owned();
        snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    for object in objects {
        let kind = reference(object).known().expect("a kind we read");
        snapshot.apply(Change::Put(door::decode(kind, &object.to_string()).expect("it reads")), &mut dirty);
    }
    let findings = Report::of(&snapshot, TODAY).findings();
    let own = findings.iter().filter(|one| CHECKS.contains(&one.check));
    own.flat_map(|finding| {
        let check = checks::find(finding.check).expect("a check");
        let space = snapshot.space(finding.home()).expect("its namespace");
        (check.fixes)(&Scope::new(&snapshot, space, TODAY), finding)
    })
    .collect()
}

/// Only what lies in a namespace of its own; an owner that is not there would have its objects collected.
fn is_own(object: &Value) -> bool {
    let home = reference(object).namespace;
    object["kind"] == "Namespace" || !(home.is_empty() || home == "kyma-system" || home == "istio-system")
}

async fn look(submitter: &Submitter, target: &ObjectRef) -> Option<Value> {
    submitter.fresh(target).await.expect("the server answers")
}

async fn apply(submitter: &Submitter, plan: &Plan) -> Vec<Receipt> {
    let stamp = Stamp { change: "c1".into(), ..Stamp::default() };
    let mut receipts = Vec::new();
    for (at, step) in plan.steps.iter().enumerate() {
        let write = step.write(&plan.vault);
        let tried = submitter.rehearse(&write).await;
        tried.unwrap_or_else(|trouble| panic!("{}, {}: {trouble}", plan.title, step.target));
        submitter.apply(&write).await.unwrap_or_else(|trouble| panic!("{}: {trouble}", plan.title));
        let mut receipt = Receipt::of(plan, at, &stamp).expect("a receipt");
        if receipt.verb == "create" {
            receipt.uid = String::new();
        }
        receipts.push(serde_json::from_str(&receipt.line()).expect("a line is read back"));
    }
    receipts
}

async fn circle(submitter: &Submitter, fix: &Fix) {
    let targets: Vec<ObjectRef> = fix.edits.iter().map(|edit| edit.target.clone()).collect();
    let mut before = Vec::new();
    for target in &targets {
        before.push(look(submitter, target).await);
    }
    let inputs = Inputs::from([("label".into(), "app".into()), ("value".into(), "ledger".into())]);
    let plan = Plan::new(fix, &inputs, &before).unwrap_or_else(|misfit| panic!("{}: {misfit}", fix.title));
    let receipts = apply(submitter, &plan).await;
    let mut now = BTreeMap::new();
    for object in undo::needs(&receipts) {
        now.insert(object.clone(), look(submitter, &object).await);
    }
    assert!(targets.iter().zip(&before).any(|(target, was)| now.get(target) != Some(was)), "{}", fix.title);
    let back = undo::plan(&receipts, &|object| now.get(object).cloned().flatten());
    assert_eq!(back.left, Vec::<String>::new(), "{}", fix.title);
    apply(submitter, &back).await;
    for (target, was) in targets.iter().zip(&before) {
        let is = look(submitter, target).await;
        assert_eq!(is.as_ref().map(view), was.as_ref().map(view), "{}: {target}", fix.title);
    }
}

#[tokio::test]
async fn fixes_that_delete_bind_copy_and_ask_go_full_circle() {
    let client = shared().await.client(ADMIN);
    let submitter = Submitter::new(client.clone(), false);
    let mut done = BTreeMap::new();
    for objects in fixtures_of(|check| CHECKS.contains(&check)) {
        for object in objects.iter().filter(|object| is_own(object)) {
            let mut object = object.clone();
            object["metadata"].as_object_mut().expect("metadata").remove("ownerReferences");
            // What a fix is not about may be refused: it misses what only a whole cluster has.
            let _ = put(&client, &object).await;
        }
        for fix in fixes(&objects) {
            circle(&submitter, &fix).await;
            *done.entry(fix.title.split(' ').next().unwrap_or_default().to_owned()).or_insert(0) += 1;
        }
    }
    let words: Vec<&str> = done.keys().map(String::as_str).collect();
    assert_eq!(words, ["Bind", "Delete", "Divide", "Give", "Make"], "{done:?}");
}
