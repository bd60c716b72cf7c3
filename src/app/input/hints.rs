//! The line of key hints: what is offered here, and where it is, for the view and for clicks.

use crate::app::KeyAction;
use crate::app::Place;
use crate::app::fix::rights;
use crate::app::model::Model;
use std::ops::Range;

/// The maximum number of hints: more are not read.
const HINTS: usize = 11;

/// One key with what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub key: String,
    pub words: &'static str,
    pub action: KeyAction,
    /// Whether it does less than usual on this selection.
    pub is_weak: bool,
    pub columns: Range<u16>,
}

/// Returns the hints that fit into a width, most useful first; the last one says how one leaves.
#[must_use]
pub fn line(model: &Model, width: u16) -> Vec<Hint> {
    let mut hints = Vec::new();
    let mut start = 1_u16;
    let leave = way_out(model);
    let reserved = leave.as_ref().map_or(0, |(_, key, words)| length(key, words).saturating_add(GAP));
    let others = model.keys.hints(model.place.kind()).into_iter();
    let others = others.filter(|binding| !matches!(binding.action, KeyAction::Back | KeyAction::Close));
    let others = others.filter(|binding| does_something(model, binding.action));
    for binding in others.take(HINTS - 1) {
        let key = binding.shown();
        // Where there is no fix, the key opens the steps to do by hand.
        let weak = (binding.action == KeyAction::Fix).then(|| limit(model)).flatten();
        let short = binding.help.split([',', ':']).next().unwrap_or_default();
        let leads_on = binding.action == KeyAction::Fix && model.fix_marks.next.is_some();
        let (weak, short) = if leads_on { (None, "the next fix") } else { (weak, short) };
        // Over a network the other hints stay where they are.
        let shown = weak.filter(|_| !model.settings.remote);
        let (is_weak, words) = (weak.is_some(), shown.unwrap_or(short));
        // A hint that would be cut off helps no one.
        let end = start.saturating_add(length(&key, words));
        if end.saturating_add(GAP).saturating_add(reserved) > width {
            break;
        }
        hints.push(Hint { key, words, action: binding.action, is_weak, columns: start..end });
        start = end.saturating_add(GAP);
    }
    if let Some((action, key, words)) = leave {
        let end = start.saturating_add(length(&key, words));
        if end.saturating_add(GAP) <= width {
            hints.push(Hint { key, words, action, is_weak: false, columns: start..end });
        }
    }
    hints
}

/// Whether a key leads anywhere from here: not to the place where one is, and not to a pane that there is not.
fn does_something(model: &Model, action: KeyAction) -> bool {
    match action {
        KeyAction::NextPane => model.panes() > 1,
        KeyAction::Map => model.place != Place::Reach,
        KeyAction::WhoCan => !matches!(&model.place, Place::Access(name) if !name.is_empty()),
        KeyAction::Open => match model.place {
            Place::Function(..) => model.pane != 1,
            Place::Explain(_) => false,
            _ => true,
        },
        _ => true,
    }
}

/// The blanks behind a hint.
const GAP: u16 = 2;

fn length(key: &str, words: &str) -> u16 {
    u16::try_from(key.chars().count() + words.len() + 1).unwrap_or(u16::MAX)
}

/// Returns the action that leaves the screen, with its key: back to the one above, or out of the program.
fn way_out(model: &Model) -> Option<(KeyAction, String, &'static str)> {
    let (ways, words) = if model.visits.is_top() {
        ([KeyAction::Close, KeyAction::QuitAll, KeyAction::Cancel], "quit")
    } else {
        ([KeyAction::Back, KeyAction::Close, KeyAction::JumpBack], "back")
    };
    ways.into_iter().find_map(|action| Some((action, model.keys.of(action)?, words)))
}

/// Returns what the key of a fix does where it does less than usual.
fn limit(model: &Model) -> Option<&'static str> {
    let selected = model.told_finding()?;
    match model.fix_marks.of(&selected) {
        Some(0) => Some("steps"),
        _ if rights::limits(model, &selected).is_some() => Some("see the fix"),
        _ => None,
    }
}
