//! Writes over a wire on which things go wrong: what the cluster holds is what the journal says, and an undo brings
//! it all back.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation
)]

mod support;

use fnsec::checks::fix::{AnswerForm, EditKind};
use fnsec::checks::{Fix, Need};
use fnsec::fix::journal::{Stamp, steps};
use fnsec::fix::plan::{Inputs, Plan, view};
use fnsec::fix::settle::LATE;
use fnsec::fix::write::{Verb, Write};
use fnsec::fix::{Receipt, WriteResult, undo};
use fnsec::model::{Kind, ObjectRef, Scope};
use fnsec::source::courier::Courier;
use fnsec::source::embedded::Embedded;
use fnsec::source::journal::{Journal, new_id};
use fnsec::source::ledger::Ledger;
use fnsec::source::submit::Submitter;
use serde_json::{Value, json};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;
use support::cases::{cases, look};
use support::wire::{Mishap, Wire};
use tokio::time::Instant;

thread_local! {
    static START: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// The time of day on a clock that stands still unless somebody waits.
fn clock() -> String {
    let start = START.get().expect("a run began");
    let day: jiff::Timestamp = "2026-11-01T00:00:00Z".parse().expect("a time");
    (day + jiff::SignedDuration::try_from(start.elapsed()).expect("short")).to_string()
}

/// A fix, and the objects that it is for.
struct Job {
    name: String,
    fix: Fix,
    objects: Vec<Value>,
}

/// Every fix of every failing fixture.
fn jobs() -> Vec<Job> {
    let mut all = Vec::new();
    for case in cases().iter().filter(|case| case.sort == "fail") {
        let objects: Vec<Value> = case.estate.objects.values().cloned().collect();
        for finding in look(case.check, &case.estate).0 {
            let snapshot = case.estate.snapshot();
            let space = snapshot.space(finding.home()).expect("its namespace");
            for fix in (case.check.fixes)(&Scope::new(&snapshot, space, case.estate.today()), &finding) {
                let name = format!("{}/fail.{}: {}", case.check.id, case.name, fix.title);
                all.push(Job { name, fix, objects: objects.clone() });
            }
        }
    }
    all
}

fn answers(fix: &Fix) -> Inputs {
    let answer = |need: &Need| match need.form {
        _ if !need.default.is_empty() => need.default.clone(),
        AnswerForm::Version(_) => "1.2.3".into(),
        AnswerForm::Commit => "0f".repeat(20),
        AnswerForm::Text => "https://told.example.com".into(),
    };
    fix.needs.iter().map(|need| (need.name.to_string(), answer(need))).collect()
}

/// Numbers that are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("small") % sides
    }
}

fn mishap(dice: &mut Dice) -> Mishap {
    let refusals = [401, 403, 409, 410, 422, 429, 500, 502, 503, 504];
    let faults = [500, 502, 503, 504];
    match dice.roll(12) {
        0 => Mishap::Slow([1, 15, 19, 40][dice.roll(4)]),
        1 => Mishap::Late([1, 10, 25, 60, 90][dice.roll(5)]),
        2 => Mishap::Refused,
        3 => Mishap::ResetBefore,
        4 => Mishap::ResetAfter,
        5 => Mishap::Status(refusals[dice.roll(refusals.len())]),
        6 => Mishap::StatusAfter(faults[dice.roll(faults.len())]),
        7 => Mishap::Half,
        8 => Mishap::Silence,
        9 => Mishap::SilenceAfter,
        10 => Mishap::KillBefore,
        _ => Mishap::KillAfter,
    }
}

async fn objects(submitter: &Submitter, targets: &[ObjectRef]) -> BTreeMap<ObjectRef, Option<Value>> {
    let mut all = BTreeMap::new();
    for target in targets {
        all.insert(target.clone(), submitter.fresh(target).await.expect("the server answers"));
    }
    all
}

/// Whether a server accepts what a fix is about as it is; otherwise it does not accept that it is restored either.
async fn are_accepted(job: &Job, targets: &[ObjectRef]) -> bool {
    let server = Embedded::new();
    let submitter = Submitter::new(server.client("default"), false);
    for target in targets.iter().filter(|target| target.kind == Kind::Namespace) {
        let own =
            |object: &&Value| object["kind"] == "Namespace" && object["metadata"]["name"] == *target.name;
        let Some(body) = job.objects.iter().find(own) else { continue };
        let create = Write::Create { target: target.clone(), body: body.clone() };
        if submitter.rehearse(&create).await.is_err() {
            return false;
        }
    }
    true
}

/// The method that a receipt stands for.
fn method(receipt: &Receipt) -> &'static str {
    match receipt.verb {
        Verb::Create => "POST",
        Verb::Delete => "DELETE",
        Verb::Patch => "PATCH",
    }
}

