//! The only way to send a change: record it, send it, record its outcome. If there is no answer, the object
//! itself is read.
//!
//! Plans, converted to writes and receipts, flow in; outcomes flow out. Screen and command line both use it.

use super::Trouble;
use super::flight::Flight;
use super::ledger::Ledger;
use super::submit::{SubmitOutcome, Submitter};
use crate::fix::settle::settle;
use crate::fix::{Receipt, Write, WriteResult};
use serde_json::Value;

#[derive(Clone)]
pub struct Courier {
    pub submitter: Submitter,
    pub ledger: Ledger,
    /// Returns the name of a new change.
    pub name: fn() -> String,
    /// Returns the time of day, RFC 3339 in UTC.
    pub clock: fn() -> String,
}

/// The outcomes of the attempted steps, in order.
#[derive(Debug)]
pub struct Delivery {
    pub change: String,
    pub outcomes: Vec<Result<SubmitOutcome, Trouble>>,
}

impl Courier {
    /// Sends one step after the other; the first one without a confirmed success stops the rest.
    pub async fn deliver(
        &self,
        steps: Vec<(Write, Receipt)>,
        mut told: impl FnMut(&Write, &SubmitOutcome),
    ) -> Delivery {
        let mut delivery = Delivery { change: (self.name)(), outcomes: Vec::new() };
        let mut done: Vec<String> = Vec::new();
        for (at, (write, mut receipt)) in steps.into_iter().enumerate() {
            receipt.id = format!("{}-{}", delivery.change, at + 1);
            receipt.change.clone_from(&delivery.change);
            receipt.time = (self.clock)();
            receipt.result = WriteResult::Sent;
            let (outcome, written) = self.step(&write, receipt).await;
            if let Ok(outcome) = &outcome {
                told(&write, outcome);
                done.push(write.target().to_string());
            }
            let failed = outcome.is_err();
            let outcome = outcome.map_err(doubtful);
            delivery.outcomes.push(outcome.map_err(|trouble| after(trouble, &done)));
            if let Err(trouble) = written
                && !failed
            {
                delivery.outcomes.push(Err(after(trouble, &done)));
                break;
            }
            if failed {
                break;
            }
        }
        delivery
    }

    /// Sends one step, and returns whether its outcome could be recorded.
    async fn step(
        &self,
        write: &Write,
        mut receipt: Receipt,
    ) -> (Result<SubmitOutcome, Trouble>, Result<(), Trouble>) {
        if let Err(trouble) = self.submitter.why_not(write) {
            return (Err(trouble), Ok(()));
        }
        let _flight = Flight::begin().await;
        if let Err(trouble) = self.ledger.append(&receipt).await {
            return (Err(trouble), Ok(()));
        }
        let mut outcome = self.submitter.apply(write).await;
        match &outcome {
            Ok(outcome) => {
                receipt = done(receipt, outcome);
            }
            Err(trouble) if trouble.unsure => {
                receipt.result = WriteResult::Unknown(trouble.why.clone());
                if let Some((settled, object)) = self.look(&receipt).await {
                    receipt = settled;
                    match &receipt.result {
                        WriteResult::Applied => {
                            outcome = Ok(SubmitOutcome { code: 200, object, warnings: Vec::new() });
                        }
                        WriteResult::Failed(why) | WriteResult::Unknown(why) => {
                            let why = format!("{}; {why}", trouble.why);
                            outcome = Err(Trouble { why, unsure: receipt.is_open(), ..trouble.clone() });
                        }
                        WriteResult::Sent => {}
                    }
                }
            }
            Err(trouble) => receipt.result = WriteResult::Failed(trouble.why.clone()),
        }
        if matches!(receipt.result, WriteResult::Failed(_)) {
            receipt.draft = Value::Null;
        }
        let written = self.ledger.append(&receipt).await;
        (outcome, written)
    }

    /// Returns what the object shows about an open receipt; nothing if it cannot be read.
    async fn look(&self, receipt: &Receipt) -> Option<(Receipt, Value)> {
        let object = self.submitter.fresh(&receipt.object).await.ok()?;
        let settled = settle(receipt, object.as_ref(), self.age(receipt));
        Some((settled, object.unwrap_or_default()))
    }

    /// Reads the objects of open receipts and records their outcomes; returns the receipts that changed.
    ///
    /// # Errors
    /// If an object cannot be read: receipts that were not checked stay unchanged.
    pub async fn reconcile(&self, open: &[Receipt]) -> Result<Vec<Receipt>, Trouble> {
        let mut settled = Vec::new();
        // In the order of writing, because a later step may depend on an earlier one.
        for receipt in open.iter().rev().filter(|receipt| receipt.is_open()) {
            let object = self.submitter.fresh(&receipt.object).await?;
            let now = settle(receipt, object.as_ref(), self.age(receipt));
            if now.result != receipt.result {
                self.ledger.append(&now).await?;
                settled.push(now);
            }
        }
        Ok(settled)
    }

    /// Returns the seconds since a receipt was sent; none if a clock was set back.
    fn age(&self, receipt: &Receipt) -> i64 {
        let time = |text: &str| text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_second);
        match (time(&(self.clock)()), time(&receipt.time)) {
            (Ok(now), Ok(then)) => now.saturating_sub(then).max(0),
            _ => 0,
        }
    }
}

fn done(mut receipt: Receipt, outcome: &SubmitOutcome) -> Receipt {
    let text = |pointer: &str| {
        outcome.object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    receipt.warnings.clone_from(&outcome.warnings);
    receipt.done(&text("/metadata/uid"), &text("/metadata/resourceVersion"))
}

/// Sets the next step for an error after which the change may have been applied.
fn doubtful(trouble: Trouble) -> Trouble {
    if !trouble.unsure {
        return trouble;
    }
    let next = "The change may have been applied: check it in Changes, or with \"fnsec changes\".".to_owned();
    Trouble { next, ..trouble }
}

/// Adds to an error what was changed before it.
fn after(trouble: Trouble, done: &[String]) -> Trouble {
    if done.is_empty() {
        return trouble;
    }
    let next = format!("{} Already changed: {}.", trouble.next, done.join(", "));
    Trouble { next, ..trouble }
}
