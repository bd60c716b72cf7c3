//! Receipts: what was sent, its outcome, and enough to undo it. One line of JSON each.

use super::write::Verb;
use super::{Intent, Plan, Step, Write, userinfo, vault};
use crate::checks::fix::{CarriedPart, Carry};
use crate::model::{Kind, ObjectRef};
use crate::yaml::pointer::{self, Op};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One attempt to change one object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    pub id: String,
    /// RFC 3339, UTC.
    pub time: String,
    pub tool: String,
    pub context: String,
    pub host: String,
    pub user: String,
    /// Shared by the steps of one change.
    pub change: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub check: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fingerprint: String,
    pub verb: Verb,
    pub object: ObjectRef,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub uid: String,
    pub version_before: String,
    pub version_after: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    pub result: WriteResult,
    /// The values to restore, field by field; empty for a created object, which is deleted instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reverts: Vec<Revert>,
    /// Where masked values can be found again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carries: Vec<Carry>,
    /// The object to create, values masked; kept until its creation is confirmed.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub draft: Value,
    /// The deleted object, so that it can be created again; never a Secret.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub deleted: Value,
    /// The receipts this change undid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undoes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WriteResult {
    /// Recorded before the request was sent; there is no answer yet.
    Sent,
    Applied,
    /// The server refused it, or it never arrived: nothing was changed.
    Failed(String),
    /// The object may or may not have been changed; the reason why that is unknown.
    Unknown(String),
}

/// One field: its old value, and the value that replaced it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revert {
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrote: Option<Value>,
}

/// The circumstances of a receipt, the same for all steps of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamp {
    pub change: String,
    pub time: String,
    pub context: String,
    pub host: String,
    pub user: String,
}

impl Receipt {
    /// The receipt of a step before it is sent.
    #[must_use]
    pub fn of(plan: &Plan, at: usize, stamp: &Stamp) -> Option<Self> {
        let step = plan.steps.get(at)?;
        let reverts = reverts(step);
        Some(Self {
            id: format!("{}-{}", stamp.change, at + 1),
            time: stamp.time.clone(),
            tool: env!("CARGO_PKG_VERSION").into(),
            context: stamp.context.clone(),
            host: stamp.host.clone(),
            user: stamp.user.clone(),
            change: stamp.change.clone(),
            title: plan.title.clone(),
            check: plan.check.clone(),
            fingerprint: plan.fingerprint.clone(),
            verb: step.write(&plan.vault).verb(),
            object: step.write(&plan.vault).target().clone(),
            uid: step.lock().map(|lock| lock.uid.clone()).unwrap_or_default(),
            version_before: step.lock().map(|lock| lock.resource_version.clone()).unwrap_or_default(),
            version_after: String::new(),
            warnings: Vec::new(),
            result: WriteResult::Sent,
            draft: wanted(step),
            carries: carries(plan, &reverts),
            deleted: deleted(step),
            reverts,
            undoes: plan.undoes.clone(),
        })
    }

    #[must_use]
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    #[must_use]
    pub fn applied(&self) -> bool {
        self.result == WriteResult::Applied
    }

    /// Returns whether the outcome is unknown.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.result, WriteResult::Sent | WriteResult::Unknown(_))
    }

    /// Returns the receipt after the change is confirmed.
    #[must_use]
    pub fn done(mut self, uid: &str, version: &str) -> Self {
        self.result = WriteResult::Applied;
        version.clone_into(&mut self.version_after);
        if self.verb == Verb::Create {
            uid.clone_into(&mut self.uid);
        }
        self.draft = Value::Null;
        self
    }
}

/// Returns the writes of a plan, each with the receipt that is recorded before it is sent.
#[must_use]
pub fn steps(plan: &Plan, stamp: &Stamp) -> Vec<(Write, Receipt)> {
    let each = plan.steps.iter().enumerate();
    each.filter_map(|(at, step)| Some((step.write(&plan.vault), Receipt::of(plan, at, stamp)?))).collect()
}

/// Returns the last state of each receipt, newest first: each line is one state, in the order of writing.
pub fn fold(lines: impl IntoIterator<Item = Receipt>) -> Vec<Receipt> {
    let (mut all, mut places): (Vec<Receipt>, BTreeMap<String, usize>) = Default::default();
    for line in lines {
        if let Some(known) = places.get(&line.id).and_then(|at| all.get_mut(*at)) {
            *known = line;
        } else {
            places.insert(line.id.clone(), all.len());
            all.push(line);
        }
    }
    all.reverse();
    all
}