/// Sends the change over the wire, with everything that may go wrong; whether somebody else changes an object too.
#[expect(clippy::too_many_lines, reason = "a table with one entry for each case")]
async fn run(job: &Job, seed: u64, folder: &std::path::Path) -> Result<bool, String> {
    START.set(Some(Instant::now()));
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1));
    let embedded = Embedded::new();
    for object in &job.objects {
        let home = object.pointer("/metadata/namespace").and_then(Value::as_str);
        if let Some(home) = home.filter(|home| embedded.object(Kind::Namespace, "", home).is_none()) {
            embedded.seed(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": home}}));
        }
        embedded.seed(object.clone());
    }
    let server = embedded.client("default");
    let direct = Submitter::new(server.clone(), false);
    let targets: Vec<ObjectRef> = job.fix.edits.iter().map(|edit| edit.target.clone()).collect();
    if !are_accepted(job, &targets).await {
        return Ok(false);
    }
    let before = objects(&direct, &targets).await;
    let bases: Vec<Option<Value>> = targets.iter().map(|target| before[target].clone()).collect();
    if job
        .fix
        .edits
        .iter()
        .zip(&bases)
        .any(|(edit, base)| base.is_none() != matches!(edit.change, EditKind::Create(_)))
    {
        return Ok(false);
    }
    let Ok(plan) = Plan::new(&job.fix, &answers(&job.fix), &bases) else { return Ok(false) };
    for step in &plan.steps {
        if direct.rehearse(&step.write(&plan.vault)).await.is_err() {
            return Ok(false);
        }
    }
    let wire = Wire::to(server);
    let journal = Journal { path: folder.join(format!("{seed}.jsonl")) };
    let courier = |submitter: Submitter| Courier {
        submitter,
        ledger: Ledger::File(journal.clone()),
        name: new_id,
        clock,
    };
    let mishap = mishap(&mut dice);
    *wire.mishap.lock().expect("free") = Some((dice.roll(plan.steps.len()), mishap));
    let at = |what: &str| format!("{} with {mishap:?} (seed {seed}): {what}", job.name);
    let stamp = Stamp { context: "c".into(), host: "h".into(), ..Stamp::default() };
    let near = courier(Submitter::new(wire.client(), false));
    let ended = tokio::select! {
        delivery = near.deliver(steps(&plan, &stamp), |_, _| {}) => Some(delivery),
        () = wire.killed.notified() => None,
    };
    let truth = |wire: &Wire| wire.done.lock().expect("free").clone();
    if let Some(delivery) = &ended {
        // What was called done is done.
        let called = delivery.outcomes.iter().filter(|one| one.is_ok()).count();
        if called > truth(&wire).len() {
            return Err(at("more was called done than was done"));
        }
    }
    let meddles = dice.roll(5) == 0;
    if meddles && let Some(kind) = targets[0].known() {
        embedded.update(kind, &targets[0].namespace, &targets[0].name, |object| {
            object["metadata"]["annotations"]["somebody"] = json!("else");
        });
    }
    // The next start, at once and again when nothing can arrive any more.
    let later = courier(direct.clone());
    for wait in [0, LATE.unsigned_abs() + 1] {
        tokio::time::sleep(Duration::from_secs(wait)).await;
        let (receipts, broken) = later.ledger.read().await.map_err(|why| at(&why.to_string()))?;
        if broken > 0 {
            return Err(at("the journal has broken lines"));
        }
        later.reconcile(&receipts).await.map_err(|why| at(&why.to_string()))?;
    }
    let (receipts, _) = later.ledger.read().await.expect("readable");
    let done = truth(&wire);
    for receipt in &receipts {
        let is_done = done.iter().any(|(verb, path)| {
            verb == method(receipt)
                && (verb == "POST" || path.ends_with(&format!("/{}", receipt.object.name)))
        });
        match &receipt.result {
            WriteResult::Applied if !is_done => return Err(at(&format!("{receipt:?} is called applied"))),
            WriteResult::Failed(why) if is_done && receipts.len() == 1 => {
                return Err(at(&format!("{} is called failed: {why}", receipt.object)));
            }
            WriteResult::Sent | WriteResult::Unknown(_) if !meddles => {
                return Err(at(&format!("{} is not settled: {:?}", receipt.object, receipt.result)));
            }
            _ => {}
        }
    }
    if receipts.iter().filter(|one| one.applied()).count() != done.len() && !meddles {
        return Err(at(&format!("the journal says {receipts:?}, and done was {done:?}")));
    }
    let mut applied: Vec<Receipt> = receipts.into_iter().filter(Receipt::applied).collect();
    applied.reverse();
    if applied.is_empty() || meddles {
        return Ok(true);
    }
    let now = objects(&direct, &undo::needs(&applied)).await;
    let back = undo::plan(&applied, &|object| now.get(object).cloned().flatten());
    if !back.left.is_empty() {
        return Err(at(&format!("left behind: {:?}", back.left)));
    }
    let delivery = later.deliver(steps(&back, &stamp), |_, _| {}).await;
    if let Some(Err(why)) = delivery.outcomes.iter().find(|one| one.is_err()) {
        return Err(at(&format!("undo: {why}")));
    }
    let after = objects(&direct, &targets).await;
    for target in &targets {
        let [is, was] = [&after, &before].map(|all| all[target].as_ref().map(view));
        if is != was {
            return Err(at(&format!("{target} was {was:?} and is {is:?}")));
        }
    }
    Ok(true)
}

/// How many runs; more where somebody has time.
fn runs() -> u64 {
    std::env::var("FNSEC_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000)
}

#[test]
fn whatever_befalls_a_write_the_journal_tells_what_the_cluster_holds_and_an_undo_restores_it() {
    let jobs = jobs();
    assert!(jobs.len() > 200, "{} fixes", jobs.len());
    let folder = tempfile::tempdir().expect("a folder");
    let first = std::env::var("FNSEC_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let (mut wrong, mut taken) = (Vec::new(), 0);
    for seed in first..first + runs() {
        let job = &jobs[usize::try_from(seed).expect("small") % jobs.len()];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        match runtime.expect("a runtime").block_on(run(job, seed, folder.path())) {
            Ok(true) => taken += 1,
            Ok(false) => {}
            Err(why) => wrong.push(why),
        }
    }
    assert!(wrong.is_empty(), "{} of {taken}:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    assert!(taken * 10 > runs() * 8, "only {taken} runs say anything");
}
