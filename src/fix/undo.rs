//! Undo: a plan that reverts what a change wrote, but only where the object is still as written.

use super::comparison::{Same, still_ours};
use super::journal::{Receipt, Revert};
use super::plan::{Plan, view};
use super::step::{Intent, Step, VersionLock};
use super::write::Verb;
use super::{Vault, owners, userinfo, vault};
use crate::checks::Risk;
use crate::checks::fix::CarriedPart;
use crate::model::ObjectRef;
use crate::yaml::pointer::{self, Op};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

#[cfg(test)]
mod tests;

/// Returns the objects that an undo must read first: each receipt's object, then the sources of carried
/// values.
#[must_use]
pub fn needs(receipts: &[Receipt]) -> Vec<ObjectRef> {
    let own = receipts.iter().map(|receipt| receipt.object.clone());
    let carried = receipts.iter().flat_map(|receipt| &receipt.carries).map(|carry| carry.from.clone());
    let mut all: Vec<ObjectRef> = own.chain(carried).collect();
    all.sort();
    all.dedup();
    all
}

/// Undoes the applied receipts of one change, newest first. `fresh` returns the current objects.
pub fn plan(receipts: &[Receipt], fresh: &dyn Fn(&ObjectRef) -> Option<Value>) -> Plan {
    let title = receipts.first().map_or_else(String::new, |receipt| format!("Undo: {}", receipt.title));
    let mut plan = Plan {
        title,
        risk: Risk::MayBreak,
        price: price(receipts),
        check: receipts.first().map(|receipt| receipt.check.clone()).unwrap_or_default(),
        fingerprint: String::new(),
        steps: Vec::new(),
        vault: Vault::default(),
        undoes: Vec::new(),
        left: Vec::new(),
        proposed: None,
    };
    for receipt in receipts.iter().rev().filter(|receipt| receipt.applied() || receipt.is_open()) {
        let now = fresh(&receipt.object);
        let step = match (receipt.verb, now) {
            (Verb::Create, Some(_)) if receipt.is_open() => {
                left(&mut plan, receipt, "may be someone else's object of the same name; it is not changed")
            }
            (Verb::Create, Some(now)) => back_to_nothing(receipt, &now, &mut plan),
            (Verb::Patch, Some(now)) => Some(back(receipt, &now, fresh, &mut plan)),
            (Verb::Delete, None) if !receipt.deleted.is_null() => Some(again(receipt)),
            (Verb::Create, None) => left(&mut plan, receipt, "is already gone"),
            (Verb::Delete, None) => left(
                &mut plan,
                receipt,
                "was a Secret whose values were never stored; create it again by hand",
            ),
            (Verb::Delete, Some(_)) => left(&mut plan, receipt, "already exists again"),
            (Verb::Patch, None) => left(&mut plan, receipt, "is gone, so nothing can be restored"),
        };
        if let Some(step) = step {
            plan.undoes.push(receipt.id.clone());
            plan.steps.push(step);
        }
    }
    plan
}

fn price(receipts: &[Receipt]) -> String {
    let mut price =
        "The findings this change resolved come back. Pods that restarted stay restarted.".to_owned();
    if receipts.iter().any(|receipt| receipt.verb == Verb::Delete && receipt.applied()) {
        price +=
            " Deleted objects are created again with the same content, but with a new uid and creation time.";
    }
    price
}

fn left(plan: &mut Plan, receipt: &Receipt, why: &str) -> Option<Step> {
    plan.left.push(format!("{} {why}", receipt.object));
    None
}

fn back_to_nothing(receipt: &Receipt, now: &Value, plan: &mut Plan) -> Option<Step> {
    let uid = text(now, "/metadata/uid");
    if !receipt.uid.is_empty() && uid != receipt.uid {
        return left(plan, receipt, "was created again by someone else; it is not changed");
    }
    let shown = plan.vault.mask(&view(now), &receipt.object, &[]);
    Some(step(&receipt.object, now, Intent::Delete { base: shown, lock: VersionLock::of(now) }))
}

