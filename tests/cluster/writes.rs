//! Every fix of every check on a real server, over a wire on which one write goes wrong: what the cluster holds is what
//! the journal says, and an undo restores it.

use super::access::ADMIN;
use super::circles::{answers, look, planted};
use super::shared;
use super::wire::{Mishap, Wire};
use fnsec::checks::Fix;
use fnsec::checks::fix::EditKind;
use fnsec::fix::journal::{Stamp, steps};
use fnsec::fix::plan::{Plan, view};
use fnsec::fix::settle::LATE;
use fnsec::fix::{Receipt, undo};
use fnsec::model::ObjectRef;
use fnsec::source::courier::Courier;
use fnsec::source::journal::{Journal, new_id};
use fnsec::source::ledger::Ledger;
use fnsec::source::submit::Submitter;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

/// Namespaces of other tests have other numbers.
const FIRST: usize = 30_000;
const MISHAPS: [Mishap; 13] = [
    Mishap::ResetAfter,
    Mishap::KillAfter,
    Mishap::Half,
    Mishap::StatusAfter(504),
    Mishap::ResetBefore,
    Mishap::KillBefore,
    Mishap::Status(500),
    Mishap::Status(409),
    Mishap::Status(429),
    Mishap::Status(401),
    Mishap::StatusAfter(503),
    Mishap::Refused,
    Mishap::Slow(0),
];

/// Seconds by which the clock is ahead: nobody waits until no request can arrive any more.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> String {
    (jiff::Timestamp::now() + jiff::SignedDuration::from_secs(AHEAD.load(Ordering::SeqCst))).to_string()
}

/// There with a mishap, and back; nothing where what it is about may not be created here.
async fn circle(client: &kube::Client, fix: &Fix, mishap: Mishap, path: &Path) -> Result<bool, String> {
    let direct = Submitter::new(client.clone(), false);
    let targets: Vec<ObjectRef> = fix.edits.iter().map(|edit| edit.target.clone()).collect();
    let mut before = Vec::new();
    for (edit, target) in fix.edits.iter().zip(&targets) {
        let base = look(&direct, target).await;
        if base.is_none() && !matches!(edit.change, EditKind::Create(_)) {
            return Ok(false);
        }
        before.push(base);
    }
    let plan = Plan::new(fix, &answers(fix), &before).map_err(|misfit| misfit.to_string())?;
    let wire = Wire::to(client.clone());
    *wire.mishap.lock().expect("free") = Some((plan.steps.len() - 1, mishap));
    let ledger = Ledger::File(Journal { path: path.to_owned() });
    let courier = |submitter: Submitter| Courier { submitter, ledger: ledger.clone(), name: new_id, clock };
    let near = courier(Submitter::new(wire.client(), false));
    tokio::select! {
        _ = near.deliver(steps(&plan, &Stamp::default()), |_, _| {}) => {}
        () = wire.killed.notified() => {}
    }
    let later = courier(direct.clone());
    let mut receipts = Vec::new();
    for ahead in [0, LATE + 1] {
        AHEAD.store(ahead, Ordering::SeqCst);
        (receipts, _) = later.ledger.read().await.map_err(|why| why.to_string())?;
        later.reconcile(&receipts).await.map_err(|why| why.to_string())?;
        (receipts, _) = later.ledger.read().await.map_err(|why| why.to_string())?;
    }
    AHEAD.store(0, Ordering::SeqCst);
    if let Some(open) = receipts.iter().find(|one| one.is_open()) {
        return Err(format!("{} is not settled: {:?}", open.object, open.result));
    }
    let done = wire.done.lock().expect("free").len();
    let mut applied: Vec<Receipt> = receipts.into_iter().filter(Receipt::applied).collect();
    if applied.len() != done {
        return Err(format!("{done} writes were done, and the journal says {applied:?}"));
    }
    applied.reverse();
    let mut now = BTreeMap::new();
    for object in undo::needs(&applied) {
        now.insert(object.clone(), look(&direct, &object).await);
    }
    let back = undo::plan(&applied, &|object| now.get(object).cloned().flatten());
    if !back.left.is_empty() {
        return Err(format!("left behind: {:?}", back.left));
    }
    let delivery = later.deliver(steps(&back, &Stamp::default()), |_, _| {}).await;
    if let Some(Err(why)) = delivery.outcomes.into_iter().find(Result::is_err) {
        return Err(format!("undo: {why}"));
    }
    for (target, was) in targets.iter().zip(&before) {
        let is = look(&direct, target).await;
        let (is, was): (Option<Value>, Option<Value>) = (is.as_ref().map(view), was.as_ref().map(view));
        if is != was {
            return Err(format!("{target} was {was:?} and is {is:?}"));
        }
    }
    Ok(true)
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn whatever_befalls_a_write_to_a_real_server_the_journal_tells_and_an_undo_restores() {
    let client = shared().await.client(ADMIN);
    let folder = tempfile::tempdir().expect("a folder");
    let (mut wrong, mut taken) = (Vec::new(), 0);
    for (count, (check, fix)) in planted(&client, FIRST).await.into_iter().enumerate() {
        let mishap = MISHAPS[count % MISHAPS.len()];
        let path = folder.path().join(format!("{count}.jsonl"));
        match circle(&client, &fix, mishap, &path).await {
            Ok(true) => taken += 1,
            Ok(false) => {}
            Err(why) => wrong.push(format!("{check}, {} with {mishap:?}: {why}", fix.title)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(taken >= 250, "{taken}");
}
