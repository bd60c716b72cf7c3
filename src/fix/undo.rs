//! The way back: a plan that reverts what a change wrote, and only what still is as it was written.

use super::journal::{Receipt, Revert};
use super::plan::{Plan, Step, view};
use super::{Vault, owners};
use crate::checks::Risk;
use crate::model::ObjectRef;
use crate::yaml::pointer::{self, Op};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

/// The objects an undo must read first: each receipt's object, then what masked values are carried from.
pub fn needs(receipts: &[Receipt]) -> Vec<ObjectRef> {
    let own = receipts.iter().map(|receipt| receipt.object.clone());
    let carried = receipts.iter().flat_map(|receipt| &receipt.carries).map(|carry| carry.from.clone());
    let mut all: Vec<ObjectRef> = own.chain(carried).collect();
    all.sort();
    all.dedup();
    all
}

/// Undoes the applied receipts of one change, newest first. `fresh` looks objects up as they are now.
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
    };
    for receipt in receipts.iter().rev().filter(|receipt| receipt.applied()) {
        let now = fresh(&receipt.object);
        let step = match (receipt.verb.as_str(), now) {
            ("create", Some(now)) => back_to_nothing(receipt, &now, &mut plan),
            ("patch", Some(now)) => Some(back(receipt, &now, fresh, &mut plan)),
            ("delete", None) if !receipt.deleted.is_null() => Some(again(receipt)),
            ("create", None) => left(&mut plan, receipt, "is gone already"),
            ("delete", None) => {
                left(&mut plan, receipt, "was a Secret whose values were never kept; make it again by hand")
            }
            ("delete", Some(_)) => left(&mut plan, receipt, "is there again already"),
            _ => left(&mut plan, receipt, "is gone, so there is nothing to put back"),
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
    if receipts.iter().any(|receipt| receipt.verb == "delete" && receipt.applied()) {
        price += " What was deleted is made again as it was, with another uid and a new age.";
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
        return left(plan, receipt, "was made anew by somebody else; it is left alone");
    }
    let shown = plan.vault.mask(&view(now), &receipt.object, &[]);
    Some(step(&receipt.object, now, Some(shown), Value::Null))
}

fn again(receipt: &Receipt) -> Step {
    step(&receipt.object, &Value::Null, None, receipt.deleted.clone())
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
        let current = draft.pointer(&revert.path);
        if !still_ours(current, revert) {
            plan.left
                .push(format!("{} of {} was changed since; it stays as it is", revert.path, receipt.object));
            continue;
        }
        let Some(op) = op(revert, receipt, fresh, &mut plan.vault) else {
            plan.left.push(format!("{} of {} held a value that was never kept", revert.path, receipt.object));
            continue;
        };
        if let Ok(next) = pointer::apply(&draft, &[op]) {
            draft = next;
        }
    }
    tidy(&mut draft, receipt);
    step(&receipt.object, now, Some(shown), draft)
}

/// A map that this change had made and that is empty again goes with it.
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

fn still_ours(current: Option<&Value>, revert: &Revert) -> bool {
    let has_mark =
        |value: &Option<Value>| value.as_ref().is_some_and(|value| value.to_string().contains("‹masked-"));
    current == revert.wrote.as_ref() || has_mark(&revert.wrote)
}

fn op(
    revert: &Revert,
    receipt: &Receipt,
    fresh: &dyn Fn(&ObjectRef) -> Option<Value>,
    vault: &mut Vault,
) -> Option<Op> {
    let Some(was) = &revert.was else {
        return Some(Op::remove(revert.path.clone()));
    };
    let mut text = was.to_string();
    for carry in &receipt.carries {
        if text.contains(&carry.to) {
            let holder = fresh(&carry.from)?;
            let encoded = holder.pointer(&carry.pointer)?.as_str()?;
            let value = String::from_utf8(BASE64.decode(encoded).ok()?).ok()?;
            text = text.replace(&carry.to, &vault.keep(&value, &carry.from, &carry.pointer));
        }
    }
    let unresolved = was.to_string().contains("‹masked-") && receipt.carries.is_empty();
    if unresolved {
        return None;
    }
    Some(Op::set(revert.path.clone(), serde_json::from_str(&text).ok()?))
}

fn step(target: &ObjectRef, now: &Value, base: Option<Value>, draft: Value) -> Step {
    let paths = base.as_ref().map(|base| pointer::between(base, &draft)).unwrap_or_default();
    let paths: Vec<String> = paths.iter().map(|op| op.path().to_owned()).collect();
    Step {
        target: target.clone(),
        uid: text(now, "/metadata/uid"),
        resource_version: text(now, "/metadata/resourceVersion"),
        notes: Vec::new(),
        owners: owners::of(now, &paths),
        gitops: owners::gitops(now),
        base,
        draft,
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
