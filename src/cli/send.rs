//! Sends plans: confirmation first, a rehearsal, then each request with its receipt.

use super::exit::Failure;
use super::out::{say, say_raw};
use crate::fix::journal::{Stamp, steps};
use crate::fix::{Plan, Write};
use crate::model::ObjectRef;
use crate::output::text::clean;
use crate::source::connect::Connection;
use crate::source::courier::Courier;
use crate::source::journal::{Journal, new_id};
use crate::source::ledger::Ledger;
use crate::source::submit::{SubmitOutcome, Submitter};
use crate::source::{Trouble, access};
use serde_json::Value;
use std::io::{BufRead, IsTerminal};

/// Where a change is rehearsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum DryRun {
    Server,
}

/// The source of the confirmation: the option, or the user at the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Given,
    Asked,
}

impl Consent {
    /// Without a terminal, confirmation is impossible, and silence does not count as confirmation.
    ///
    /// # Errors
    /// If fnsec runs in read-only mode, or there is no terminal to ask at.
    pub fn of(yes: bool, read_only: bool) -> Result<Self, Failure> {
        if read_only {
            let words = "Applying: a recording is read-only, and so is fnsec with --read-only. Print the change with -o.";
            return Err(Failure::usage(words));
        }
        let somebody = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        match (yes, somebody) {
            (true, _) => Ok(Self::Given),
            (false, true) => Ok(Self::Asked),
            (false, false) => Err(Failure::usage(
                "Applying: cannot ask for confirmation without a terminal. Add --yes to apply without asking.",
            )),
        }
    }

    /// Returns whether the user agrees, and asks if that is not known yet.
    ///
    /// # Errors
    /// If the answer cannot be read.
    pub fn ask(self, question: &str) -> Result<bool, Failure> {
        if self == Self::Given {
            return Ok(true);
        }
        say_raw(&format!("{} [y/N] ", clean(question)));
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        read.map_err(|why| {
            Failure::usage(format!("Reading the answer: {why}. Add --yes to apply without asking."))
        })?;
        Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }
}

/// Rehearses every step on the server without applying any.
///
/// # Errors
/// If the server refuses a step.
pub async fn rehearse(submitter: &Submitter, plans: &[Plan]) -> Result<(), Failure> {
    for plan in plans {
        for step in &plan.steps {
            let outcome = submitter.rehearse(&step.write(&plan.vault)).await?;
            outcome.warnings.iter().for_each(|warning| say(&format!("Warning: {warning}")));
        }
    }
    Ok(())
}

/// Applies plans, each step with its receipt.
pub struct Sender {
    courier: Courier,
    stamp: Stamp,
}

impl Sender {
    /// Opens the journal first: no request is sent unless its receipt can be written.
    ///
    /// # Errors
    /// If the journal cannot be opened.
    pub async fn new(connection: &Connection) -> Result<Self, Failure> {
        let journal = Journal::own()?;
        journal.open()?;
        let mut sender = Self::with(connection, Ledger::File(journal));
        let identity = access::identity(&connection.client).await.unwrap_or_default();
        sender.stamp.user = identity.user;
        Ok(sender)
    }

    /// For sources that exist only during this run.
    pub fn forgetful(connection: &Connection) -> Self {
        Self::with(connection, Ledger::memory())
    }

    fn with(connection: &Connection, ledger: Ledger) -> Self {
        let submitter = Submitter::new(connection.client.clone(), connection.read_only);
        let stamp =
            Stamp { context: connection.name.clone(), host: connection.host.clone(), ..Stamp::default() };
        Self { courier: courier(submitter, ledger), stamp }
    }

    /// Sends a plan step by step; stops at the first that fails. Returns the current objects; deleted objects
    /// have no value.
    ///
    /// # Errors
    /// If a step fails, or its receipt cannot be written.
    pub async fn send(&mut self, plan: &Plan) -> Result<Vec<(ObjectRef, Option<Value>)>, Failure> {
        let delivery = self.courier.deliver(steps(plan, &self.stamp), done).await;
        let way_back = self.courier.ledger.lasts().then_some(&delivery.change);
        let mut objects = Vec::new();
        for (outcome, step) in delivery.outcomes.into_iter().zip(plan.steps.iter().map(Some).chain([None])) {
            match (outcome, step) {
                (Ok(outcome), Some(step)) => {
                    let now = (!step.is_delete()).then_some(outcome.object);
                    objects.push((step.target.clone(), now));
                }
                (Ok(_), None) => {}
                (Err(trouble), _) => return Err(stopped(trouble, way_back.filter(|_| !objects.is_empty()))),
            }
        }
        if let Some(change) = way_back {
            say(&format!("Recorded. To undo it, run \"fnsec undo {change}\"."));
        }
        Ok(objects)
    }
}

/// Returns the sender of changes, with the clock of this machine.
pub fn courier(submitter: Submitter, ledger: Ledger) -> Courier {
    Courier { submitter, ledger, name: new_id, clock: now }
}

fn stopped(trouble: Trouble, way_back: Option<&String>) -> Failure {
    let mut failure = Failure::from(trouble);
    if let Some(change) = way_back {
        failure.words =
            format!("{} To undo the steps already applied, run \"fnsec undo {change}\".", failure.words);
    }
    failure
}

fn done(write: &Write, outcome: &SubmitOutcome) {
    let verb = match write {
        Write::Delete { .. } => "Deleted",
        Write::Create { .. } => "Created",
        Write::Patch { .. } => "Changed",
    };
    say(&format!("{verb} {}.", write.target()));
    outcome.warnings.iter().for_each(|warning| say(&format!("Warning: {warning}")));
}

/// Returns the current time in RFC 3339, UTC, to the second.
fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{Edit, Fix, Risk};
    use crate::cli::exit::Exit;
    use crate::fix::plan::Inputs;
    use crate::model::Kind;
    use crate::source::embedded::Embedded;
    use crate::yaml::pointer::Op;
    use serde_json::json;

    fn label() -> (ObjectRef, Fix) {
        let target = ObjectRef::new(Kind::Namespace, "", "shop");
        let edit = Edit::modify(target.clone(), vec![Op::set("/metadata/labels/a", json!("b"))]);
        (target, Fix::new("Label it", Risk::Safe).edit(edit))
    }

    #[tokio::test]
    async fn an_attempt_that_conflicts_is_recorded_and_refused() {
        let embedded = Embedded::new();
        embedded.seed(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}));
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal { path: folder.path().join("audit.jsonl") };
        let submitter = Submitter::new(embedded.client("default"), false);
        let (target, fix) = label();
        let base = submitter.fresh(&target).await.expect("answered");
        let plan = Plan::new(&fix, &Inputs::new(), &[base]).expect("fits");
        embedded
            .update(Kind::Namespace, "", "shop", |object| object["metadata"]["labels"]["other"] = json!("x"));
        let ledger = Ledger::File(journal.clone());
        let mut sender = Sender { courier: courier(submitter, ledger), stamp: Stamp::default() };
        assert_eq!(sender.send(&plan).await.map_err(|why| why.exit), Err(Exit::Refused));
        let (receipts, _) = journal.read().expect("readable");
        assert!(matches!(&receipts[..], [one] if !one.applied() && one.object == target));
    }
}
