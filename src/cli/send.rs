//! Sending plans: consent first, a rehearsal, then each request with its receipt.

use super::exit::Failure;
use super::interrupt;
use super::out::{say, say_raw};
use crate::fix::journal::Stamp;
use crate::fix::{Ended, Plan, Receipt, Step};
use crate::model::ObjectRef;
use crate::report::text::clean;
use crate::source::connect::Connection;
use crate::source::journal::{Journal, new_id};
use crate::source::submit::{Outcome, Submitter};
use crate::source::{Trouble, access};
use serde_json::Value;
use std::io::{BufRead, IsTerminal};

/// Who says yes: the option, or the person at the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Given,
    Asked,
}

impl Consent {
    /// Without a terminal nobody can be asked, and silence is no consent.
    pub fn of(yes: bool, read_only: bool) -> Result<Self, Failure> {
        if read_only {
            let words =
                "Applying: this program runs read-only. Leave --read-only out, or print the change with -o.";
            return Err(Failure::usage(words));
        }
        let somebody = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        match (yes, somebody) {
            (true, _) => Ok(Self::Given),
            (false, true) => Ok(Self::Asked),
            (false, false) => Err(Failure::usage(
                "Applying: there is no terminal to ask at. Add --yes to apply without asking.",
            )),
        }
    }

    pub fn given(self, question: &str) -> Result<bool, Failure> {
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

/// Has the server try every step, without any of them.
pub async fn rehearse(submitter: &Submitter, plans: &[Plan]) -> Result<(), Failure> {
    for plan in plans {
        for step in &plan.steps {
            let outcome = submitter.rehearse(&step.write(&plan.vault)).await?;
            outcome.warnings.iter().for_each(|warning| say(&format!("Warning: {warning}")));
        }
    }
    Ok(())
}

/// Applies plans and writes receipts.
pub struct Sender {
    submitter: Submitter,
    journal: Option<Journal>,
    stamp: Stamp,
}

impl Sender {
    /// No request leaves before the journal is known to take its receipt.
    pub async fn new(connection: &Connection) -> Result<Self, Failure> {
        let journal = Journal::own()?;
        journal.open()?;
        let mut sender = Self::forgetful(connection);
        sender.journal = Some(journal);
        let identity = access::identity(&connection.client).await.unwrap_or_default();
        sender.stamp.user = identity.user;
        Ok(sender)
    }

    /// For sources that do not outlive this run.
    pub fn forgetful(connection: &Connection) -> Self {
        let submitter = Submitter::new(connection.client.clone(), connection.read_only);
        let stamp =
            Stamp { context: connection.name.clone(), host: connection.host.clone(), ..Stamp::default() };
        Self { submitter, journal: None, stamp }
    }

    /// Sends a plan step by step; stops at the first that fails. Returns the objects as they are now,
    /// those without a value being gone.
    pub async fn send(&mut self, plan: &Plan) -> Result<Vec<(ObjectRef, Option<Value>)>, Failure> {
        self.stamp.change = new_id();
        self.stamp.time = now();
        let mut objects = Vec::new();
        for (at, step) in plan.steps.iter().enumerate() {
            let _held = interrupt::hold().await;
            let answer = self.submitter.apply(&step.write(&plan.vault)).await;
            self.note(plan, at, &answer)?;
            match answer {
                Ok(outcome) => {
                    done(step, &outcome);
                    let now = (!step.draft.is_null()).then_some(outcome.object);
                    objects.push((step.target.clone(), now));
                }
                Err(trouble) => return Err(self.stopped(trouble, at)),
            }
        }
        if self.journal.is_some() {
            say(&format!("Recorded; \"fnsec undo {}\" takes it back.", self.stamp.change));
        }
        Ok(objects)
    }

    fn stopped(&self, trouble: Trouble, done: usize) -> Failure {
        let mut failure = Failure::from(trouble);
        if done > 0 && self.journal.is_some() {
            failure.words = format!(
                "{} Steps before it were applied; \"fnsec undo {}\" takes them back.",
                failure.words, self.stamp.change
            );
        }
        failure
    }

    fn note(&self, plan: &Plan, at: usize, answer: &Result<Outcome, Trouble>) -> Result<(), Failure> {
        let Some((journal, mut receipt)) = self.journal.as_ref().zip(Receipt::of(plan, at, &self.stamp))
        else {
            return Ok(());
        };
        match answer {
            Ok(outcome) => {
                let field = |pointer: &str| outcome.object.pointer(pointer).and_then(Value::as_str);
                receipt.version_after = field("/metadata/resourceVersion").unwrap_or_default().into();
                receipt.uid = field("/metadata/uid").map_or(receipt.uid, Into::into);
                receipt.warnings.clone_from(&outcome.warnings);
            }
            Err(trouble) => receipt.result = Ended::Failed(trouble.why.clone()),
        }
        Ok(journal.append(&receipt)?)
    }
}

fn done(step: &Step, outcome: &Outcome) {
    let verb = match (&step.base, step.draft.is_null()) {
        (_, true) => "Deleted",
        (None, false) => "Created",
        (Some(_), false) => "Changed",
    };
    say(&format!("{verb} {}.", step.target));
    outcome.warnings.iter().for_each(|warning| say(&format!("Warning: {warning}")));
}

/// RFC 3339 in UTC, to the second.
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
        let mut sender = Sender { submitter, journal: Some(journal.clone()), stamp: Stamp::default() };
        assert_eq!(sender.send(&plan).await.map_err(|why| why.exit), Err(Exit::Refused));
        let (receipts, _) = journal.read().expect("readable");
        assert!(matches!(&receipts[..], [one] if !one.applied() && one.object == target));
    }
}
