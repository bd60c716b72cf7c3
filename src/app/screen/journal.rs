//! The journal on screen: what was changed, and undo.

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::rows::refresh::follow;
use crate::app::state::fix::Stage;
use crate::fix::Receipt;
use crate::source::Trouble;

/// The receipts, newest first, and the number of lines that could not be parsed.
type Journal = Result<(Vec<Receipt>, usize), Trouble>;

/// Takes the content of the journal; where a receipt is open, the cluster is asked.
pub fn read(model: &mut Model, journal: Journal) -> Vec<Effect> {
    if !take(model, journal) {
        return Vec::new();
    }
    let open = open(model);
    if open.is_empty() { Vec::new() } else { vec![Effect::Reconcile(open)] }
}

/// Returns the receipts of this cluster whose outcome is unknown.
fn open(model: &Model) -> Vec<Receipt> {
    let session = &model.session;
    let ours = |receipt: &&Receipt| {
        receipt.is_open() && receipt.context == session.context && receipt.host == session.host
    };
    model.journal.iter().filter(ours).cloned().collect()
}

/// Takes the outcome of receipts that were open.
pub fn reconciled(model: &mut Model, looked: Result<(), Trouble>, journal: Journal) -> Vec<Effect> {
    let before = open(model).len();
    if !take(model, journal) {
        return Vec::new();
    }
    let left = open(model).len();
    match looked {
        Err(trouble) => model.say(format!("the outcome of a change is unknown: {trouble}")),
        Ok(()) if left > 0 => {
            let changes = model.keys.key(KeyAction::Tab('7'));
            model.say(format!("{left} change{} not settled yet: see Changes ({changes})", are(left)));
        }
        Ok(()) if before > 0 => {
            let changes = model.keys.key(KeyAction::Tab('7'));
            model.say(format!("all unknown outcomes are resolved: see Changes ({changes})"));
        }
        Ok(()) => {}
    }
    Vec::new()
}

fn are(count: usize) -> &'static str {
    if count == 1 { " is" } else { "s are" }
}

fn take(model: &mut Model, journal: Journal) -> bool {
    match journal {
        Ok((receipts, broken)) => {
            model.journal = receipts;
            follow(model);
            if broken > 0 && model.place == Place::Changes {
                model.say(format!("{broken} lines of the journal could not be read"));
            }
            true
        }
        Err(trouble) => {
            model.say(trouble.to_string());
            false
        }
    }
}

/// Returns all receipts of one change.
#[must_use]
pub fn change<'a>(journal: &'a [Receipt], id: &str) -> Vec<&'a Receipt> {
    journal.iter().filter(|receipt| receipt.change == id).collect()
}

/// Whether a later receipt undid this one.
#[must_use]
pub fn undone(journal: &[Receipt], receipt: &Receipt) -> bool {
    journal.iter().any(|other| other.applied() && other.undoes.contains(&receipt.id))
}

/// Leads from an applied fix to its receipt, and requests the plan that undoes it.
fn undo_applied(model: &mut Model) -> Vec<Effect> {
    if model.fix.as_ref().is_none_or(|fixing| fixing.stage != Stage::Done) {
        model.say("nothing was applied yet that could be undone");
        return Vec::new();
    }
    let mut effects = crate::app::screen::navigate::go(model, Place::Changes);
    crate::app::screen::navigate::to(model, 0);
    effects.extend(undo(model));
    effects
}

/// Requests the plan that undoes the selected change.
pub fn undo(model: &mut Model) -> Vec<Effect> {
    if model.place == Place::Fix {
        return undo_applied(model);
    }
    let Some(selected) = model.journal.get(model.cursor(0).row).cloned() else {
        model.say("no changes yet");
        return Vec::new();
    };
    if selected.context != model.session.context {
        let switch = model.keys.key(KeyAction::GoContext);
        model.say(format!("this change was made in {}; switch to it first ({switch})", selected.context));
        return Vec::new();
    }
    if selected.is_open() {
        model.say("the outcome of that change is unknown; reading the object now");
        return vec![Effect::Reconcile(vec![selected])];
    }
    if !selected.applied() {
        model.say("that change failed; nothing to undo");
        return Vec::new();
    }
    if undone(&model.journal, &selected) {
        model.say("already undone");
        return Vec::new();
    }
    let mut receipts: Vec<Receipt> = change(&model.journal, &selected.change).into_iter().cloned().collect();
    receipts.sort_by(|one, other| one.id.cmp(&other.id));
    let ticket = model.undoing.start(&mut model.tickets);
    vec![Effect::PrepareUndo { ticket, receipts }]
}
