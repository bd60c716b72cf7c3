//! Effects done in the background; each answers with a message.

use super::arm::{ARMED_FOR, Arming};
use super::log::Log;
use crate::app::copy::Copied;
use crate::app::{Effect, Msg};
use crate::fix::{Ended, Receipt, Write, undo};
use crate::model::ObjectRef;
use crate::source::journal::{self, Journal};
use crate::source::submit::{Outcome, Submitter};
use crate::source::watches::Scope;
use crate::source::{Connection, Origin, Trouble, access};
use crate::term::Session;
use crate::term::clipboard::{self, Surroundings, Went};
use kube::Client;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinSet;

/// Typing pauses this long before the text is rehearsed.
const PAUSE: Duration = Duration::from_millis(600);

pub struct Performer {
    client: Client,
    scope: Scope,
    submitter: Submitter,
    log: Log,
    out: Sender<Msg>,
    arming: Arming,
    /// Work that must not be lost when the user leaves: writes on their way.
    writes: JoinSet<()>,
}

impl Performer {
    pub fn new(connection: &Connection, armed: bool, out: Sender<Msg>) -> Self {
        let log = match (connection.origin, Journal::own()) {
            (Origin::Cluster, Ok(journal)) => Log::File(journal),
            _ => Log::memory(),
        };
        let submitter = Submitter::new(connection.client.clone(), connection.read_only);
        submitter.arm(armed);
        Self {
            client: connection.client.clone(),
            scope: connection.scope.clone(),
            submitter,
            log,
            out,
            arming: Arming::default(),
            writes: JoinSet::new(),
        }
    }

    /// The same for another connection.
    pub fn again(&self, connection: &Connection, armed: bool) -> Self {
        Self::new(connection, armed, self.out.clone())
    }

    pub fn source(&self) -> (Client, Scope) {
        (self.client.clone(), self.scope.clone())
    }

    pub fn identify(&self) {
        tokio::spawn(super::identity(self.client.clone(), self.out.clone()));
    }

    /// Waits for writes that are on their way.
    pub async fn finish(&mut self) {
        while self.writes.join_next().await.is_some() {}
    }

    pub fn perform(&mut self, effect: Effect) {
        let (out, submitter, log) = (self.out.clone(), self.submitter.clone(), self.log.clone());
        let client = self.client.clone();
        match effect {
            Effect::Fetch(object) => self.answer(async move {
                let answer = submitter.fresh(&object).await;
                Msg::Fetched(object, answer)
            }),
            Effect::Prepare { seq, targets, verbs } => self.answer(async move {
                let may = rights(&client, &verbs).await;
                Msg::Prepared { seq, bases: bases(&submitter, &targets).await, may }
            }),
            Effect::PrepareUndo { seq, receipts } => self.answer(async move {
                let plan = undo_plan(&submitter, &receipts).await;
                Msg::UndoReady { seq, plan: plan.map(Box::new) }
            }),
            Effect::Rehearse { seq, writes } => self.answer(async move {
                let mut outcomes = Vec::new();
                for write in &writes {
                    outcomes.push(submitter.rehearse(write).await);
                }
                Msg::Rehearsed { seq, outcomes }
            }),
            Effect::Apply { seq, writes, receipts } => drop(self.writes.spawn(async move {
                let outcomes = apply(&submitter, &log, &writes, receipts).await;
                let _ = out.send(Msg::Applied { seq, outcomes }).await;
            })),
            Effect::ReadJournal => self.answer(async move { Msg::Journal(log.read()) }),
            Effect::Save { name, text } => self.answer(async move { Msg::Saved(save(&name, &text)) }),
            Effect::Arm(armed) => self.arm(armed),
            Effect::Settle(seq) => self.answer(async move {
                tokio::time::sleep(PAUSE).await;
                Msg::Settle(seq)
            }),
            // These belong to the loop, which holds the terminal.
            Effect::Quit
            | Effect::Suspend
            | Effect::Copy { .. }
            | Effect::CopyScreen
            | Effect::Relist
            | Effect::Switch(_)
            | Effect::LogIn
            | Effect::Mouse(_)
            | Effect::Theme(_) => {}
        }
    }

    fn answer(&self, work: impl Future<Output = Msg> + Send + 'static) {
        let out = self.out.clone();
        tokio::spawn(async move {
            let msg = work.await;
            let _ = out.send(msg).await;
        });
    }

    fn arm(&self, armed: bool) {
        self.submitter.arm(armed);
        let number = self.arming.next();
        if armed {
            let (arming, submitter, out) = (self.arming.clone(), self.submitter.clone(), self.out.clone());
            tokio::spawn(async move {
                tokio::time::sleep(ARMED_FOR).await;
                if arming.is(number) {
                    submitter.arm(false);
                    let _ = out.send(Msg::Disarm).await;
                }
            });
        }
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

/// Sends the writes one after the other; the first refusal stops the rest, and every attempt is journaled.
async fn apply(
    submitter: &Submitter,
    log: &Log,
    writes: &[Write],
    receipts: Vec<Receipt>,
) -> Vec<Result<Outcome, Trouble>> {
    if let Err(trouble) = log.ready() {
        return vec![Err(trouble)];
    }
    let (change, time) = (journal::new_id(), jiff::Timestamp::now().to_string());
    let mut outcomes = Vec::new();
    for (at, (write, mut receipt)) in writes.iter().zip(receipts).enumerate() {
        let outcome = submitter.apply(write).await;
        receipt.id = format!("{change}-{}", at + 1);
        receipt.change.clone_from(&change);
        receipt.time.clone_from(&time);
        note(&mut receipt, &outcome);
        let failed = outcome.is_err();
        outcomes.push(outcome);
        if let Err(trouble) = log.append(&receipt) {
            outcomes.push(Err(trouble));
            break;
        }
        if failed {
            break;
        }
    }
    outcomes
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

/// Copies; the part that may block runs elsewhere, the part that needs the terminal here.
pub async fn copy(text: String, what: String, terminal: &mut Session) -> Copied {
    let bytes = text.len();
    let went = tokio::task::spawn_blocking(move || clipboard::copy(&text, Surroundings::read())).await;
    let (how, ok) = match went {
        Ok(Went::Done(how)) => (how, true),
        Ok(Went::Send(sequence, how)) => match terminal.send(&sequence) {
            Ok(()) => (how, true),
            Err(why) => (format!("the terminal did not take it: {why}"), false),
        },
        Ok(Went::Failed(why)) => (why, false),
        Err(_) => ("the clipboard failed".into(), false),
    };
    Copied { what, bytes, how, ok }
}