/// The draft of a new object; text that the user typed into it is masked as well.
fn wanted(step: &Step) -> Value {
    match &step.intent {
        Intent::Create { draft } => vault::Vault::default().mask(draft, &step.target, &[]),
        Intent::Modify { .. } | Intent::Delete { .. } => Value::Null,
    }
}

/// A masked Secret cannot be recreated from a journal, so the journal does not store it.
fn deleted(step: &Step) -> Value {
    match &step.intent {
        Intent::Delete { base, .. } if step.target.kind != Kind::Secret => base.clone(),
        Intent::Create { .. } | Intent::Modify { .. } | Intent::Delete { .. } => Value::Null,
    }
}

fn reverts(step: &Step) -> Vec<Revert> {
    let Some((base, draft)) = step.change() else {
        return Vec::new();
    };
    let revert = |op: Op| {
        let path = op.path().to_owned();
        let was = if let Op::Set { value, .. } = op { Some(value) } else { None };
        Revert { wrote: draft.pointer(&path).cloned(), was, path }
    };
    let ops = pointer::between(draft, base);
    // The end of a list is not a stable place: whether an item was restored there is not visible, so the list
    // is restored as a whole.
    let lists: BTreeSet<String> =
        ops.iter().filter_map(|op| op.path().strip_suffix("/-").map(str::to_owned)).collect();
    let within = |path: &str| {
        lists.iter().any(|list| path.strip_prefix(list.as_str()).is_some_and(|rest| rest.starts_with('/')))
    };
    let whole = lists.iter().filter(|path| !within(path)).filter_map(|path| {
        let was = Some(base.pointer(path)?.clone());
        Some(Revert { wrote: draft.pointer(path).cloned(), was, path: path.clone() })
    });
    let whole: Vec<Revert> = whole.collect();
    ops.into_iter().filter(|op| !within(op.path())).map(revert).chain(whole).collect()
}

/// Returns, for each masked value that an undo must restore, where this change moved it to.
fn carries(plan: &Plan, reverts: &[Revert]) -> Vec<Carry> {
    let mut found = Vec::new();
    for revert in reverts {
        let text = revert.was.as_ref().map(Value::to_string).unwrap_or_default();
        for (object, pointer) in plan.vault.origins(&text) {
            let mark = plan.vault.mark_of(object, pointer).unwrap_or_default();
            let kept = plan.steps.iter().find_map(|step| {
                let whole = holder(step, &mark).map(|(from, pointer)| (from, pointer, CarriedPart::Whole));
                whole.or_else(|| apart(plan, step, object, pointer))
            });
            found.extend(kept.map(|(from, pointer, part)| Carry { to: mark, from, pointer, part }));
        }
    }
    found
}

/// Returns the created Secret whose field contains the mark.
fn holder(step: &Step, mark: &str) -> Option<(ObjectRef, String)> {
    let Intent::Create { draft } = &step.intent else { return None };
    if step.target.kind != Kind::Secret {
        return None;
    }
    let fields = draft.get("stringData")?.as_object()?;
    let (key, _) = fields.iter().find(|(_, value)| value.as_str() == Some(mark))?;
    Some((step.write(&vault::Vault::default()).target().clone(), pointer::child("/data", key)))
}

/// Returns the created Secret that contains the two parts before an `@`, if they show how the whole was
/// written.
fn apart(
    plan: &Plan,
    step: &Step,
    object: &ObjectRef,
    place: &str,
) -> Option<(ObjectRef, String, CarriedPart)> {
    let pointer = place.strip_suffix("#userinfo")?;
    let held = |part: CarriedPart| {
        let mark = plan.vault.mark_of(object, &vault::place(pointer, part))?;
        holder(step, &mark)
    };
    let (secret, user) = held(CarriedPart::User)?;
    let told = match held(CarriedPart::Password) {
        Some((_, at)) => at == userinfo::PASSWORD,
        None => plan.vault.is_blank(object, pointer, CarriedPart::Password),
    };
    let whole = told && user == userinfo::USER && plan.vault.is_usual(object, pointer);
    whole.then(|| (secret, "/data".into(), CarriedPart::Userinfo))
}
