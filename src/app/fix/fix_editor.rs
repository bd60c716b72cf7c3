//! Editing the drafts of a fix: in the text area on screen, or in the user's own editor.

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::fix::{Stage, settle_plan};
use crate::app::model::Model;
use crate::app::state::pending::Ticket;
use crate::yaml;
use tui_textarea::TextArea;

/// Opens the drafts in the editor.
pub fn edit(model: &mut Model) {
    let Some(fixing) = &mut model.fix else { return };
    let Some(plan) = fixing.plan.as_ref().filter(|_| fixing.stage == Stage::Review) else {
        return;
    };
    fixing.unedited = Some(Box::new(plan.clone()));
    fixing.editor = Some(area(&plan.text()));
    fixing.stage = Stage::Editing;
}

/// Returns to the plan as it was when the editor opened.
pub fn drop_edit(model: &mut Model) -> Vec<Effect> {
    let Some(fixing) = &mut model.fix else { return Vec::new() };
    (fixing.stage, fixing.editor, fixing.fault, fixing.leaves) = (Stage::Review, None, None, false);
    fixing.misread.clear();
    let plan = fixing.unedited.take().map(|plan| *plan).or_else(|| fixing.plan.clone());
    model.say("edit discarded");
    plan.map_or_else(Vec::new, |plan| settle_plan(model, plan))
}

fn area(text: &str) -> TextArea<'static> {
    let mut area = TextArea::from(text.lines());
    area.set_tab_length(2);
    area.set_hard_tab_indent(false);
    area
}

/// Opens the drafts in the user's own editor, for which the program leaves the screen.
pub fn edit_outside(model: &mut Model) -> Vec<Effect> {
    let fixing = model.fix.as_ref().filter(|fixing| fixing.stage == Stage::Review);
    let text = fixing.and_then(|fixing| fixing.plan.as_ref()).map(crate::fix::Plan::text);
    text.map_or_else(Vec::new, |text| vec![Effect::EditOutside(text)])
}

/// Takes the text that the editor returned; text that cannot be parsed is kept, and shown with its error.
pub fn edited_outside(model: &mut Model, text: Result<String, String>) -> Vec<Effect> {
    let text = match text {
        Ok(text) => text,
        Err(why) => {
            let here = model.keys.key(KeyAction::Edit);
            model.say(format!("{why}; press {here} to edit here"));
            return Vec::new();
        }
    };
    let Some(fixing) = model.fix.as_mut().filter(|fixing| fixing.stage == Stage::Review) else {
        return Vec::new();
    };
    if fixing.plan.as_ref().is_some_and(|plan| plan.text() == text) {
        model.say("the text is unchanged");
        return Vec::new();
    }
    fixing.unedited = fixing.plan.clone().map(Box::new);
    fixing.editor = Some(area(&text));
    fixing.stage = Stage::Editing;
    let mut effects = reread(model);
    if let Some(fixing) = model.fix.as_mut().filter(|fixing| fixing.fault.is_none()) {
        (fixing.stage, fixing.editor) = (Stage::Review, None);
        effects = settle_edit(model);
    }
    effects
}

/// Parses the editor's text; errors are shown at their place, and nothing is lost.
pub fn reread(model: &mut Model) -> Vec<Effect> {
    let Some(fixing) = &mut model.fix else {
        return Vec::new();
    };
    let (Some(area), Some(plan)) = (&fixing.editor, &fixing.plan) else {
        return Vec::new();
    };
    let text = area.lines().join("\n") + "\n";
    fixing.misread = yaml::misread(&text);
    fixing.edited = true;
    fixing.rehearsal = None;
    match plan.edited(&text) {
        Ok(plan) => {
            fixing.fault = None;
            fixing.plan = Some(plan);
            vec![Effect::Settle(fixing.pending.start(&mut model.tickets))]
        }
        Err(fault) => {
            fixing.fault = Some(fault);
            Vec::new()
        }
    }
}

/// Computes effects and starts a rehearsal of the current text after a pause in typing.
pub fn settled(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    let is_open = model.fix.as_mut().is_some_and(|fixing| fixing.pending.accept(ticket));
    if is_open { settle_edit(model) } else { Vec::new() }
}

/// Does the same at once.
pub fn settle_edit(model: &mut Model) -> Vec<Effect> {
    let plan = model.fix.as_ref().and_then(|fixing| fixing.plan.clone());
    plan.map_or_else(Vec::new, |plan| settle_plan(model, plan))
}
