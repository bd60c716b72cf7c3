//! A fix in progress: what it changes, what it costs, what the server says, and what comes next.

use super::speech::{SpeechLines, spoken};
use crate::app::fix::{FixState, Stage, still_there};
use crate::app::model::Model;
use crate::fix::Plan;
use crate::view::parts::text::field;
use crate::yaml::diff::{self, Sign};

pub(super) fn fix(model: &Model, lines: &mut SpeechLines) {
    let Some(fixing) = &model.fix else {
        return lines.say("There is no fix in progress");
    };
    match &fixing.stage {
        Stage::Choose => choose(fixing, lines),
        Stage::Answer(at) => answer(fixing, *at, lines),
        Stage::Preparing => lines.say("The objects are being read"),
        Stage::Failed(trouble) => {
            lines.label("Failed", &trouble.to_string());
            lines.say("Type rehearse to read the objects again, or back");
        }
        Stage::Review | Stage::Editing => review(model, fixing, lines),
        Stage::Applying => lines.say("The change is being sent"),
        Stage::Waiting => {
            lines.say("The server accepted it; the cluster has not reported the new object yet");
        }
        Stage::Done => done(model, fixing, lines),
    }
}

fn choose(fixing: &FixState, lines: &mut SpeechLines) {
    if let Some(finding) = &fixing.finding {
        lines.label("Finding", &finding.message);
    }
    for (at, fix) in fixing.options.iter().enumerate() {
        let price = if fix.price.is_empty() { String::new() } else { format!(": {}", fix.price) };
        lines.label(
            &format!("Choice {}", at + 1),
            &format!("{}, {}{price}", fix.title, fix.risk.word().replace('-', " ")),
        );
    }
    lines.say("Type the number of a choice, or back");
}

fn answer(fixing: &FixState, at: usize, lines: &mut SpeechLines) {
    let Some(fix) = fixing.fix() else { return };
    let Some(need) = fix.needs.get(at) else { return };
    lines.label("Fix", &fix.title);
    lines.label("Cost", &fix.price);
    lines.say(&format!("What is {}?", need.asks));
    match fixing.inputs.get(need.name.as_ref()).filter(|known| !known.is_empty()) {
        Some(known) => lines.label("Your answer, for an empty line", known),
        None if need.default.is_empty() => {}
        None => lines.label("Default, for an empty answer", &need.default),
    }
    if at > 0 {
        lines.say("Type back for the question before, or cancel to leave the fix");
    }
}

fn review(model: &Model, fixing: &FixState, lines: &mut SpeechLines) {
    let Some(plan) = &fixing.plan else { return };
    lines.label("Fix", &plan.title);
    let cost = if plan.price.is_empty() { String::new() } else { format!(": {}", plan.price) };
    lines.label("Risk", &format!("{}{cost}", plan.risk.word().replace('-', " ")));
    if let Some(effects) = &fixing.effects {
        lines.label("Resolves", &findings(effects.resolved.len()));
        lines.label("Introduces", &findings(effects.introduced.len()));
        for one in &effects.introduced {
            lines.label("New finding", &format!("{}, {}", one.severity.word(), one.message));
        }
        for pod in &effects.refused {
            lines.label("Refused pod", &format!("{} by {}: {}", pod.pod, pod.level, pod.reasons));
        }
    }
    for left in &plan.left {
        lines.label("Left", left);
    }
    for denied in fixing.forbidden() {
        lines.label("Not permitted", &denied);
    }
    for step in &plan.steps {
        if let Some(tool) = &step.gitops {
            lines.say(&format!("{tool} manages {} and may revert it", step.target));
        }
        for owner in &step.owners {
            lines.label("Also set by", &format!("{}, {}", owner.manager, field(&owner.path)));
        }
    }
    for why in plan.reasons() {
        lines.label("Note", why);
    }
    changes(plan, lines);
    rehearsal(model, fixing, lines);
}

fn findings(count: usize) -> String {
    if count == 1 { "1 finding".into() } else { format!("{count} findings") }
}

/// Adds each changed line with its sign in words.
fn changes(plan: &Plan, lines: &mut SpeechLines) {
    for step in &plan.steps {
        lines.label("Object", &format!("{} {}", step.write(&plan.vault).verb(), step.target));
        let (before, after) = step.texts();
        for line in diff::diff(&before, &after) {
            match line.sign {
                Sign::Same => {}
                Sign::Added => lines.label("Added line", &spoken(&line.text)),
                Sign::Removed => lines.label("Removed line", &spoken(&line.text)),
            }
        }
    }
    if plan.is_idle() {
        lines.say("The fix changes nothing");
    }
}

fn rehearsal(model: &Model, fixing: &FixState, lines: &mut SpeechLines) {
    let words = match (&fixing.rehearsal, fixing.rehearsing) {
        (_, true) => "the server is being asked".to_owned(),
        (None, false) => "not run yet".into(),
        (Some(_), false) => match fixing.refusal() {
            Some(refusal) => format!("refused: {refusal}"),
            None => "accepted by the server".into(),
        },
    };
    lines.label("Rehearsal", &words);
    for warning in fixing.warnings() {
        lines.label("Warning", warning);
    }
    match model.session.why_not_write() {
        Some(why) => lines.say(&why),
        None if fixing.rehearsed() => lines.say("Type apply to be asked for a confirmation, or back"),
        None => {}
    }
}

fn done(model: &Model, fixing: &FixState, lines: &mut SpeechLines) {
    let (left, all) = (still_there(model), fixing.findings().count());
    let words = match (left, all) {
        (_, 0) => "undone: the object is as before".to_owned(),
        (0, 1) => "applied and verified: the finding is gone".into(),
        (0, _) => format!("applied and verified: all {all} findings are gone"),
        (_, 1) => "applied, but the finding remains".into(),
        _ => format!("applied, but {left} of {all} findings remain"),
    };
    lines.label("Result", &words);
    for outcome in fixing.results.iter().flatten().flatten() {
        for warning in &outcome.warnings {
            lines.label("Warning", warning);
        }
    }
    lines.say("Type changes, then undo, to preview the undo");
}