fn again(receipt: &Receipt) -> Step {
    step(&receipt.object, &Value::Null, Intent::Create { draft: receipt.deleted.clone() })
}

fn back(
    receipt: &Receipt,
    now: &Value,
    fresh: &dyn Fn(&ObjectRef) -> Option<Value>,
    plan: &mut Plan,
) -> Step {
    let shown = plan.vault.mask(&view(now), &receipt.object, &[]);
    let mut draft = shown.clone();
    for revert in &receipt.reverts {
        let Some(same) = still_ours(draft.pointer(&revert.path), revert) else {
            plan.left
                .push(format!("{} of {} was changed since; it is not reverted", revert.path, receipt.object));
            continue;
        };
        let Some(op) = op(revert, receipt, &same, fresh, &mut plan.vault) else {
            plan.left.push(format!(
                "{} of {} contained a value that was never stored",
                revert.path, receipt.object
            ));
            continue;
        };
        if let Ok(next) = pointer::apply(&draft, &[op]) {
            draft = next;
        }
    }
    tidy(&mut draft, receipt);
    step(&receipt.object, now, Intent::Modify { base: shown, draft, lock: VersionLock::of(now) })
}

/// Removes a mapping that this change created and that is empty again.
fn tidy(draft: &mut Value, receipt: &Receipt) {
    for pointer in ["/metadata/annotations", "/metadata/labels"] {
        let emptied =
            draft.pointer(pointer).and_then(Value::as_object).is_some_and(serde_json::Map::is_empty);
        let made = receipt.reverts.iter().any(|revert| revert.path == pointer && revert.was.is_none());
        if emptied
            && made
            && let Ok(next) = pointer::apply(draft, &[Op::remove(pointer)])
        {
            *draft = next;
        }
    }
}

/// Returns the operation that restores a field; its masked values are still in the object, or where the
/// change moved them.
fn op(
    revert: &Revert,
    receipt: &Receipt,
    same: &Same,
    fresh: &dyn Fn(&ObjectRef) -> Option<Value>,
    vault: &mut Vault,
) -> Option<Op> {
    let Some(was) = &revert.was else {
        return Some(Op::remove(revert.path.clone()));
    };
    let was = was.to_string();
    let (pieces, marks) = vault::marks(&was);
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        text.push_str(piece);
        let Some(mark) = marks.get(at) else { continue };
        match same.get(*mark) {
            Some(now) => text.push_str(now),
            None => text.push_str(&carried(mark, receipt, fresh, vault)?),
        }
    }
    Some(Op::set(revert.path.clone(), serde_json::from_str(&text).ok()?))
}

/// Returns the mark of a value read from where it was moved to.
fn carried(
    mark: &str,
    receipt: &Receipt,
    fresh: &dyn Fn(&ObjectRef) -> Option<Value>,
    vault: &mut Vault,
) -> Option<String> {
    let carry = receipt.carries.iter().find(|carry| carry.to == mark)?;
    let holder = fresh(&carry.from)?;
    let value = match carry.part {
        CarriedPart::Userinfo => {
            userinfo::joined(&data(&holder, userinfo::USER)?, &data(&holder, userinfo::PASSWORD)?)
        }
        CarriedPart::Whole | CarriedPart::User | CarriedPart::Password => data(&holder, &carry.pointer)?,
    };
    Some(vault.keep(&value, &carry.from, &carry.pointer))
}

/// Returns a value of a Secret.
fn data(secret: &Value, pointer: &str) -> Option<String> {
    let encoded = secret.pointer(pointer)?.as_str()?;
    String::from_utf8(BASE64.decode(encoded).ok()?).ok()
}

fn step(target: &ObjectRef, now: &Value, intent: Intent) -> Step {
    let mut step = Step {
        target: target.clone(),
        intent,
        notes: Vec::new(),
        owners: Vec::new(),
        gitops: owners::gitops(now),
    };
    step.owners = owners::of(now, &step.changed());
    step
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
