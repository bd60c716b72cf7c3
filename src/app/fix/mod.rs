//! A fix in progress: choose, answer, edit, rehearse, confirm, apply, and watch until the finding is
//! resolved.

pub mod confirm;
pub mod fix_editor;
pub mod fix_keys;
pub mod fix_marks;
pub mod fix_titles;
pub mod marks;
pub mod paths;
pub mod rights;
pub mod suggestions;

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::Overlay;
use crate::app::Place;
use crate::app::model::Model;
pub use crate::app::state::fix::{FixState, Outcomes, Show, Stage};
use crate::app::state::pending::Ticket;
use crate::checks::{Finding, Fix, fingerprint};
use crate::fix::journal::{Stamp, steps};
use crate::fix::{Plan, Write, batch, effects, guard};
use crate::source::Trouble;
pub use fix_editor::{drop_edit, edit, edit_outside, edited_outside, reread, settle_edit, settled};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Opens the screen of a fix; a single fix needs no choice.
pub(in crate::app) fn begin(
    model: &mut Model,
    finding: Option<Arc<Finding>>,
    options: Vec<Fix>,
) -> Vec<Effect> {
    model.fix = Some(FixState::new(finding, options));
    let mut effects = crate::app::screen::navigate::go(model, Place::Fix);
    if model.fix.as_ref().is_some_and(|fix| fix.options.len() == 1) {
        effects.extend(choose(model, 0));
    }
    effects
}

/// Opens several fixes as one change, and lists the findings that it leaves.
pub fn together(model: &mut Model, fixes: Vec<(Arc<Finding>, Option<Fix>)>) -> Vec<Effect> {
    let batch = batch::together(fixes);
    let left: Vec<String> = batch
        .left
        .iter()
        .map(|(finding, why)| format!("{} of {}: {why}", finding.check, finding.object))
        .collect();
    let Some(fix) = batch.fix else {
        model.say(format!("no automatic fix: {}", left.join("; ")));
        return Vec::new();
    };
    let mut findings = batch.findings.into_iter();
    let mut fixing = FixState::new(findings.next(), vec![fix]);
    (fixing.others, fixing.left) = (findings.collect(), left);
    model.fix = Some(fixing);
    let mut effects = crate::app::screen::navigate::go(model, Place::Fix);
    effects.extend(choose(model, 0));
    effects
}

/// Takes one of the competing fixes; asks its questions, or reads its objects.
pub fn choose(model: &mut Model, at: usize) -> Vec<Effect> {
    let Some(fixing) = &mut model.fix else {
        return Vec::new();
    };
    fixing.chosen = at.min(fixing.options.len().saturating_sub(1));
    fixing.inputs.clear();
    answer_next(model, 0)
}

/// Opens question `at` with the answer that it has, or prepares the plan when there is none left.
pub fn answer_next(model: &mut Model, at: usize) -> Vec<Effect> {
    let Some(fixing) = &mut model.fix else {
        return Vec::new();
    };
    let question = fixing.options.get(fixing.chosen).and_then(|fix| fix.needs.get(at));
    if let Some(need) = question {
        let known = fixing.inputs.get(need.name.as_ref());
        fixing.typed = known.unwrap_or(&need.default).clone();
        fixing.stage = Stage::Answer(at);
        return Vec::new();
    }
    prepare(model)
}

/// Leaves question `at` for the one before, with what was typed kept; from the first one, returns to the choice of
/// fixes, or leaves the only fix.
pub fn answer_before(model: &mut Model, at: usize) -> Vec<Effect> {
    let Some((fixing, before)) = model.fix.as_mut().zip(at.checked_sub(1)) else {
        let Some(fixing) = model.fix.as_mut().filter(|fixing| fixing.options.len() > 1) else {
            return crate::app::screen::navigate::up(model);
        };
        fixing.stage = Stage::Choose;
        return Vec::new();
    };
    if let Some(need) = fixing.options.get(fixing.chosen).and_then(|fix| fix.needs.get(at)) {
        let (name, typed) = (need.name.to_string(), fixing.typed.trim().to_owned());
        if typed.is_empty() {
            drop(fixing.inputs.remove(&name));
        } else {
            drop(fixing.inputs.insert(name, typed));
        }
    }
    answer_next(model, before)
}

fn prepare(model: &mut Model) -> Vec<Effect> {
    let Some(fixing) = &mut model.fix else {
        return Vec::new();
    };
    fixing.stage = Stage::Preparing;
    let ticket = fixing.pending.start(&mut model.tickets);
    fixing.results = None;
    let Some(fix) = fixing.options.get(fixing.chosen) else {
        return Vec::new();
    };
    let targets = fix.edits.iter().map(|edit| edit.target.clone()).collect();
    let verb = |edit| fix_marks::verb(edit).to_owned();
    let verbs = fix.edits.iter().map(|edit| (verb(edit), edit.target.clone())).collect();
    vec![Effect::Prepare { ticket, targets, verbs }]
}

