//! Every fix of every check on a real server, from their fixtures: planned on fresh objects, rehearsed, applied
//! and undone, until all is as it was. What a schema refuses to create is left out, and counted.

use fnsec::checks::fix::AnswerForm;
use fnsec::checks::{self, Fix, Need};
use fnsec::decode;
use fnsec::fix::journal::Stamp;
use fnsec::fix::plan::{Inputs, Plan, view};
use fnsec::fix::{Receipt, undo};
use fnsec::model::calendar::Day;
use fnsec::model::{Change, Dirty, Feed, Kind, ObjectRef, Scope, Snapshot};
use fnsec::source::submit::Submitter;
use fnsec::verdicts::Report;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

use super::access::ADMIN;
use super::fixtures::fixtures_from;
use super::objects::{put, reference};
use super::shared;

const TODAY: Day = Day::new(2026, 11, 1);
/// Namespaces of other tests have lower numbers.
const FIRST: usize = 10_000;

/// What the fixes of a check's findings in its fixture are, by what is concluded without any server.
fn fixes(check: &str, objects: &[Value]) -> Vec<Fix> {
    let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
    for kind in Kind::ALL {
        let namespace = kind.info().place().to_owned();
        snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    // As on the server, what is there first stays.
    let mut there = BTreeSet::new();
    for object in objects.iter().filter(|object| there.insert(reference(object))) {
        let kind = reference(object).known().expect("a kind we read");
        snapshot.apply(Change::Put(decode::object(kind, &object.to_string()).expect("it reads")), &mut dirty);
    }
    let findings = Report::of(&snapshot, TODAY).findings();
    let own = findings.iter().filter(|one| one.check == check);
    own.flat_map(|finding| {
        let check = checks::find(finding.check).expect("a check");
        let space = snapshot.space(finding.home()).expect("its namespace");
        (check.fixes)(&Scope::new(&snapshot, space, TODAY), finding)
    })
    .collect()
}

/// A namespace of Kyma's, as a copy that other tests do not see.
fn own(name: &str, number: usize) -> String {
    if matches!(name, "kyma-system" | "istio-system") { format!("{name}-{number}") } else { name.to_owned() }
}

fn at_home(object: &Value, number: usize) -> Value {
    let mut object = object.clone();
    let at = if object["kind"] == "Namespace" { "/metadata/name" } else { "/metadata/namespace" };
    if let Some(name) = object.pointer_mut(at) {
        *name = own(name.as_str().unwrap_or_default(), number).into();
    }
    object
}

fn home(mut fix: Fix, number: usize) -> Fix {
    for edit in &mut fix.edits {
        let target = &mut edit.target;
        let name = if target.kind == Kind::Namespace { &mut target.name } else { &mut target.namespace };
        *name = own(name, number).into();
        if let fnsec::checks::fix::EditKind::Create(value) = &mut edit.change {
            *value = at_home(value, number);
        }
    }
    fix
}

/// Only what lies in a namespace of its own; an owner that is not there would have its objects collected.
fn is_own(object: &Value) -> bool {
    let home = reference(object).namespace;
    object["kind"] == "Namespace" || !home.is_empty()
}

pub(super) async fn look(submitter: &Submitter, target: &ObjectRef) -> Option<Value> {
    submitter.fresh(target).await.expect("the server answers")
}

async fn apply(submitter: &Submitter, plan: &Plan) -> Result<Vec<Receipt>, String> {
    let stamp = Stamp { change: "c1".into(), ..Stamp::default() };
    let mut receipts = Vec::new();
    for (at, step) in plan.steps.iter().enumerate() {
        let write = step.write(&plan.vault);
        let tried = submitter.rehearse(&write).await;
        tried.map_err(|trouble| format!("{}: {trouble}", step.target))?;
        submitter.apply(&write).await.map_err(|trouble| format!("{}: {trouble}", step.target))?;
        let mut receipt = Receipt::of(plan, at, &stamp).expect("a receipt").done("", "");
        if receipt.verb == fnsec::fix::write::Verb::Create {
            receipt.uid = String::new();
        }
        receipts.push(serde_json::from_str(&receipt.line()).expect("a line is read back"));
    }
    Ok(receipts)
}

/// What somebody who is asked would answer.
pub(super) fn answers(fix: &Fix) -> Inputs {
    let answer = |need: &Need| match need.form {
        _ if !need.default.is_empty() => need.default.clone(),
        AnswerForm::Version(_) => "1.2.3".into(),
        AnswerForm::Commit => "0123456789abcdef0123456789abcdef01234567".into(),
        AnswerForm::Text => "ledger".into(),
    };
    fix.needs.iter().map(|need| (need.name.to_string(), answer(need))).collect()
}

/// There and back; nothing where what it is about may not be created here.
async fn circle(submitter: &Submitter, fix: &Fix) -> Result<bool, String> {
    let targets: Vec<ObjectRef> = fix.edits.iter().map(|edit| edit.target.clone()).collect();
    let mut before = Vec::new();
    for (edit, target) in fix.edits.iter().zip(&targets) {
        let base = look(submitter, target).await;
        if base.is_none() && !matches!(edit.change, fnsec::checks::fix::EditKind::Create(_)) {
            return Ok(false);
        }
        before.push(base);
    }
    let plan = Plan::new(fix, &answers(fix), &before).map_err(|misfit| misfit.to_string())?;
    let receipts = apply(submitter, &plan).await?;
    let mut now = BTreeMap::new();
    for object in undo::needs(&receipts) {
        now.insert(object.clone(), look(submitter, &object).await);
    }
    if targets.iter().zip(&before).all(|(target, was)| now.get(target) == Some(was)) {
        return Err("nothing changed".into());
    }
    let back = undo::plan(&receipts, &|object| now.get(object).cloned().flatten());
    if !back.left.is_empty() {
        return Err(format!("left behind: {:?}", back.left));
    }
    apply(submitter, &back).await.map_err(|why| format!("undo: {why}"))?;
    for (target, was) in targets.iter().zip(&before) {
        let is = look(submitter, target).await;
        let (is, was) = (is.as_ref().map(view), was.as_ref().map(view));
        if is != was {
            return Err(format!("{target} was {was:?} and is {is:?}"));
        }
    }
    Ok(true)
}

/// Creates the objects of every failing fixture, and tells the fixes of each check. Namespaces have numbers from `first` on.
pub(super) async fn planted(client: &kube::Client, first: usize) -> Vec<(String, Fix)> {
    let (mut all, mut number) = (Vec::new(), first);
    for (check, objects) in fixtures_from(first) {
        let fixes = fixes(&check, &objects);
        if fixes.is_empty() {
            continue;
        }
        number += 1;
        for mut object in objects.iter().map(|object| at_home(object, number)).filter(is_own) {
            object["metadata"].as_object_mut().expect("metadata").remove("ownerReferences");
            // What a fix is not about may be refused: it misses what only a whole cluster has.
            let _ = put(client, &object).await;
        }
        all.extend(fixes.into_iter().map(|fix| (check.clone(), home(fix, number))));
    }
    all
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn every_fix_of_every_fixture_goes_full_circle() {
    let client = shared().await.client(ADMIN);
    let submitter = Submitter::new(client.clone(), false);
    let (mut done, mut missed) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    let mut wrong = Vec::new();
    for (check, fix) in planted(&client, FIRST).await {
        match circle(&submitter, &fix).await {
            Ok(true) => *done.entry(check).or_insert(0) += 1,
            Ok(false) => *missed.entry(check).or_insert(0) += 1,
            Err(why) => wrong.push(format!("{check}, {}: {why}", fix.title)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let never: Vec<&str> = missed.keys().map(String::as_str).filter(|id| !done.contains_key(*id)).collect();
    // Its Functions run on what no schema lets in any more.
    assert_eq!(never, ["refused-runtime-still-serving"], "{missed:?}");
    assert!(done.len() >= 69, "{done:?}");
}
