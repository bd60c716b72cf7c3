//! The intended state of objects: for each, the fresh base and a draft that the user may edit.

use super::answers::{self, fill, fill_op};
use super::step::{Intent, Step, VersionLock};
use super::{Vault, delete, guard, implied, owners, reword, vault};
use crate::checks::fix::{CarriedPart, Carry, EditKind};
use crate::checks::{Edit, Fix, Risk};
use crate::yaml::{self, pointer};
use serde_json::{Value, json};

pub use super::answers::Inputs;
pub use super::editor_view::view;
pub use super::plan_error::PlanError;

#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub title: String,
    pub risk: Risk,
    pub price: String,
    /// The check and fingerprint it resolves; empty for an undo or a manual change.
    pub check: String,
    pub fingerprint: String,
    pub steps: Vec<Step>,
    pub vault: Vault,
    /// The receipts this plan undoes.
    pub undoes: Vec<String>,
    /// What an undo could not restore, as sentences.
    pub left: Vec<String>,
    /// The original proposal, once the user edited it.
    pub proposed: Option<Box<Proposal>>,
}

/// The plan as proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub(super) title: String,
    pub(super) risk: Risk,
    pub(super) price: String,
    /// One for each step; `None` if its object is deleted.
    pub(super) drafts: Vec<Option<Value>>,
}

impl Plan {
    /// Combines a fix and the fresh objects. `bases` has one entry per edit, in order.
    ///
    /// # Errors
    /// If an answer is missing or invalid, or an object is no longer as the fix expects.
    pub fn new(fix: &Fix, inputs: &Inputs, bases: &[Option<Value>]) -> Result<Self, PlanError> {
        let mut vault = Vault::default();
        let answers = answers::of(fix, inputs).map_err(PlanError::Open)?;
        let carries: Vec<&Carry> = fix.edits.iter().flat_map(|edit| &edit.carries).collect();
        let mut steps = Vec::new();
        for (edit, base) in fix.edits.iter().zip(bases.iter().chain(std::iter::repeat(&None))) {
            steps.push((edit, step(edit, base.as_ref(), &answers, &mut vault, &carries)?));
        }
        for at in 0..steps.len() {
            carry(&mut steps, at, &vault)?;
        }
        Ok(Self {
            title: fix.title.clone(),
            risk: fix.risk,
            price: fix.price.clone(),
            check: String::new(),
            fingerprint: String::new(),
            steps: steps.into_iter().map(|(_, step)| step).collect(),
            vault,
            undoes: Vec::new(),
            left: Vec::new(),
            proposed: None,
        })
    }

    /// Returns why its fields are as they are, each reason once: several fields may have the same.
    #[must_use]
    pub fn reasons(&self) -> Vec<&str> {
        let mut reasons: Vec<&str> = Vec::new();
        for (_, why) in self.steps.iter().flat_map(|step| &step.notes) {
            if !reasons.contains(&why.as_str()) {
                reasons.push(why);
            }
        }
        reasons
    }

    /// Returns the drafts as one editable text, below a line for each object that is deleted.
    #[must_use]
    pub fn text(&self) -> String {
        let drafts: Vec<Value> = self.steps.iter().filter_map(Step::draft).cloned().collect();
        let deleted = self.steps.iter().filter(|step| step.is_delete());
        let gone: Vec<String> = deleted.map(|step| format!("# deletes {}\n", step.target)).collect();
        gone.concat() + &yaml::print_all(&drafts)
    }

    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.steps.iter().all(|step| step.change().is_some_and(|(base, draft)| base == draft))
    }
}

#[expect(clippy::similar_names, reason = "the names that the field uses")]
fn step(
    edit: &Edit,
    full_base: Option<&Value>,
    answers: &Inputs,
    vault: &mut Vault,
    carries: &[&Carry],
) -> Result<Step, PlanError> {
    let target = edit.target.clone();
    let (intent, owners, gitops) = match (&edit.change, full_base) {
        (EditKind::Create(_), Some(_)) => return Err(PlanError::Exists(target)),
        (EditKind::Create(value), None) => (Intent::Create { draft: fill(value, answers) }, Vec::new(), None),
        (EditKind::Modify(_) | EditKind::Delete, None) => return Err(PlanError::Gone(target)),
        (EditKind::Delete, Some(full)) => {
            let shown = delete::whole_object(full, &target, vault)?;
            (Intent::Delete { base: shown, lock: VersionLock::of(full) }, Vec::new(), owners::gitops(full))
        }
        (EditKind::Modify(ops), Some(full)) => {
            guard::leaving(full, &target)?;
            let changed = |why: String| PlanError::Changed { object: target.clone(), why };
            let carried: Vec<&Carry> = carries.iter().copied().filter(|carry| carry.from == target).collect();
            let (now, mask) = (view(full), &mut |value: &Value| vault.mask(value, &target, &carried));
            let shown = mask(&now);
            let reworded = reword::all(&now, &edit.rewrites, answers).map_err(changed)?;
            let ops: Vec<pointer::Op> = ops.iter().map(|op| fill_op(op, answers)).collect();
            let mut draft =
                pointer::apply(&mask(&reworded), &ops).map_err(|miss| changed(miss.to_string()))?;
            answers::tidy(edit, &mut draft);
            implied::settle(&target.kind, &shown, &mut draft);
            guard::outdated(full, &target, &shown, &draft)?;
            let paths: Vec<String> =
                pointer::between(&shown, &draft).iter().map(|op| op.path().to_owned()).collect();
            let intent = Intent::Modify { base: shown, draft, lock: VersionLock::of(full) };
            (intent, owners::of(full, &paths), owners::gitops(full))
        }
    };
    Ok(Step { notes: edit.notes.clone(), target, intent, owners, gitops })
}

/// Inserts the marks of carried values at their destinations.
fn carry(steps: &mut [(&Edit, Step)], at: usize, vault: &Vault) -> Result<(), PlanError> {
    let Some((edit, step)) = steps.get_mut(at) else {
        return Ok(());
    };
    for carry in &edit.carries {
        if carry.part == CarriedPart::Userinfo && vault.is_usual(&carry.from, &carry.pointer) {
            continue;
        }
        let nothing = "the value to move from there is no longer a string, or is gone";
        let miss = |why: &str| PlanError::Changed { object: carry.from.clone(), why: why.to_owned() };
        let mark = vault.mark_of(&carry.from, &vault::place(&carry.pointer, carry.part));
        let op = pointer::Op::set(carry.to.clone(), json!(mark.ok_or_else(|| miss(nothing))?));
        if let Some(draft) = step.draft_mut() {
            *draft = pointer::apply(draft, &[op]).map_err(|why| miss(&why.to_string()))?;
        }
    }
    Ok(())
}