/// Generates the plan once the objects are there, computes its effects, and rehearses it.
pub fn prepared(
    model: &mut Model,
    ticket: Ticket,
    bases: Result<Vec<Option<Value>>, Trouble>,
    may: BTreeMap<String, bool>,
) -> Vec<Effect> {
    let Some(fixing) = accept_answer(&mut model.fix, ticket) else {
        return Vec::new();
    };
    fixing.may = may;
    let made = bases.and_then(|bases| {
        let fix = fixing.options.get(fixing.chosen).cloned();
        let fix = fix.ok_or_else(|| misfit("the fix no longer applies"))?;
        let never = guard::terminating(&fix, &model.snapshot);
        never.map_or(Ok(()), |why| Err(misfit(&why.to_string())))?;
        Plan::new(&fix, &fixing.inputs, &bases).map_err(|why| misfit(&why.to_string()))
    });
    match made {
        Ok(mut plan) => {
            let mut checks: Vec<&str> = fixing.findings().map(|finding| finding.check).collect();
            checks.dedup();
            plan.check = checks.join(", ");
            plan.fingerprint =
                fixing.findings().map(|one| fingerprint::of(one)).collect::<Vec<_>>().join(" ");
            plan.left.extend(fixing.left.iter().cloned());
            settle_plan(model, plan)
        }
        Err(trouble) => {
            fixing.stage = Stage::Failed(trouble);
            Vec::new()
        }
    }
}

/// Returns the fix whose open request has this ticket, and closes the request.
fn accept_answer(fix: &mut Option<FixState>, ticket: Ticket) -> Option<&mut FixState> {
    fix.as_mut().and_then(|fixing| fixing.pending.accept(ticket).then_some(fixing))
}

fn misfit(why: &str) -> Trouble {
    Trouble::new(
        crate::source::trouble::TroubleKind::Conflict,
        "Preparing the change",
        why,
        "Go back and open the finding again.",
    )
}

/// Takes the plan of an undo, which is a plan like any other.
pub fn undo_ready(model: &mut Model, ticket: Ticket, plan: Result<Box<Plan>, Trouble>) -> Vec<Effect> {
    if !model.undoing.accept(ticket) {
        return Vec::new();
    }
    if model.place != Place::Changes {
        let undo = model.keys.key(KeyAction::Undo);
        model.say(format!(
            "the undo is not opened, because another screen was; press {undo} on the change again"
        ));
        return Vec::new();
    }
    match plan {
        Ok(plan) if plan.steps.is_empty() => {
            let why = plan.left.first().cloned().unwrap_or_else(|| "nothing to undo".into());
            model.say(why);
            Vec::new()
        }
        Ok(plan) => {
            model.fix = Some(FixState::new(None, Vec::new()));
            let mut all = crate::app::screen::navigate::go(model, Place::Fix);
            all.extend(settle_plan(model, *plan));
            all
        }
        Err(trouble) => {
            model.overlay = Some(Overlay::Trouble(trouble));
            Vec::new()
        }
    }
}

/// Takes a new or edited plan: computes local effects at once, then asks the server for a rehearsal.
pub fn settle_plan(model: &mut Model, mut plan: Plan) -> Vec<Effect> {
    let found = effects::of(&plan, &model.snapshot, &model.report, model.today);
    plan.weigh(&found);
    let cut = paths::cut(model, &found);
    let Some(fixing) = &mut model.fix else {
        return Vec::new();
    };
    (fixing.effects, fixing.paths) = (Some(found), cut);
    fixing.plan = Some(plan);
    fixing.rehearsal = None;
    if fixing.stage != Stage::Editing {
        fixing.stage = Stage::Review;
    }
    rehearse(model)
}

fn writes(plan: &Plan) -> Vec<Write> {
    plan.steps.iter().map(|step| step.write(&plan.vault)).collect()
}

/// Rehearses the current text; after a failure reads the objects again first.
pub fn again(model: &mut Model) -> Vec<Effect> {
    let failed = model.fix.as_ref().is_some_and(|fixing| matches!(fixing.stage, Stage::Failed(_)));
    let repeatable = model.fix.as_ref().is_some_and(|fixing| !fixing.options.is_empty());
    match (failed, repeatable) {
        (true, true) => {
            model.say("reading the objects again");
            prepare(model)
        }
        (true, false) => {
            model.say("go back to Changes and start the undo again");
            Vec::new()
        }
        (false, _) => rehearse(model),
    }
}

pub fn rehearse(model: &mut Model) -> Vec<Effect> {
    let Some(fixing) = &mut model.fix else {
        return Vec::new();
    };
    let Some(plan) = fixing.plan.as_ref().filter(|_| fixing.fault.is_none()) else {
        return Vec::new();
    };
    let ticket = fixing.pending.start(&mut model.tickets);
    fixing.rehearsing = true;
    vec![Effect::Rehearse { ticket, writes: writes(plan) }]
}

pub fn rehearsed(model: &mut Model, ticket: Ticket, outcomes: Outcomes) {
    if let Some(fixing) = accept_answer(&mut model.fix, ticket) {
        fixing.rehearsing = false;
        fixing.rehearsal = Some(outcomes);
    }
}

