//! Effects that only need the cluster and the journal: each becomes its answer.

use super::exceptions::Exceptions;
use super::log::Log;
use crate::app::{Effect, Msg};
use crate::fix::{Ended, Receipt, Write, undo};
use crate::model::ObjectRef;
use crate::source::submit::{Outcome, Submitter};
use crate::source::trend::Trends;
use crate::source::{Trouble, access};
use crate::term::clipboard;
use kube::Client;
use serde_json::Value;
use std::collections::BTreeMap;

/// What answering takes; clones share it.
#[derive(Clone)]
pub struct Tools {
    pub client: Client,
    pub submitter: Submitter,
    pub log: Log,
    pub exceptions: Exceptions,
    pub trends: Trends,
    /// The name of a new change, and the time of day.
    pub stamp: fn() -> (String, String),
}

impl Tools {
    /// The message an effect leads to; `None` for those that belong to the loop.
    pub async fn answer(&self, effect: Effect) -> Option<Msg> {
        Some(match effect {
            Effect::Fetch(object) => {
                let answer = self.submitter.fresh(&object).await;
                Msg::Fetched(object, answer)
            }
            Effect::Prepare { seq, targets, verbs } => {
                let may = rights(&self.client, &verbs).await;
                Msg::Prepared { seq, bases: bases(&self.submitter, &targets).await, may }
            }
            Effect::PrepareUndo { seq, receipts } => {
                let plan = undo_plan(&self.submitter, &receipts).await;
                Msg::UndoReady { seq, plan: plan.map(Box::new) }
            }
            Effect::Rehearse { seq, writes } => {
                let mut outcomes = Vec::new();
                for write in &writes {
                    outcomes.push(self.submitter.rehearse(write).await);
                }
                Msg::Rehearsed { seq, outcomes }
            }
            Effect::Apply { seq, writes, receipts } => {
                Msg::Applied { seq, outcomes: self.apply(&writes, receipts).await }
            }
            Effect::Accept(wish) => {
                let written = self.exceptions.accept(&wish);
                Msg::Accepted { wish, written }
            }
            Effect::ReadJournal => Msg::Journal(self.log.read()),
            Effect::Save { name, text } => Msg::Saved(save(&name, &text)),
            Effect::Settle(seq) => Msg::Settle(seq),
            Effect::Rest(seq) => Msg::Rest(seq),
            Effect::Survey(survey) => {
                let seq = survey.seq;
                let surveyed = tokio::task::spawn_blocking(move || survey.run()).await.ok()?;
                Msg::Surveyed { seq, surveyed: Box::new(surveyed) }
            }
            Effect::Weigh(weighing) => {
                let weighed = tokio::task::spawn_blocking(move || weighing.run()).await.ok()?;
                Msg::Weighed(Box::new(weighed))
            }
            Effect::Linger(seq) => Msg::Linger(seq),
            Effect::Trend { seq, reading } => {
                let (trends, hour) = (self.trends.clone(), self.hour());
                let taken = tokio::task::spawn_blocking(move || trends.take(&reading, hour)).await;
                let (trend, said) = taken.ok()?;
                Msg::Trend { seq, hour, trend, said }
            }
            Effect::Quit
            | Effect::Suspend
            | Effect::EditOutside(_)
            | Effect::Copy { .. }
            | Effect::CopyScreen
            | Effect::Relist
            | Effect::Switch(_)
            | Effect::LogIn
            | Effect::Mouse(_)
            | Effect::Theme(_)
            | Effect::Arm(_) => return None,
        })
    }

    /// Hours since 1970.
    fn hour(&self) -> i64 {
        let now = (self.stamp)().1.parse::<jiff::Timestamp>();
        now.map_or(0, |now| now.as_second().div_euclid(3_600))
    }

    /// Sends the writes one after the other; the first refusal stops the rest, and every attempt is journaled.
    async fn apply(&self, writes: &[Write], receipts: Vec<Receipt>) -> Vec<Result<Outcome, Trouble>> {
        if let Err(trouble) = self.log.ready() {
            return vec![Err(trouble)];
        }
        let (change, time) = (self.stamp)();
        let mut outcomes = Vec::new();
        for (at, (write, mut receipt)) in writes.iter().zip(receipts).enumerate() {
            let outcome = self.submitter.apply(write).await;
            receipt.id = format!("{change}-{}", at + 1);
            receipt.change.clone_from(&change);
            receipt.time.clone_from(&time);
            note(&mut receipt, &outcome);
            let failed = outcome.is_err();
            outcomes.push(outcome);
            if let Err(trouble) = self.log.append(&receipt) {
                outcomes.push(Err(trouble));
                break;
            }
            if failed {
                break;
            }
        }
        outcomes
    }
}

async fn bases(submitter: &Submitter, targets: &[ObjectRef]) -> Result<Vec<Option<Value>>, Trouble> {
    let mut bases = Vec::new();
    for target in targets {
        bases.push(submitter.fresh(target).await?);
    }
    Ok(bases)
}

/// What we may do; a review that cannot be had says nothing, and the rehearsal will tell.
async fn rights(client: &Client, verbs: &[(String, ObjectRef)]) -> BTreeMap<String, bool> {
    let mut rights = BTreeMap::new();
    for (verb, target) in verbs {
        let Some(kind) = target.known() else { continue };
        let name = if verb == "create" { "" } else { target.name.as_str() };
        if let Ok(may) = access::may(client, verb, kind, &target.namespace, name).await {
            let place =
                if target.namespace.is_empty() { String::new() } else { format!(" in {}", target.namespace) };
            rights.insert(format!("{verb} {}{place}", kind.info().plural), may);
        }
    }
    rights
}

async fn undo_plan(submitter: &Submitter, receipts: &[Receipt]) -> Result<crate::fix::Plan, Trouble> {
    let mut found = BTreeMap::new();
    for object in undo::needs(receipts) {
        let now = submitter.fresh(&object).await?;
        found.insert(object, now);
    }
    Ok(undo::plan(receipts, &|object| found.get(object).cloned().flatten()))
}

fn note(receipt: &mut Receipt, outcome: &Result<Outcome, Trouble>) {
    match outcome {
        Ok(outcome) => {
            let text = |pointer: &str| {
                outcome.object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            receipt.version_after = text("/metadata/resourceVersion");
            if receipt.verb == "create" {
                receipt.uid = text("/metadata/uid");
            }
            receipt.warnings.clone_from(&outcome.warnings);
            receipt.result = Ended::Applied;
        }
        Err(trouble) => receipt.result = Ended::Failed(trouble.to_string()),
    }
}

/// Saves beside the user, never over something that is there.
fn save(name: &str, text: &str) -> Result<String, String> {
    let stem = name.trim_end_matches(".yaml");
    for number in 0..100 {
        let name = if number == 0 { name.to_owned() } else { format!("{stem}-{number}.yaml") };
        let path = std::path::Path::new(&name);
        if path.exists() {
            continue;
        }
        return match clipboard::private(path, text) {
            Ok(()) => Ok(name),
            Err(why) => Err(format!("could not save {name}: {why}; copy it with y y instead")),
        };
    }
    Err(format!("there are a hundred files named like {name} here already"))
}
