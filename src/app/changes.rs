//! The journal on screen: what was changed, and the way back.

use super::Effect;
use super::model::Model;
use crate::fix::Receipt;

/// All receipts of one change.
pub fn change<'a>(journal: &'a [Receipt], id: &str) -> Vec<&'a Receipt> {
    journal.iter().filter(|receipt| receipt.change == id).collect()
}

/// Whether a later receipt undid this one.
pub fn undone(journal: &[Receipt], receipt: &Receipt) -> bool {
    journal.iter().any(|other| other.applied() && other.undoes.contains(&receipt.id))
}

/// Asks for the plan that undoes the selected change.
pub fn undo(model: &mut Model) -> Vec<Effect> {
    let Some(selected) = model.journal.get(model.cursor(0).row).cloned() else {
        model.say("nothing was changed yet");
        return Vec::new();
    };
    if selected.context != model.session.context {
        model.say(format!("that was done in {}; switch there first (gc)", selected.context));
        return Vec::new();
    }
    if !selected.applied() {
        model.say("that attempt failed, so there is nothing to undo");
        return Vec::new();
    }
    if undone(&model.journal, &selected) {
        model.say("that is undone already");
        return Vec::new();
    }
    let mut receipts: Vec<Receipt> = change(&model.journal, &selected.change).into_iter().cloned().collect();
    receipts.sort_by(|one, other| one.id.cmp(&other.id));
    let seq = model.next_sequence();
    vec![Effect::PrepareUndo { seq, receipts }]
}