/// Asks for the confirmation that fits the change, or says why it cannot be sent.
pub fn ask(model: &mut Model) {
    if let Some(why) = model.session.why_not_write() {
        model.say(why);
        return;
    }
    let Some(fixing) = &model.fix else { return };
    let why = match (&fixing.stage, &fixing.plan) {
        (Stage::Review, Some(plan)) if plan.is_idle() => Some("no change".to_owned()),
        (Stage::Review, Some(_)) if fixing.rehearsing => Some("the rehearsal is still running".into()),
        (Stage::Review, Some(_)) => match fixing.refusal() {
            Some(refusal) => Some(format!("the rehearsal was refused: {}", refusal.why)),
            None if fixing.rehearsal.is_none() => {
                Some(format!("rehearse first: {}", model.keys.key(KeyAction::Rehearse)))
            }
            None => None,
        },
        _ => Some("nothing to apply yet".into()),
    };
    if let Some(why) = why {
        model.say(why);
        return;
    }
    let warnings = fixing.warnings().len();
    let tier = fixing
        .plan
        .as_ref()
        .map(|plan| confirm::tier(plan, &model.session, warnings, model.settings.always_typed));
    if let Some(tier) = tier {
        model.overlay =
            Some(Overlay::Confirm(confirm::Confirm { tier, typed: String::new(), since: model.now }));
    }
}

/// Sends the confirmed writes, each with its receipt.
pub fn apply(model: &mut Model) -> Vec<Effect> {
    if let Some(why) = model.session.why_not_write() {
        model.say(why);
        return Vec::new();
    }
    // Users must see their own changes arrive.
    let live = crate::app::cluster::pause::resume(model);
    let session = &model.session;
    let Some(fixing) = &mut model.fix else {
        return Vec::new();
    };
    let Some(plan) = &fixing.plan else {
        return Vec::new();
    };
    // The part with a clock fills in the time and the id of the change.
    let stamp = Stamp {
        context: session.context.clone(),
        host: session.host.clone(),
        user: session.user.clone(),
        ..Stamp::default()
    };
    let steps = steps(plan, &stamp);
    fixing.stage = Stage::Applying;
    let ticket = fixing.pending.start(&mut model.tickets);
    live.into_iter().chain([Effect::Apply { ticket, steps }]).collect()
}

pub fn applied(model: &mut Model, ticket: Ticket, outcomes: Outcomes) -> Vec<Effect> {
    let Some(fixing) = accept_answer(&mut model.fix, ticket) else {
        return vec![Effect::ReadJournal];
    };
    let trouble = outcomes.iter().find_map(|outcome| outcome.as_ref().err()).cloned();
    fixing.results = Some(outcomes);
    fixing.stage = match trouble {
        Some(trouble) => Stage::Failed(trouble),
        None => Stage::Waiting,
    };
    if fixing.stage == Stage::Waiting {
        model.marks.clear();
    }
    verify(model);
    vec![Effect::ReadJournal]
}

/// Checks whether the applied change has arrived: the finding is resolved, or the objects match the draft.
pub fn verify(model: &mut Model) {
    let Some(fixing) = model.fix.as_mut().filter(|fixing| fixing.stage == Stage::Waiting) else {
        return;
    };
    let Some(plan) = &fixing.plan else { return };
    let there = plan.steps.iter().zip(fixing.results.iter().flatten()).all(|(step, result)| {
        let Some(kind) = step.target.known() else { return true };
        let meta =
            model.snapshot.space(step.target.home()).and_then(|space| space.meta(kind, &step.target.name));
        if step.is_delete() {
            return meta.is_none();
        }
        let sent = result
            .as_ref()
            .ok()
            .and_then(|outcome| outcome.object.pointer("/metadata/resourceVersion")?.as_str());
        // For kinds that may not be watched (a namespace read by name) the answer of the server is enough.
        let watched = model.snapshot.feeds().of(kind, step.target.home()).known() && meta.is_some();
        !watched || meta.is_some_and(|meta| sent.is_none_or(|sent| newer(&meta.resource_version, sent)))
    });
    if there && model.report.is_settled() {
        fixing.stage = Stage::Done;
    }
}

/// Whether an observed version is the written one or a later one.
fn newer(seen: &str, sent: &str) -> bool {
    match (seen.parse::<u64>(), sent.parse::<u64>()) {
        (Ok(seen), Ok(sent)) => seen >= sent,
        _ => seen == sent,
    }
}

/// Returns how many of the findings that this fix resolves are still reported.
pub fn still_there(model: &Model) -> usize {
    let Some(fixing) = &model.fix else { return 0 };
    let reported = |finding: &&Arc<Finding>| {
        let print = fingerprint::of(finding);
        let report = model.report.space(finding.home());
        report.is_some_and(|report| {
            report.findings().any(|one| one.check == finding.check && fingerprint::of(one) == print)
        })
    };
    fixing.findings().filter(reported).count()
}
